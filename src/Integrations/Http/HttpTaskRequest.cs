using System.Text;

namespace FunctionsAsl.Integrations.Http;

/// <summary>
/// The request of an HTTP Task: what the task says, and what its connection adds. Where both have something under one name the
/// connection's is sent; its fields come last, but for those of the body, which keep the task's place (ST http_connections).
/// </summary>
internal sealed class HttpTaskRequest
{
    private const string ContentType = "Content-Type";
    private const string Json = "application/json; charset=UTF-8";

    private readonly HttpTaskArguments _arguments;
    private readonly List<HttpField> _headers;
    private readonly List<HttpField> _query;
    private readonly JsonAny? _body;
    private readonly HashSet<string> _secrets;

    /// <param name="authorization">The header that proves who calls.</param>
    /// <exception cref="TaskFailedException">The connection adds to a body that is no object.</exception>
    public HttpTaskRequest(HttpTaskArguments arguments, Connection connection, HttpField authorization, string region)
    {
        _arguments = arguments;
        HttpField[] added = [authorization, .. connection.Headers];
        _headers =
        [
            // AWS compares these names letter by letter, and sends both where they differ in case. For HTTP they are one.
            .. Merge(arguments.Headers, added, StringComparer.OrdinalIgnoreCase).Where(static h => !h.Is("User-Agent") && !h.Is("Range")),
            new("User-Agent", "Amazon|StepFunctions|HttpInvoke|" + region),
            new("Range", string.Create(CultureInfo.InvariantCulture, $"bytes=0-{Limits.PayloadBytes}")),
        ];
        _query = Merge(arguments.Query, connection.Query, StringComparer.Ordinal);
        _secrets = connection.Body.Select(static f => f.Name).ToHashSet(StringComparer.Ordinal);
        _body = connection.Body.Count == 0 ? arguments.Body : connection.Body.Aggregate(
            arguments.Body as JsonMap ?? (arguments.Body is null or JsonNull ? JsonMap.Empty : throw new TaskFailedException(
                ErrorName.Runtime, "Cannot merge connection body authorization parameters with request body.")),
            static (body, field) => body.With(field.Name, field.Value));
    }

    public HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(new HttpMethod(_arguments.Method), WithQuery(_arguments.Endpoint, _query));
        if (Encode(_body) is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        foreach (HttpField header in _headers)
        {
            Set(message, header);
        }

        if (message.Content is { } content && !_headers.Exists(static h => h.Is(ContentType)))
        {
            content.Headers.TryAddWithoutValidation(ContentType, Json);
        }

        return message;
    }

    /// <summary>It as TestState shows it (API/API_InspectionDataRequest).</summary>
    /// <param name="revealsSecrets">Whether what the connection adds is shown too; else it is left out.</param>
    public JsonMap Show(bool revealsSecrets)
    {
        bool IsShown(HttpField field) => revealsSecrets || !field.IsSecret;
        JsonAny? body = !revealsSecrets && _body is JsonMap members && _secrets.Count > 0
            ? JsonMap.Of([.. members.Where(m => !_secrets.Contains(m.Key)).Select(static m => (m.Key, m.Value))])
            : _body;
        return new JsonMap.Builder()
            .SetIfPresent("body", Encode(body) is { } text ? new JsonString(text) : null)
            .Set("headers", ShowHeaders(_headers.Where(IsShown)))
            .Set("method", _arguments.Method)
            .Set("protocol", _arguments.Endpoint.Scheme)
            .Set("url", WithQuery(_arguments.Endpoint, [.. _query.Where(IsShown)]).AbsoluteUri)
            .Build();
    }

    /// <summary>Headers in one line, as AWS shows them.</summary>
    public static string ShowHeaders(IEnumerable<HttpField> headers) => $"[{string.Join(", ", headers.Select(static h => $"{h.Name}: {h.Value}"))}]";

    /// <summary>An address with further fields in its query.</summary>
    public static Uri WithQuery(Uri address, IReadOnlyCollection<HttpField> fields)
    {
        if (fields.Count == 0)
        {
            return address;
        }

        string given = address.Query.TrimStart('?');
        return new UriBuilder(address) { Query = given.Length == 0 ? FormText.Encode(fields) : $"{given}&{FormText.Encode(fields)}" }.Uri;
    }

    /// <summary>Adds a header; one that describes a body where there is none is left out.</summary>
    public static void Set(HttpRequestMessage message, HttpField header)
    {
        if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value) && message.Content is { } content)
        {
            content.Headers.Remove(header.Name);
            content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
    }

    private static List<HttpField> Merge(IEnumerable<HttpField> own, IReadOnlyCollection<HttpField> added, StringComparer names)
    {
        var overridden = added.Select(static f => f.Name).ToHashSet(names);
        return [.. own.Where(f => !overridden.Contains(f.Name)), .. added];
    }

    /// <summary>A text is sent as it is, anything else as JSON or as a form; <see langword="null"/> for no body.</summary>
    private string? Encode(JsonAny? body) => body is null ? null : (body, _arguments.Form) switch
    {
        (JsonString text, null) => text.Value,
        (JsonString text, _) => Uri.EscapeDataString(text.Value),
        (JsonMap members, { } format) => FormText.Encode(FormText.Fields(members, format)),
        _ => body.ToString(),
    };
}
