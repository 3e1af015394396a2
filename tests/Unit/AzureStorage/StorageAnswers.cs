using System.Net;
using System.Text;

namespace FunctionsAsl.Unit.AzureStorage;

/// <summary>Stands for a storage account: gives the answers that were laid out, in order, and keeps what it was asked.</summary>
internal sealed class StorageAnswers : HttpMessageHandler
{
    private readonly Queue<HttpResponseMessage> _answers = new();

    /// <summary>What was asked: the method, the path and the query, as <c>PUT /asl/a?comp=x</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The headers of the requests, by name; the text of the body is the header <c>body</c>.</summary>
    public List<Dictionary<string, string>> Headers { get; } = [];

    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Headers of the answer and of its content.</param>
    public StorageAnswers Answer(int status, string body = "", params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers)
        {
            _ = answer.Headers.TryAddWithoutValidation(name, value) || answer.Content.Headers.TryAddWithoutValidation(name, value);
        }

        _answers.Enqueue(answer);
        return this;
    }

    public StorageAnswers Refuse(int status, string code) => Answer(status, "", ("x-ms-error-code", code));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Dictionary<string, string> headers = request.Headers
            .Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(static h => h.Key, static h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        headers["body"] = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        Headers.Add(headers);
        return _answers.TryDequeue(out HttpResponseMessage? answer)
            ? answer
            : throw new InvalidOperationException($"Nobody expected {Asked[^1]}.");
    }
}
