namespace FunctionsAsl.Integrations.Http;

/// <summary>What a Task asks of <c>http:invoke</c> (DG/call-https-apis), checked.</summary>
/// <param name="Form">How the body becomes a form; <see langword="null"/> where it is sent as JSON.</param>
internal sealed record HttpTaskArguments(
    Uri Endpoint,
    string Method,
    string ConnectionArn,
    IReadOnlyList<HttpField> Headers,
    IReadOnlyList<HttpField> Query,
    JsonAny? Body,
    ArrayFormat? Form)
{
    private const string ApiEndpoint = "ApiEndpoint";
    private const string InvocationConfig = "InvocationConfig";
    private const string Authentication = "Authentication";
    private const string HeadersField = "Headers";
    private const string QueryParameters = "QueryParameters";
    private const string Transform = "Transform";
    private const string RequestEncodingOptions = "RequestEncodingOptions";

    /// <summary>In small letters, as AWS names them where it refuses them.</summary>
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "a-im", "accept-charset", "accept-datetime", "accept-encoding", "authorization", "cache-control", "connection", "content-encoding",
        "content-md5", "date", "expect", "forwarded", "from", "host", "http2-settings", "if-match", "if-modified-since", "if-none-match",
        "if-range", "if-unmodified-since", "max-forwards", "origin", "pragma", "proxy-authorization", "referer", "server", "te", "trailer",
        "transfer-encoding", "upgrade", "via", "warning",
        // Ours: it follows from the body.
        "content-length",
    };

    private static readonly string[] RefusedPrefixes = ["x-forwarded-", "x-amz-", "x-amzn-"];

    /// <param name="isLocal">Whether plain <c>http</c> will do.</param>
    /// <exception cref="TaskFailedException">They cannot be used.</exception>
    public static HttpTaskArguments Read(JsonAny input, bool isLocal)
    {
        var arguments = new Arguments(input);
        arguments.Allow(ApiEndpoint, "Method", InvocationConfig, Authentication, HeadersField, QueryParameters, "RequestBody", Transform);
        return new HttpTaskArguments(
            ReadEndpoint(arguments, isLocal),
            arguments.OneOf("Method", "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD") ?? throw arguments.Missing("Method"),
            ReadConnection(arguments),
            ReadHeaders(arguments),
            ReadQuery(arguments),
            arguments.Value("RequestBody"),
            ReadForm(arguments));
    }

    private static Uri ReadEndpoint(Arguments arguments, bool isLocal)
    {
        string text = arguments.RequiredText(ApiEndpoint);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("https" or "http")
            || endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
        {
            throw arguments.Misshapen(ApiEndpoint);
        }

        return endpoint.Scheme == "https" || isLocal
            ? endpoint
            : throw arguments.Refuse(
                $"The value of the field '{ApiEndpoint}' has to begin with https://; {OutsideNetwork.Setting}=true allows http://, for local development");
    }

    private static string ReadConnection(Arguments arguments)
    {
        (JsonAny? config, JsonAny? authentication) = (arguments.Value(InvocationConfig), arguments.Value(Authentication));
        (string name, JsonAny? given) = config is null ? (Authentication, authentication) : (InvocationConfig, config);
        if (config is not null && authentication is not null)
        {
            throw arguments.Refuse($"Only one of the fields '{InvocationConfig}' and '{Authentication}' can be used");
        }

        JsonMap members = Members(arguments, name, given ?? throw arguments.Missing(InvocationConfig), "ConnectionArn");
        return members["ConnectionArn"] is JsonString { Value: var arn } ? arn
            : throw (members.Contains("ConnectionArn") ? arguments.Misshapen("ConnectionArn") : arguments.Missing("ConnectionArn"));
    }

    /// <summary>Headers by their names; of several values each is sent.</summary>
    private static List<HttpField> ReadHeaders(Arguments arguments)
    {
        List<HttpField> headers = [];
        foreach ((string name, JsonAny value) in Object(arguments, HeadersField) ?? JsonMap.Empty)
        {
            headers.AddRange((value is JsonList values ? values.Items.ToArray() : [value])
                .Select(item => new HttpField(name, item is JsonList or JsonMap ? throw arguments.Misshapen(name) : FormText.Text(item))));
        }

        string[] refused = [.. headers.Select(static h => h.Name.ToLowerInvariant()).Where(IsRefused).Distinct()];
        return refused.Length > 0
            // ST http_connections
            ? throw arguments.Refuse($"The '{HeadersField}' field contains unsupported values: [{string.Join(", ", refused)}]")
            : headers.TrueForAll(static h => h.IsHeader) ? headers : throw arguments.Misshapen(HeadersField);
    }

    private static bool IsRefused(string name) =>
        Refused.Contains(name) || RefusedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static List<HttpField> ReadQuery(Arguments arguments) => arguments.Value(QueryParameters) switch
    {
        null or JsonNull => [],
        JsonString text => [.. FormText.Decode(text.Value)],
        JsonMap members => FormText.Fields(members, ArrayFormat.Repeat),
        // DG/call-https-apis allows an array, and does not say of what.
        JsonList items when items.All(static item => item is JsonString) => [.. items.SelectMany(static item => FormText.Decode(((JsonString)item).Value))],
        _ => throw arguments.Misshapen(QueryParameters),
    };

    private static ArrayFormat? ReadForm(Arguments arguments)
    {
        const string Encoding = "RequestBodyEncoding";
        const string Format = "ArrayFormat";
        if (arguments.Value(Transform) is not { } given)
        {
            return null;
        }

        JsonMap transform = Members(arguments, Transform, given, Encoding, RequestEncodingOptions);
        JsonMap options = transform[RequestEncodingOptions] is { } more
            ? Members(arguments, RequestEncodingOptions, more, Format)
            : JsonMap.Empty;
        // Checked where it is not used, too.
        ArrayFormat format = Enum.Parse<ArrayFormat>(
            arguments.OneOf(Format, options[Format], "INDICES", "REPEAT", "COMMAS", "BRACKETS") ?? "INDICES", ignoreCase: true);
        return arguments.OneOf(Encoding, transform[Encoding], "NONE", "URL_ENCODED") == "URL_ENCODED" ? format : null;
    }

    private static JsonMap? Object(Arguments arguments, string name) => arguments.Value(name) switch
    {
        null or JsonNull => null,
        JsonMap members => members,
        _ => throw arguments.Misshapen(name),
    };

    private static JsonMap Members(Arguments arguments, string name, JsonAny value, params ReadOnlySpan<string> allowed)
    {
        JsonMap members = value as JsonMap ?? throw arguments.Misshapen(name);
        foreach ((string member, _) in members)
        {
            if (!allowed.Contains(member))
            {
                throw arguments.Unsupported(member);
            }
        }

        return members;
    }
}
