using System.Net.Http.Headers;
using System.Text;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>apigateway:invoke</c> (DG/connect-api-gateway): calls an API behind API Gateway. Where the endpoint of API Gateway is set, the call goes
/// there and names the API as its host, as doubles of AWS tell APIs apart; AWS's own is called where that was allowed.
/// </summary>
/// <param name="service">The model of API Gateway: its endpoint is where APIs are.</param>
internal sealed class ApiGatewayCall(
    HttpClient http, Endpoints endpoints, Credentials credentials, TimeProvider clock, Func<ServiceModel> service) : IIntegration
{
    // The names that Step Functions does not let through (DG/connect-api-gateway, "Optional request parameters").
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Connection", "Content-md5", "Expect", "Host", "Max-Forwards", "Proxy-Authenticate", "Server", "TE",
        "Transfer-Encoding", "Trailer", "Upgrade", "Via", "Www-Authenticate",
    };

    private static readonly string[] RefusedPrefixes = ["X-Forwarded", "X-Amz"];

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        arguments.Allow(
            "ApiEndpoint", "Method", "Headers", "Stage", "Path", "QueryParameters", "RequestBody", "AllowNullValues", "AuthType");
        Endpoint endpoint = endpoints.Find(service());
        byte[] body = Body(arguments);
        using HttpRequestMessage request = Request(arguments, endpoint, body);
        try
        {
            if (arguments.OneOf("AuthType", "NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY") is not (null or "NO_AUTH"))
            {
                SessionKey key = await credentials.FindAsync(endpoint);
                if (key.Token is { } token)
                {
                    request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);
                }

                new Signer(key.Key, endpoint.Region, "execute-api", clock).Sign(request, body);
            }

            origin.TraceOf(task)?.AddTo(request.Headers);
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return Read(response, Encoding.UTF8.GetString(await AwsClient.ReadAsync(response.Content, cancel)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AwsUnreachableException)
        {
            throw new TaskFailedException("ApiGateway.SdkClientException", $"Unable to execute HTTP request: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TaskFailedException("ApiGateway.SdkClientException", "Unable to execute HTTP request: the API did not answer in time");
        }
    }

    private static HttpRequestMessage Request(Arguments arguments, Endpoint endpoint, byte[] body)
    {
        string host = arguments.RequiredText("ApiEndpoint");
        _ = arguments.RequiredText("Method");
        string method = arguments.OneOf("Method", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")!;
        if (!(endpoint.IsAws ? IsHostOfAws(host) : IsHost(host)))
        {
            throw arguments.Misshapen("ApiEndpoint");
        }

        string root = endpoint.IsAws ? "https://" + host : endpoint.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string path = string.Join('/', ((string?[])[arguments.Text("Stage"), arguments.Text("Path")])
            .SelectMany(static part => part?.Trim('/').Split('/') ?? [])
            .Where(static segment => segment.Length > 0)
            .Select(Uri.EscapeDataString));
        string query = string.Join('&', Pairs(arguments, "QueryParameters")
            .SelectMany(static pair => pair.Values.Select(value => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(value)}")));
        var request = new HttpRequestMessage(new HttpMethod(method), $"{root}/{path}{(query.Length > 0 ? "?" : "")}{query}");
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        foreach ((string name, string[] values) in Pairs(arguments, "Headers"))
        {
            if (Refused.Contains(name) || RefusedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                request.Dispose();
                throw arguments.Misshapen("Headers");
            }

            if (!request.Headers.TryAddWithoutValidation(name, values))
            {
                request.Content?.Headers.Remove(name);
                request.Content?.Headers.TryAddWithoutValidation(name, values);
            }
        }

        request.Headers.Host = host;
        return request;
    }

    /// <summary>Names with lists of values.</summary>
    private static IEnumerable<(string Name, string[] Values)> Pairs(Arguments arguments, string name)
    {
        foreach ((string key, JsonAny value) in arguments.Value(name) switch
        {
            null or JsonNull => JsonMap.Empty,
            JsonMap members => members,
            _ => throw arguments.Misshapen(name),
        })
        {
            var values = value as JsonList ?? throw arguments.Misshapen(name);
            yield return (key, [.. values.Select(TextOf)]);
        }
    }

    private static byte[] Body(Arguments arguments) => arguments.Value("RequestBody") switch
    {
        null or JsonNull => [],
        var body => Encoding.UTF8.GetBytes(TextOf(body)),
    };

    private static string TextOf(JsonAny value) => value is JsonString text ? text.Value : value.ToString();

    private static CallAnswer Read(HttpResponseMessage response, string body)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new TaskFailedException($"ApiGateway.{((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}", body);
        }

        var headers = new JsonMap.Builder();
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers.Set(name, JsonList.Of(values.Select(static value => new JsonString(value))));
        }

        return new CallAnswer(JsonMap.Of(
            ("Headers", headers.Build()),
            ("ResponseBody", ApiNames.ParseOrKeep(new JsonString(body))),
            ("StatusCode", (int)response.StatusCode),
            ("StatusText", response.ReasonPhrase ?? "")));
    }

    private static bool IsHost(string text) =>
        Uri.TryCreate($"http://{text}/", UriKind.Absolute, out Uri? address) && address.Authority.Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a name of AWS's: <c>ID.execute-api.REGION.amazonaws.com</c>.</summary>
    private static bool IsHostOfAws(string text) =>
        IsHost(text) && text.Split('.') is [var id, "execute-api", _, "amazonaws", "com", .. [] or ["cn"]] && id.All(char.IsAsciiLetterOrDigit);
}
