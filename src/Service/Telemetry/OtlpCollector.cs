using System.Net.Http.Headers;
using System.Net.Security;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>A collector of OpenTelemetry for one signal: OTLP 1.x, in each of its protocols.</summary>
/// <param name="http">Carries the calls. Who gives it disposes of it.</param>
/// <param name="tls">How connections are made, which are its own then; <see langword="null"/> where it needs none of its own.</param>
/// <param name="endpoint">With the path of the signal.</param>
/// <param name="headers">What goes with every request.</param>
/// <param name="resource">What the service says of itself (<see cref="OtlpJson.Attributes"/>).</param>
internal sealed class OtlpCollector(
    HttpClient http,
    SslClientAuthenticationOptions? tls,
    OtlpSignal signal,
    OtlpProtocol protocol,
    Uri endpoint,
    IReadOnlyList<KeyValuePair<string, string>> headers,
    JsonList resource) : IDisposable
{
    /// <summary>Bytes of an answer: it is short.</summary>
    public const int LargestAnswer = 1_048_576;

    /// <summary>Servers of gRPC take messages of 4 MiB unless they are told otherwise ("OTLP/gRPC Request").</summary>
    private const int MostBytes = 3 * 1024 * 1024;

    private readonly HttpClient? _own = tls is null ? null : Open(tls);

    public string Name => NameOf(endpoint);

    /// <summary>An address without a password that it may have.</summary>
    public static string NameOf(Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Divides records into what one request may have.</summary>
    /// <param name="weigh">Bytes that a record takes at most.</param>
    public static IEnumerable<IReadOnlyList<T>> Split<T>(IReadOnlyList<T> records, Func<T, int> weigh)
    {
        List<T> part = [];
        long bytes = 0;
        foreach (T record in records)
        {
            int size = weigh(record);
            if (part.Count > 0 && bytes + size > MostBytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(record);
            bytes += size;
        }

        yield return part;
    }

    /// <param name="records">In OTLP's JSON.</param>
    /// <returns>How many were refused.</returns>
    /// <exception cref="RefusedException">The collector refuses all of them, and would again.</exception>
    public async Task<int> PostAsync(IEnumerable<JsonAny> records, CancellationToken cancel)
    {
        JsonMap request = OtlpJson.Request(resource, signal, records);
        (string type, byte[] body) = protocol switch
        {
            OtlpProtocol.HttpJson => ("application/json", request.ToUtf8()),
            OtlpProtocol.Grpc => ("application/grpc", OtlpGrpc.Frame(OtlpProtobuf.Write(request))),
            _ => ("application/x-protobuf", OtlpProtobuf.Write(request)),
        };
        using var post = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        if (protocol == OtlpProtocol.Grpc)
        {
            OtlpGrpc.Prepare(post);
        }

        foreach ((string name, string value) in headers)
        {
            post.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await (_own ?? http).SendAsync(post, cancel);
        if (!response.IsSuccessStatusCode)
        {
            // Which may pass is what the protocol says ("OTLP/HTTP Response", "Failures"); what gRPC makes of a proxy's status comes to the same.
            string problem = string.Create(CultureInfo.InvariantCulture, $"It answered with status {(int)response.StatusCode}.");
            throw (int)response.StatusCode is 429 or 502 or 503 or 504 ? new HttpRequestException(problem) : new RefusedException(problem);
        }

        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancel);
        if (protocol == OtlpProtocol.Grpc)
        {
            OtlpGrpc.Check(response);
        }

        long rejected = protocol switch
        {
            OtlpProtocol.HttpJson => OtlpJson.Rejected(answer, signal),
            OtlpProtocol.Grpc => OtlpProtobuf.Rejected(OtlpGrpc.Message(answer)),
            _ => OtlpProtobuf.Rejected(answer),
        };
        return (int)Math.Clamp(rejected, 0, int.MaxValue);
    }

    public void Dispose() => _own?.Dispose();

    private static HttpClient Open(SslClientAuthenticationOptions tls)
    {
        HttpClient client = Settings.Http(tls);
        client.MaxResponseContentBufferSize = LargestAnswer;
        return client;
    }
}
