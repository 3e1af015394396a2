using System.Net.Http.Headers;
using System.Text;

namespace FunctionsAsl.Integrations.Http;

/// <summary>
/// A token for the client's own credentials: <c>OAUTH_CLIENT_CREDENTIALS</c> (RFC 6749, 4.4), asked for as EventBridge does
/// (ST http_connections), kept until shortly before it expires or an API refuses it.
/// </summary>
/// <param name="connection">The connection's name, for texts.</param>
/// <param name="request">Where the token is asked for, and with what.</param>
internal sealed class OAuthAuthorization(HttpClient http, TimeProvider clock, string connection, TokenRequest request) : ConnectionAuthorization, IDisposable
{
    /// <summary>A token has a few KiB.</summary>
    private const int MaxAnswerBytes = 256 * 1024;

    /// <summary>How long one is kept of which nobody says when it expires.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Clocks differ, and a request takes its time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private HttpField _header;
    private DateTimeOffset _expires = DateTimeOffset.MinValue;

    public override bool IsRenewable => true;

    public override async ValueTask<HttpField> HeaderAsync(HttpField? refused, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            // What others got meanwhile was not refused.
            if (_header == refused || clock.GetUtcNow() >= _expires)
            {
                (string token, TimeSpan lifetime) = await AskAsync(cancel);
                _header = new HttpField("Authorization", "Bearer " + token, IsSecret: true);
                _expires = clock.GetUtcNow() + lifetime - (lifetime > Margin * 2 ? Margin : lifetime / 2);
            }

            return _header;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(string Token, TimeSpan Lifetime)> AskAsync(CancellationToken cancel)
    {
        using HttpRequestMessage message = Message();
        using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        JsonMap? answer = await ReadAsync(response.Content, cancel);
        if (!response.IsSuccessStatusCode || answer?["access_token"] is not JsonString { Value: { Length: > 0 } token }
            || !new HttpField("Authorization", token).IsHeader)
        {
            // Of what it says only the code, which is a word of the standard: the rest may have anything in it.
            string code = answer?["error"] is JsonString { Value: var error } && error.Length <= 40 && error.All(static c => char.IsAsciiLetter(c) || c == '_')
                ? $" ({error})"
                : "";
            throw new TaskFailedException(
                "Events.ConnectionResource.InvalidConnectionState",
                $"The connection '{connection}' has no token: {request.Endpoint.Authority} answered {(int)response.StatusCode}{code}.");
        }

        double seconds = answer["expires_in"] switch
        {
            JsonNumber number => number.AsDouble,
            JsonString text when double.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out double parsed) => parsed,
            _ => 0,
        };
        return (token, seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds)) : UnknownLifetime);
    }

    private HttpRequestMessage Message()
    {
        var query = request.Query.ToList();
        bool hasBody = request.Method != HttpMethod.Get;
        if (!hasBody)
        {
            query.AddRange(request.Body);
        }

        var message = new HttpRequestMessage(request.Method, HttpTaskRequest.WithQuery(request.Endpoint, query))
        {
            Content = hasBody ? new ByteArrayContent(Encoding.UTF8.GetBytes(FormText.Encode(request.Body))) : null,
        };
        if (message.Content is { } content)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        foreach (HttpField header in request.Headers)
        {
            HttpTaskRequest.Set(message, header);
        }

        return message;
    }

    private static async Task<JsonMap?> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        try
        {
            await content.LoadIntoBufferAsync(MaxAnswerBytes, cancel);
            return JsonAny.Parse(await content.ReadAsByteArrayAsync(cancel)) as JsonMap;
        }
        catch (Exception e) when (e is JsonSyntaxException || e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return null;
        }
    }
}

/// <summary>A request for a token.</summary>
/// <param name="Body">The form, with the client's id and secret in it; the query has it where the method is GET.</param>
internal sealed record TokenRequest(
    Uri Endpoint,
    HttpMethod Method,
    IReadOnlyList<HttpField> Headers,
    IReadOnlyList<HttpField> Query,
    IReadOnlyList<HttpField> Body);
