using System.Net.Http.Headers;
using System.Text;

namespace FunctionsAsl.Integrations.Http;

/// <summary>The answer to an HTTP Task, and what becomes of it.</summary>
internal sealed class HttpTaskResponse
{
    private readonly int _status;
    private readonly string _statusText;
    private readonly string _protocol;
    private readonly HttpField[] _headers;
    private readonly string? _mediaType;
    private readonly Encoding _encoding;
    private readonly byte[]? _body;

    private HttpTaskResponse(HttpResponseMessage response, HttpField[] headers, string protocol, byte[]? body)
    {
        _status = (int)response.StatusCode;
        // AWS gives the standard's text for the status, and none where it has none (ST http_connections); so does .NET for no text.
        response.ReasonPhrase = null;
        _statusText = response.ReasonPhrase ?? "";
        _protocol = protocol;
        _headers = headers;
        (_mediaType, _encoding) = ReadType(_headers.FirstOrDefault(static h => h.Is("Content-Type")).Value ?? "");
        _body = body;
    }

    public bool IsRefused => _status == 401;

    private bool IsSuccess => _status is >= 200 and < 300;

    /// <summary>Reads the answer, and no more of it than a task's result may have.</summary>
    /// <param name="protocol">As <c>https</c>.</param>
    public static async ValueTask<HttpTaskResponse> ReadAsync(HttpResponseMessage response, string protocol, CancellationToken cancel)
    {
        // Before the body is read, which adds its length.
        HttpField[] headers =
        [
            .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .SelectMany(static h => h.Value.Select(value => new HttpField(h.Key, value))),
        ];
        byte[]? body = null;
        try
        {
            await response.Content.LoadIntoBufferAsync(Limits.PayloadBytes, cancel);
            body = await response.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            // It is too large.
        }

        return new HttpTaskResponse(response, headers, protocol, body);
    }

    /// <summary>The task's result.</summary>
    /// <exception cref="TaskFailedException">The API refuses, or what it says cannot be a result.</exception>
    public JsonMap Result()
    {
        if (!IsSuccess)
        {
            throw new TaskFailedException(
                string.Create(CultureInfo.InvariantCulture, $"States.Http.StatusCode.{_status}"), _statusText.Length == 0 ? null : _statusText);
        }

        return new JsonMap.Builder()
            .Set("Headers", Headers())
            .SetIfPresent("ResponseBody", Body())
            .Set("StatusCode", _status)
            .Set("StatusText", _statusText)
            .Build();
    }

    /// <summary>It as TestState shows it (API/API_InspectionDataResponse).</summary>
    public JsonMap Show() => new JsonMap.Builder()
        .SetIfPresent("body", Text() is { } text ? new JsonString(text) : null)
        .Set("headers", HttpTaskRequest.ShowHeaders(_headers))
        .Set("protocol", _protocol)
        .Set("statusCode", _status.ToString(CultureInfo.InvariantCulture))
        .Set("statusMessage", _statusText)
        .Build();

    /// <summary>Each name with its values, as it was written.</summary>
    private JsonMap Headers()
    {
        var headers = new JsonMap.Builder(_headers.Length);
        foreach (IGrouping<string, HttpField> header in _headers.GroupBy(static h => h.Name, StringComparer.OrdinalIgnoreCase))
        {
            headers.Set(header.Key, JsonList.Of(header.Select(static h => (JsonAny)h.Value)));
        }

        return headers.Build();
    }

    private JsonAny? Body()
    {
        if (_mediaType is "application/octet-stream" || _mediaType?.Split('/')[0] is "image" or "video" or "audio")
        {
            throw new TaskFailedException(
                ErrorName.Runtime,
                $"Unsupported response content-type '{_mediaType}'. Please see documentation for list of unsupported content-types.");
        }

        if (_body is null)
        {
            throw new TaskFailedException(ErrorName.DataLimitExceeded, $"The response has more than {Limits.PayloadBytes} bytes.");
        }

        string text = Text() ?? throw new TaskFailedException(ErrorName.Runtime, "The response can't be read as a text.");
        return text.Length == 0 ? null
            : _mediaType is "application/json" || _mediaType?.EndsWith("+json", StringComparison.Ordinal) == true ? ReadJson(text)
            : new JsonString(text);
    }

    private static JsonAny ReadJson(string text)
    {
        try
        {
            return JsonAny.Parse(text);
        }
        catch (JsonSyntaxException)
        {
            return new JsonString(text);
        }
    }

    private string? Text()
    {
        try
        {
            return _body is null ? null : _encoding.GetString(_body).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static (string? MediaType, Encoding Encoding) ReadType(string contentType)
    {
        Encoding encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type))
        {
            return (null, encoding);
        }

        try
        {
            encoding = type.CharSet is { Length: > 0 } name
                ? Encoding.GetEncoding(name.Trim('"'), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                : encoding;
        }
        catch (ArgumentException)
        {
            // One that nobody knows: most texts are UTF-8 whatever they say.
        }

        return (type.MediaType?.ToLowerInvariant(), encoding);
    }
}
