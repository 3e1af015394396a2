using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A server with access keys, asked over HTTPS by clients that have one of them, another, or none.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Id = "AKIDTEST";
    private const string Secret = "a/secret+with=signs";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-end-to-end-");
    private readonly Server _server;

    public AccessTests()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(In("key.pem"), key.ExportPkcs8PrivateKeyPem());
        _server = new Server(In("asl.db"), "--certificate", Certificate, "--certificate-key", In("key.pem"))
        {
            AccessKeys = $"other:one,{Id}:{Secret}",
        };
    }

    private string Certificate => In("certificate.pem");

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_signs_and_is_checked()
    {
        Assert.StartsWith("https://127.0.0.1:", _server.Endpoint, StringComparison.Ordinal);
        Outcome listed = await AwsAsync(Id, Secret);
        Assert.True(listed.Code == 0, listed.ToString());

        Assert.Contains("(InvalidSignatureException)", (await AwsAsync(Id, "another")).Errors, StringComparison.Ordinal);
        Outcome unknown = await AwsAsync("AKIDNOBODY", Secret);
        Assert.Contains(
            "(UnrecognizedClientException) when calling the ListStateMachines operation: The security token included in the request is invalid.",
            unknown.Errors,
            StringComparison.Ordinal);
        Outcome unsigned = await AwsAsync(Id, Secret, "--no-sign-request");
        Assert.Contains("(MissingAuthenticationTokenException)", unsigned.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_bear_the_key_and_our_own_program_signs()
    {
        X509Certificate2Collection trust = [];
        trust.ImportFromPemFile(Certificate);
        using var handler = new SocketsHttpHandler { UseCookies = true };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trust);
        using var http = new HttpClient(handler) { BaseAddress = new Uri(_server.Endpoint) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/state-machines")).StatusCode);

        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/session");
        begin.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{Id}:{Secret}");
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(begin)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/state-machines")).StatusCode);

        ProcessStartInfo list = Asl.StartInfo("list", "--endpoint", _server.Endpoint);
        list.Environment["AWS_ACCESS_KEY_ID"] = Id;
        list.Environment["AWS_SECRET_ACCESS_KEY"] = Secret;
        list.Environment["SSL_CERT_FILE"] = Certificate;
        Outcome own = await Tool.RunAsync(list);
        Assert.True(own.Code == 0, own.ToString());
        list.Environment["AWS_SECRET_ACCESS_KEY"] = "another";
        Assert.Contains("InvalidSignatureException", (await Tool.RunAsync(list)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_loopback_there_are_keys_or_a_word_that_none_are_meant()
    {
        Outcome open = await Asl.RunAsync("serve", "--memory", "--port", "0", "--host", "0.0.0.0");
        Assert.Equal(
            (2, "Whoever reaches 0.0.0.0 could do everything. Set ASL_ACCESS_KEYS to ID:SECRET, or say --insecure where that is meant.\n"),
            (open.Code, open.Errors));
        Outcome broken = await Asl.RunAsync("serve", "--memory", "--port", "0", "--certificate", In("asl.db"));
        Assert.Equal(2, broken.Code);
        Assert.StartsWith($"The certificate {In("asl.db")} cannot be used: ", broken.Errors, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private Task<Outcome> AwsAsync(string id, string secret, params string[] options)
    {
        ProcessStartInfo start = Tool.StartInfo(
            "aws", ["--endpoint-url", _server.Endpoint, "stepfunctions", "list-state-machines", .. options]);
        start.Environment["AWS_ACCESS_KEY_ID"] = id;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = secret;
        start.Environment["AWS_CA_BUNDLE"] = Certificate;
        return Tool.RunAsync(start);
    }
}
