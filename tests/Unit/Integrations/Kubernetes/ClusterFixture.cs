using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Kubernetes;
using FunctionsAsl.Unit.Tasks;

namespace FunctionsAsl.Unit.Integrations.Kubernetes;

/// <summary>A service whose tasks call a cluster, of which nothing is there but a double.</summary>
internal static class ClusterFixture
{
    public const string Endpoint = "https://ABC.yl4.us-east-1.eks.amazonaws.com";

    /// <summary>The certificates of a cluster's authority as EKS gives them.</summary>
    public static string Authority { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes(NewAuthority()));

    /// <summary>Arguments that name the cluster, without braces.</summary>
    public static string Named { get; } = $"\"ClusterName\":\"c\",\"CertificateAuthority\":\"{Authority}\",\"Endpoint\":\"{Endpoint}\"";

    /// <param name="settings">Besides a key: where STS is.</param>
    /// <param name="trusted">Is told whose certificates each call believes in.</param>
    public static TaskFixture Create(JobServices cluster, Dictionary<string, string>? settings = null, Action<X509ChainPolicy?>? trusted = null)
    {
        settings ??= new(StringComparer.Ordinal) { ["AWS_ENDPOINT_URL"] = "http://aws.test:4566" };
        string? Variable(string name) => name switch
        {
            "AWS_ACCESS_KEY_ID" => "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY" => "secret",
            _ => settings.GetValueOrDefault(name),
        };
        return new TaskFixture(options =>
        {
            ServiceModels models = ServiceModels.Open(folder: null);
            var tokens = new ClusterTokens(
                new Endpoints(Variable, options.Service.Region, own: null), new Credentials(Variable),
                () => models.Find("sts", "getCallerIdentity")!.Value.Service, options.Service.Clock);
            HttpClient Open(X509ChainPolicy? trust)
            {
                trusted?.Invoke(trust);
                return new HttpClient(cluster, disposeHandler: false);
            }

            var client = new ClusterClient(Open, tokens, options.Service.Clock);
            return options with
            {
                FindIntegration = resource => resource.Action == "call" ? new ClusterCall(client, isLocal: false) : new ClusterJob(client, isLocal: false),
            };
        });
    }

    private static string NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return certificate.ExportCertificatePem();
    }
}
