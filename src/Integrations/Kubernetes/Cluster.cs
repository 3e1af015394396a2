using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>A cluster as a task names it (DG/connect-eks).</summary>
/// <param name="Name">Its name in EKS.</param>
/// <param name="Endpoint">Its Kubernetes API.</param>
/// <param name="Trust">Whose certificates it may show: of its own authority, and nobody else's. <see langword="null"/> for plain <c>http</c>.</param>
internal sealed record Cluster(string Name, Uri Endpoint, X509ChainPolicy? Trust)
{
    public const string NameField = "ClusterName";
    public const string EndpointField = "Endpoint";
    public const string AuthorityField = "CertificateAuthority";

    /// <param name="isLocal">Whether plain <c>http</c> will do.</param>
    /// <exception cref="TaskFailedException">There is none in the arguments that could be called.</exception>
    public static Cluster Read(Arguments arguments, bool isLocal)
    {
        string name = arguments.RequiredText(NameField);
        string authority = arguments.RequiredText(AuthorityField);
        if (!Uri.TryCreate(arguments.RequiredText(EndpointField), UriKind.Absolute, out Uri? endpoint)
            || endpoint is not { Scheme: "https" or "http", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" })
        {
            throw arguments.Misshapen(EndpointField);
        }

        return endpoint.Scheme == "https" ? new Cluster(name, endpoint, TrustIn(authority) ?? throw arguments.Misshapen(AuthorityField))
            : isLocal ? new Cluster(name, endpoint, Trust: null)
            : throw arguments.Refuse(
                $"The value of the field '{EndpointField}' has to begin with https://; {OutsideNetwork.Setting}=true allows http://, for local development");
    }

    /// <param name="authority">Base64 of certificates in PEM, as EKS has it.</param>
    private static X509ChainPolicy? TrustIn(string authority)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            trust.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(authority)));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }

        return trust.CustomTrustStore.Count > 0 ? trust : null;
    }
}
