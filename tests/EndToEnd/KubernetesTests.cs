using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Tasks of <c>asl run</c> that speak to Kubernetes, over TLS, by the cluster's own authority.</summary>
public sealed class KubernetesTests : IDisposable
{
    private const string Jobs = "/apis/batch/v1/namespaces/n/jobs";
    private const string Token = "[http://127.0.0.1:9/?Action=GetCallerIdentity&Version=2011-06-15]";

    private readonly string _directory = Directory.CreateTempSubdirectory("asl-cluster-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_Job_runs_and_its_logs_come_back()
    {
        (string authority, X509Certificate2 certificate) = NewCluster();
        using X509Certificate2 shown = certificate;
        await using ServiceDouble cluster = await ServiceDouble.StartAsync(shown);
        cluster.With($"POST {Jobs}", (201, """{"metadata":{"name":"j"}}"""))
            .With(
                $"GET {Jobs}/j", (200, """{"metadata":{"name":"j"},"status":{"active":1}}"""),
                (200, """{"metadata":{"name":"j"},"status":{"conditions":[{"type":"Complete","status":"True"}]}}"""))
            .With(
                "GET /api/v1/namespaces/n/pods?labelSelector=job-name%3Dj&limit=100",
                (200, """{"items":[{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}]}"""))
            .With("GET /api/v1/namespaces/n/pods/p/log?container=c&tailLines=2", (200, """{"sum":3}"""));
        Outcome outcome = await RunAsync(
            cluster, authority, "runJob.sync",
            """
            "Namespace":"n","Job":{"kind":"Job"},"LogOptions":{"RetrieveLogs":true,"LogParameters":{"tailLines":["2"]}}
            """);

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(JsonAny.Parse("""{"sum":3}"""), ((JsonMap)JsonAny.Parse(outcome.Output)).At("logs").At("pods").At("p").At("containers").At("c").At("log"));
        Assert.Equal(
            [
                $$"""POST {{Jobs}} {{Token}} application/json {"kind":"Job"}""",
                $"GET {Jobs}/j {Token}",
                $"GET {Jobs}/j {Token}",
                $"GET /api/v1/namespaces/n/pods?labelSelector=job-name%3Dj&limit=100 {Token}",
                $"GET /api/v1/namespaces/n/pods/p/log?container=c&tailLines=2 {Token}",
            ],
            cluster.Calls);
    }

    [Fact]
    public async Task A_cluster_of_another_authority_is_not_believed()
    {
        (_, X509Certificate2 certificate) = NewCluster();
        using X509Certificate2 shown = certificate;
        await using ServiceDouble cluster = await ServiceDouble.StartAsync(shown);
        Outcome outcome = await RunAsync(cluster, NewCluster().Authority, "call", "\"Method\":\"GET\",\"Path\":\"/version\"");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("EKS.SdkClientException", outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    [Fact]
    public async Task A_private_address_is_not_called_unless_that_is_allowed()
    {
        (string authority, X509Certificate2 certificate) = NewCluster();
        using X509Certificate2 shown = certificate;
        await using ServiceDouble cluster = await ServiceDouble.StartAsync(shown);
        Outcome outcome = await RunAsync(cluster, authority, "call", "\"Method\":\"GET\",\"Path\":\"/version\"", isAllowed: false);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("is an address of a private network or of this machine", outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    private async Task<Outcome> RunAsync(ServiceDouble cluster, string authority, string action, string arguments, bool isAllowed = true)
    {
        string file = Path.Combine(_directory, "cluster.asl.json");
        await File.WriteAllTextAsync(file, $$$$"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::eks:{{{{action}}}}","Parameters":{
              "ClusterName":"c","CertificateAuthority":"{{{{authority}}}}","Endpoint":"{{{{cluster.Address}}}}",{{{{arguments}}}}},"End":true}}}
            """);
        ProcessStartInfo start = Asl.StartInfo("run", file);
        start.Environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9";
        start.Environment["ASL_HTTP_ALLOW_PRIVATE"] = isAllowed ? "true" : null;
        return await Tool.RunAsync(start);
    }

    /// <summary>An authority as EKS shows it, and the certificate that its server has.</summary>
    private static (string Authority, X509Certificate2 Server) NewCluster()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=kubernetes", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 authority = root.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4, 5, 6, 7, 8]);
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        return (
            Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.ExportCertificatePem())),
            X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), password: null));
    }
}
