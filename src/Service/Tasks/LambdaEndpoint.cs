using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Functions behind an endpoint that speaks AWS Lambda's Invoke API (<c>LAMBDA_ENDPOINT</c>).</summary>
/// <param name="http">Carries the calls. Its own time-out applies; a task's time-out ends the call too.</param>
/// <param name="endpoint">
/// Where, as <c>http://127.0.0.1:3001</c>. Its query goes with every call, and so do <c>user:password@</c> as basic authentication.
/// </param>
public sealed class LambdaEndpoint(HttpClient http, Uri endpoint)
{
    /// <summary>The largest answer of a function (Lambda quotas).</summary>
    private const int MaxPayloadBytes = 6 * 1024 * 1024;

    /// <summary>A little more than that is read, for white space and the like.</summary>
    private const int MaxAnswerBytes = MaxPayloadBytes + (64 * 1024);

    private const int MaxQuoted = 1024;

    private readonly string _functions = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/2015-03-31/functions/";
    private readonly AuthenticationHeaderValue? _authorization = endpoint.UserInfo.Length == 0
        ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(endpoint.UserInfo))));

    /// <exception cref="TaskFailedException">The endpoint refused the call or could not be reached.</exception>
    /// <exception cref="FunctionFailedException">The function failed.</exception>
    internal async ValueTask<FunctionAnswer> CallAsync(FunctionCall call, CancellationToken cancel)
    {
        using HttpRequestMessage request = Request(call);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            byte[] body = await ReadAsync(response.Content, cancel);
            return Read(call, response, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TaskFailedException(
                "Lambda.ClientExecutionTimeoutException", $"Unable to execute HTTP request: {endpoint.Authority} did not answer in time");
        }
    }

    private HttpRequestMessage Request(FunctionCall call)
    {
        string qualifier = call.Function.Qualifier is { } q ? "Qualifier=" + Uri.EscapeDataString(q) : "";
        var address = new UriBuilder(_functions + Uri.EscapeDataString(call.Function.Name) + "/invocations")
        {
            UserName = "",
            Password = "",
            Query = string.Join('&', ((string[])[qualifier, endpoint.Query.TrimStart('?')]).Where(static part => part.Length > 0)),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, address.Uri)
        {
            Content = new ByteArrayContent(call.Payload.ToUtf8())
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Authorization = _authorization;
        request.Headers.Add("X-Amz-Invocation-Type", call.InvocationType);
        call.Trace?.AddTo(request.Headers);
        if (call.LogType is not null)
        {
            request.Headers.Add("X-Amz-Log-Type", call.LogType);
        }

        if (call.ClientContext is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Client-Context", call.ClientContext);
        }

        return request;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        try
        {
            await content.LoadIntoBufferAsync(MaxAnswerBytes, cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new TaskFailedException(
                "Function.ResponseSizeTooLarge",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Response payload size exceeded maximum allowed payload size ({MaxPayloadBytes} bytes)."));
        }

        return await content.ReadAsByteArrayAsync(cancel);
    }

    private static FunctionAnswer Read(FunctionCall call, HttpResponseMessage response, byte[] body)
    {
        string requestId = Header(response, "x-amzn-RequestId") ?? Guid.NewGuid().ToString();
        if (!response.IsSuccessStatusCode)
        {
            throw Refused(response, body, requestId);
        }

        var answer = new FunctionAnswer(null)
        {
            StatusCode = (int)response.StatusCode,
            RequestId = requestId,
            ExecutedVersion = Header(response, "X-Amz-Executed-Version") ?? call.Function.Qualifier ?? "$LATEST",
            LogResult = Header(response, "X-Amz-Log-Result"),
            Length = body.Length,
        };
        if (call.InvocationType != "RequestResponse")
        {
            return answer;
        }

        // A function that returns nothing answers with an empty body on some runtimes; Lambda makes null of it.
        JsonAny? payload = body.Length == 0 ? JsonAny.Null : TryParse(body);
        if (Header(response, "X-Amz-Function-Error") is not null)
        {
            string text = Encoding.UTF8.GetString(body);
            throw new FunctionFailedException(payload ?? new JsonString(text), text);
        }

        if (payload is null && body.Length > Limits.PayloadBytes)
        {
            // Its size is looked at first (faults.md L18): as a text it is too large for a result, too.
            payload = new JsonString(Encoding.UTF8.GetString(body));
        }

        return answer with
        {
            Payload = payload ?? throw new TaskFailedException(
                "Lambda.Unknown", "The function's result is not JSON: " + Quote(Encoding.UTF8.GetString(body))),
        };
    }

    /// <summary>The error of a refusal: the exception that the endpoint names, or the one that goes with the status.</summary>
    private static TaskFailedException Refused(HttpResponseMessage response, byte[] body, string requestId)
    {
        int status = (int)response.StatusCode;
        var answer = TryParse(body) as JsonMap;
        string? named = Header(response, "X-Amzn-ErrorType") ?? Text(answer, "__type") ?? Text(answer, "Type");
        // The header may go on with a colon and an address; a type may begin with a namespace and a '#'.
        string code = named is null ? "" : named.Split(':')[0].Split('#')[^1];
        if (!code.EndsWith("Exception", StringComparison.Ordinal))
        {
            code = CodeOf(response.StatusCode);
        }

        string message = Text(answer, "Message") ?? Text(answer, "message") ?? Quote(Encoding.UTF8.GetString(body));
        return new TaskFailedException("Lambda." + code, SdkErrorText.Of(message, status, code, requestId));
    }

    private static string CodeOf(HttpStatusCode status) => (int)status switch
    {
        400 => "InvalidRequestContentException",
        403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        409 => "ResourceConflictException",
        413 => "RequestTooLargeException",
        415 => "UnsupportedMediaTypeException",
        429 => "TooManyRequestsException",
        >= 500 => "ServiceException",
        _ => "AWSLambdaException",
    };

    private static JsonAny? TryParse(byte[] body)
    {
        try
        {
            return JsonAny.Parse(body);
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    private static string? Text(JsonMap? answer, string name) => (answer?[name] as JsonString)?.Value;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    private static string Quote(string text) => text.Length <= MaxQuoted ? text : text[..MaxQuoted] + "…";

    private TaskFailedException Unreachable(string reason) => new(
        "Lambda.SdkClientException", $"Unable to execute HTTP request: Connect to {endpoint.Authority} failed: {reason}");
}
