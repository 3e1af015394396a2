using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>A collector whose certificate this machine does not know, and that asks for one.</summary>
public sealed class OtlpTlsTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asl-tls-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();
    private readonly X509Certificate2 _server = Certificate("collector");
    private readonly X509Certificate2 _client = Certificate("exporter");
    private WebApplication _app = null!;
    private string? _shown;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, port => port.UseHttps(https =>
        {
            https.ServerCertificate = _server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        _app = builder.Build();
        _app.Run(context =>
        {
            _shown = context.Connection.ClientCertificate?.Thumbprint;
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        _variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        _client.Dispose();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE")]
    public async Task It_is_trusted_by_its_file(string variable)
    {
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
        _variables[variable] = Write("server.pem", _server.ExportCertificatePem());
        await SendAsync();
        Assert.Null(_shown);
        _variables[variable] = Write("other.pem", _client.ExportCertificatePem());
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
    }

    [Fact]
    public async Task It_is_shown_who_sends()
    {
        _variables["OTEL_EXPORTER_OTLP_CERTIFICATE"] = Write("server.pem", _server.ExportCertificatePem());
        _variables["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = Write("client.pem", _client.ExportCertificatePem());
        _variables["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = Write("client.key", _client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await SendAsync();
        Assert.Equal(_client.Thumbprint, _shown);
    }

    [Theory]
    [InlineData("CERTIFICATE", null, "OTEL_EXPORTER_OTLP_CERTIFICATE: nowhere.pem cannot be used: ")]
    [InlineData("CERTIFICATE", "no certificate", "OTEL_EXPORTER_OTLP_CERTIFICATE: FILE cannot be used: There is no certificate in it.")]
    [InlineData("CLIENT_KEY", "k", "OTEL_EXPORTER_OTLP_CLIENT_KEY is set, and no CLIENT_CERTIFICATE beside it.")]
    [InlineData("CLIENT_CERTIFICATE", "c", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE is set, and no CLIENT_KEY beside it.")]
    public void What_cannot_be_used_is_named(string variable, string? content, string problem)
    {
        string file = content is null ? "nowhere.pem" : Write("file.pem", content);
        _variables["OTEL_EXPORTER_OTLP_" + variable] = file;
        Assert.StartsWith(problem.Replace("FILE", file, StringComparison.Ordinal), Assert.Throws<SettingException>(Open).Message, StringComparison.Ordinal);
    }

    private async Task SendAsync()
    {
        using OtlpCollector collector = Open();
        await collector.PostAsync([JsonMap.Empty], default);
    }

    private OtlpCollector Open() => OpenTelemetrySettings.Read(OtlpSignal.Logs, _variables.GetValueOrDefault, _http, static (_, e) => throw e)!;

    private string Write(string name, string content)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
