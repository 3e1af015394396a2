using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Support.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>What a collector gets in each protocol, and what becomes of its answers.</summary>
public sealed class OtlpCollectorTests : IAsyncLifetime, IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["OTEL_SERVICE_NAME"] = "orders",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=k",
    };

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
    });

    private readonly List<string> _seen = [];
    private WebApplication _app = null!;
    private byte[] _body = [];
    private Func<HttpContext, Task> _answer = static _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(static server =>
        {
            server.Listen(IPAddress.Loopback, 0, static port => port.Protocols = HttpProtocols.Http1);
            server.Listen(IPAddress.Loopback, 0, static port => port.Protocols = HttpProtocols.Http2);
            server.Listen(IPAddress.Loopback, 0, static port => port.UseHttps(Certificate()));
        });
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _body = body.ToArray();
            _seen.Add($"{context.Request.Protocol} {context.Request.Path} {context.Request.ContentType} {context.Request.Headers.TE} {context.Request.Headers["x-otlp-api-key"]}");
            await _answer(context);
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Dispose();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(0, null, "HTTP/1.1 /base/v1/traces application/x-protobuf  k")]
    [InlineData(0, "http/protobuf", "HTTP/1.1 /base/v1/traces application/x-protobuf  k")]
    [InlineData(0, "http/json", "HTTP/1.1 /base/v1/traces application/json  k")]
    [InlineData(1, "grpc", "HTTP/2 /base/opentelemetry.proto.collector.trace.v1.TraceService/Export application/grpc trailers k")]
    [InlineData(2, "grpc", "HTTP/2 /base/opentelemetry.proto.collector.trace.v1.TraceService/Export application/grpc trailers k")]
    [InlineData(2, "http/protobuf", "HTTP/1.1 /base/v1/traces application/x-protobuf  k")]
    public async Task A_request_goes_as_the_protocol_has_it_and_what_is_rejected_is_counted(int port, string? protocol, string expected)
    {
        _answer = context => AnswerAsync(context, "0", [0x0A, 0x02, 0x08, 0x03]);
        Assert.Equal(3, await SendAsync(port, protocol));
        Assert.Equal([expected], _seen);
        string sent = protocol == "http/json"
            ? ((JsonString)Path((JsonMap)JsonAny.Parse(_body), "resourceSpans", "scopeSpans", "spans")["name"]!).Value
            : new ProtobufMessage(protocol == "grpc" ? _body.AsSpan(5) : _body).All(1).Single().All(2).Single().All(2).Single().Text(5)!;
        Assert.Equal("state:Ä", sent);
        if (protocol == "grpc")
        {
            Assert.Equal($"00{_body.Length - 5:X8}", Convert.ToHexString(_body[..5]));
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://c:1/", "http/protobuf", "http://c:1/")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://c:1/", "grpc", "http://c:1/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1", "grpc", "http://c:1/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://c", "http/protobuf", "https://c/v1/metrics")]
    public void An_endpoint_gets_the_path_of_its_protocol(string name, string endpoint, string protocol, string expected)
    {
        _variables[name] = endpoint;
        _variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json";
        _variables["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = protocol;
        Assert.Equal(expected, OpenTelemetrySettings.Read(OtlpSignal.Metrics, _variables.GetValueOrDefault, _http, static (_, _) => { })!.Name);
    }

    [Theory]
    [InlineData("1", null, false)]
    [InlineData("2", null, true)]
    [InlineData("3", null, true)]
    [InlineData("4", null, false)]
    [InlineData("8", null, true)]
    // A google.rpc.Status that has a RetryInfo of one second.
    [InlineData("8", "CAgSBGZ1bGwaMAoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxIECgIIAQ", false)]
    [InlineData("8", "no base64", true)]
    [InlineData("10", null, false)]
    [InlineData("11", null, false)]
    [InlineData("12", null, true)]
    [InlineData("14", null, false)]
    [InlineData("15", null, false)]
    [InlineData("16", null, true)]
    public async Task Only_a_status_of_gRPC_that_may_pass_is_sent_again(string status, string? details, bool isForGood)
    {
        // Without a message the status stands among the headers.
        _answer = context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = status;
            context.Response.Headers["grpc-message"] = "so it is";
            context.Response.Headers["grpc-status-details-bin"] = details;
            return Task.CompletedTask;
        };
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(1, "grpc"));
        Assert.Equal(isForGood, failure is RefusedException);
        Assert.Equal(!isForGood, failure is HttpRequestException);
        Assert.Equal($"It answered with gRPC status {status}: so it is", failure.Message);
    }

    [Theory]
    [InlineData(503, false)]
    [InlineData(404, true)]
    public async Task A_status_of_HTTP_is_what_it_is_of_the_others(int status, bool isForGood)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(1, "grpc"));
        Assert.Equal(isForGood, failure is RefusedException);
    }

    [Fact]
    public async Task An_answer_without_a_status_is_none()
    {
        _answer = context => AnswerAsync(context, status: null, []);
        Assert.StartsWith("It answered with gRPC status none", (await Assert.ThrowsAsync<RefusedException>(() => SendAsync(1, "grpc"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_no_HTTP_2_may_do_so_later() => await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(0, "grpc"));

    private static Task AnswerAsync(HttpContext context, string? status, byte[] message)
    {
        context.Response.ContentType = context.Request.ContentType;
        switch (context.Request.ContentType)
        {
            case "application/json":
                return context.Response.WriteAsync("""{"partialSuccess":{"rejectedSpans":"3"}}""");
            case "application/grpc":
                if (status is not null)
                {
                    context.Response.AppendTrailer("grpc-status", status);
                }

                return context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, (byte)message.Length, .. message]).AsTask();
            default:
                return context.Response.Body.WriteAsync(message).AsTask();
        }
    }

    private Task<int> SendAsync(int port, string? protocol)
    {
        _variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.ElementAt(port) + "/base";
        if (protocol is not null)
        {
            _variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        }

        OtlpCollector collector = OpenTelemetrySettings.Read(OtlpSignal.Traces, _variables.GetValueOrDefault, _http, static (_, e) => throw e)!;
        return collector.PostAsync([JsonMap.Of(("name", "state:Ä"))], default);
    }

    private static JsonMap Path(JsonMap from, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            from = (JsonMap)((JsonList)from[name]!)[0];
        }

        return from;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
