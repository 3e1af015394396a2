using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using FunctionsAsl.AwsApi.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace FunctionsAsl.EndToEnd;

/// <summary>
/// A server of the test's own in AWS's place. It answers each call as the test says, by method and target as they were sent, in turn, and the
/// last answer for ever; it checks signatures, and keeps what came.
/// </summary>
internal sealed partial class ServiceDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SignatureChecker _signatures = new([new AccessKey("x", "x")], TimeProvider.System);
    private readonly ConcurrentDictionary<string, Queue<(int Status, string Type, byte[] Body)>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _calls = [];

    private ServiceDouble(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>As <c>http://127.0.0.1:5000</c>.</summary>
    public string Address => _app.Urls.First();

    /// <summary>What came, in its order: <c>METHOD TARGET SERVICE-IT-IS-SIGNED-FOR TYPE BODY</c>, without what is missing, and <c>TOKEN</c> for a token that a client makes up.</summary>
    public string[] Calls => [.. _calls];

    /// <param name="certificate">With its key, for HTTPS.</param>
    public static async Task<ServiceDouble> StartAsync(X509Certificate2? certificate = null)
    {
        var started = new ServiceDouble(certificate);
        await started._app.StartAsync();
        return started;
    }

    /// <param name="call">As <c>GET /jobs/j</c>.</param>
    public ServiceDouble With(string call, params (int Status, string Body)[] answers)
    {
        _answers[call] = new Queue<(int, string, byte[])>(answers.Select(static a => (a.Status, "application/json", Encoding.UTF8.GetBytes(a.Body))));
        return this;
    }

    /// <summary>A call that is answered with a stream of events.</summary>
    public ServiceDouble WithEvents(string call, params IEnumerable<byte[]> frames)
    {
        _answers[call] = new Queue<(int, string, byte[])>([(200, "application/vnd.amazon.eventstream", [.. frames.SelectMany(static f => f)])]);
        return this;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        // As it was sent: what is behind this is decoded.
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        string call = $"{context.Request.Method} {target}";
        string?[] parts = [call, SignedFor(context.Request, target, body.ToArray()), context.Request.ContentType, Encoding.UTF8.GetString(body.ToArray())];
        _calls.Enqueue(Token().Replace(string.Join(' ', parts.Where(static part => !string.IsNullOrEmpty(part))), "TOKEN"));
        (int status, string type, byte[] answer) = (StatusCodes.Status501NotImplemented, "application/json", "{}"u8.ToArray());
        if (_answers.TryGetValue(call, out Queue<(int, string, byte[])>? answers))
        {
            lock (answers)
            {
                (status, type, answer) = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
            }
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>
    /// The service that a request is signed for, or what is wrong with its signature; the address in a token of EKS; <see langword="null"/> where
    /// there is neither.
    /// </summary>
    private string? SignedFor(HttpRequest request, string target, byte[] body)
    {
        if (!request.Headers.TryGetValue("Authorization", out StringValues authorization))
        {
            return null;
        }

        if (authorization.ToString().Split('.') is ["Bearer k8s-aws-v1", var token])
        {
            return $"[{Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split("&X-Amz-", 2)[0]}]";
        }

        string[] parts = target.Split('?', 2);
        try
        {
            _signatures.Check(
                new RequestToSign(
                    request.Method,
                    parts[0],
                    parts.Length > 1 ? parts[1] : "",
                    name => request.Headers.TryGetValue(name, out StringValues value) ? value.ToString() : null,
                    body),
                service: null);
        }
        catch (SignatureException e)
        {
            return $"[{e.Message}]";
        }

        // Credential=KEY/DATE/REGION/SERVICE/aws4_request
        return authorization.ToString().Split('/')[3];
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
