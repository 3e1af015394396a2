using System.Text;

namespace FunctionsAsl.Integrations.Http;

/// <summary>
/// Reads connections, by name: what EventBridge's CreateConnection takes, and where a text is wanted also <c>{"Setting": "NAME"}</c>, so
/// that secrets stay in the settings. Texts of the file are not shown in any message.
/// </summary>
/// <param name="variable">Looks settings up.</param>
/// <param name="http">Asks for tokens.</param>
/// <param name="identity">Who the host is; <see langword="null"/> where it has no identity to show.</param>
/// <param name="isLocal">Whether plain <c>http</c> will do.</param>
internal sealed class ConnectionReader(Func<string, string?> variable, HttpClient http, TimeProvider clock, IIdentityTokens? identity, bool isLocal)
{
    private static readonly JsonSetting Setting = new(Connections.Setting);

    private const string Parameters = "AuthParameters";
    private const string Invocation = "InvocationHttpParameters";
    private const string HeaderParameters = "HeaderParameters";
    private const string QueryParameters = "QueryStringParameters";
    private const string BodyParameters = "BodyParameters";

    /// <exception cref="SettingException">With the place and the reason.</exception>
    public Dictionary<string, Connection> Read(string text)
    {
        var connections = new Dictionary<string, Connection>(StringComparer.Ordinal);
        foreach ((string name, JsonAny value) in Setting.Parse(text))
        {
            connections.Add(name, ReadConnection(name, value, JsonPointer.Join("", name)));
        }

        return connections;
    }

    private Connection ReadConnection(string name, JsonAny value, string place)
    {
        JsonMap members = Members(value, place, "Name", "Description", "AuthorizationType", Parameters, "ApiEndpoints");
        string parametersPlace = JsonPointer.Join(place, Parameters);
        JsonMap parameters = Members(
            members[Parameters] ?? throw Broken(parametersPlace, "It is required."),
            parametersPlace,
            "BasicAuthParameters", "ApiKeyAuthParameters", "OAuthParameters", "ManagedIdentityParameters", Invocation);
        string type = Text(members, "AuthorizationType", place);
        Uri[] endpoints = ReadEndpoints(members["ApiEndpoints"], JsonPointer.Join(place, "ApiEndpoints"));
        ConnectionAuthorization authorization = type switch
        {
            "BASIC" => ReadBasic(parameters, parametersPlace),
            "API_KEY" => ReadApiKey(parameters, parametersPlace),
            "OAUTH_CLIENT_CREDENTIALS" => ReadOAuth(name, parameters, parametersPlace),
            "MANAGED_IDENTITY" => ReadIdentity(parameters, parametersPlace, endpoints, place),
            _ => throw Broken(
                JsonPointer.Join(place, "AuthorizationType"), "It is one of BASIC, API_KEY, OAUTH_CLIENT_CREDENTIALS and MANAGED_IDENTITY."),
        };
        (string at, JsonMap more) = Fields(parameters, parametersPlace, Invocation);
        return new Connection(name, authorization, ReadHeaders(more, at), ReadFields(more, at, QueryParameters), ReadFields(more, at, BodyParameters))
        {
            Endpoints = endpoints,
        };
    }

    private FixedAuthorization ReadBasic(JsonMap parameters, string place)
    {
        (string at, JsonMap given) = Required(parameters, place, "BasicAuthParameters", "Username", "Password");
        string pair = $"{Text(given, "Username", at)}:{Text(given, "Password", at)}";
        return new(new HttpField("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)), IsSecret: true));
    }

    private FixedAuthorization ReadApiKey(JsonMap parameters, string place)
    {
        (string at, JsonMap given) = Required(parameters, place, "ApiKeyAuthParameters", "ApiKeyName", "ApiKeyValue");
        var header = new HttpField(Text(given, "ApiKeyName", at), Text(given, "ApiKeyValue", at), IsSecret: true);
        return header.IsHeader ? new(header) : throw Broken(at, "It is no header.");
    }

    private OAuthAuthorization ReadOAuth(string name, JsonMap parameters, string place)
    {
        (string at, JsonMap given) = Required(
            parameters, place, "OAuthParameters", "AuthorizationEndpoint", "HttpMethod", "ClientParameters", "OAuthHttpParameters");
        (string clientAt, JsonMap client) = Required(given, at, "ClientParameters", "ClientID", "ClientSecret");
        (string moreAt, JsonMap more) = Fields(given, at, "OAuthHttpParameters");
        string method = Text(given, "HttpMethod", at);
        if (method is not ("GET" or "POST" or "PUT"))
        {
            throw Broken(JsonPointer.Join(at, "HttpMethod"), "It is GET, POST or PUT.");
        }

        List<HttpField> body = ReadFields(more, moreAt, BodyParameters);
        if (!body.Exists(static f => f.Name == "grant_type"))
        {
            body.Insert(0, new HttpField("grant_type", "client_credentials"));
        }

        body.Add(new HttpField("client_secret", Text(client, "ClientSecret", clientAt)));
        body.Add(new HttpField("client_id", Text(client, "ClientID", clientAt)));
        return new OAuthAuthorization(http, clock, name, new TokenRequest(
            Address(Text(given, "AuthorizationEndpoint", at), JsonPointer.Join(at, "AuthorizationEndpoint")),
            new HttpMethod(method),
            ReadHeaders(more, moreAt),
            ReadFields(more, moreAt, QueryParameters),
            body));
    }

    private IdentityAuthorization ReadIdentity(JsonMap parameters, string place, Uri[] endpoints, string connection)
    {
        (string at, JsonMap given) = Required(parameters, place, "ManagedIdentityParameters", "Scope", "ClientId");
        // A token opens all that the identity may do, not one API.
        return identity is null ? throw Broken(connection, "This host has no managed identity: the hosts for Azure have.")
            : endpoints.Length == 0 ? throw Broken(JsonPointer.Join(connection, "ApiEndpoints"), "It is required with MANAGED_IDENTITY: where the token may be sent.")
            : new IdentityAuthorization(identity, Text(given, "Scope", at), given["ClientId"] is null ? null : Text(given, "ClientId", at));
    }

    private Uri[] ReadEndpoints(JsonAny? value, string place) => value switch
    {
        null => [],
        JsonList { Count: > 0 } items =>
            [.. items.Select((item, i) => Address((item as JsonString)?.Value, JsonPointer.Join(place, i)))],
        _ => throw Broken(place, "It must be an array of addresses."),
    };

    private Uri Address(string? text, string place) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == "https" || (isLocal && address.Scheme == "http"))
        && address is { UserInfo: "", Fragment: "" }
            ? address
            : throw Broken(place, $"It must be an address that begins with https:// ({OutsideNetwork.Setting}=true allows http://).");

    private List<HttpField> ReadHeaders(JsonMap members, string place)
    {
        List<HttpField> headers = ReadFields(members, place, HeaderParameters);
        return headers.TrueForAll(static h => h.IsHeader) ? headers : throw Broken(JsonPointer.Join(place, HeaderParameters), "One is no header.");
    }

    private List<HttpField> ReadFields(JsonMap members, string place, string name)
    {
        place = JsonPointer.Join(place, name);
        List<HttpField> fields = [];
        foreach (JsonAny item in members[name] switch
        {
            null => JsonList.Empty,
            JsonList items => items,
            _ => throw Broken(place, "It must be an array."),
        })
        {
            string at = JsonPointer.Join(place, fields.Count);
            JsonMap field = Members(item, at, "Key", "Value", "IsValueSecret");
            fields.Add(new HttpField(Text(field, "Key", at), Text(field, "Value", at), IsSecret: true));
        }

        return fields;
    }

    /// <summary>Parameters of a request, which need not be there.</summary>
    private static (string Place, JsonMap Members) Fields(JsonMap members, string place, string name)
    {
        place = JsonPointer.Join(place, name);
        return (place, Members(members[name] ?? JsonMap.Empty, place, HeaderParameters, QueryParameters, BodyParameters));
    }

    private static (string Place, JsonMap Members) Required(JsonMap members, string place, string name, params ReadOnlySpan<string> allowed)
    {
        place = JsonPointer.Join(place, name);
        return (place, Members(members[name] ?? throw Broken(place, "It is required."), place, allowed));
    }

    private static JsonMap Members(JsonAny value, string place, params ReadOnlySpan<string> allowed) => Setting.Members(value, place, allowed);

    /// <summary>A text of the file, or of the setting that it names.</summary>
    private string Text(JsonMap members, string name, string place)
    {
        place = JsonPointer.Join(place, name);
        return members[name] switch
        {
            JsonString text => text.Value,
            JsonMap { Count: 1 } reference when reference["Setting"] is JsonString { Value: var setting } =>
                Settings.Value(setting, variable) ?? throw Broken(place, $"The setting {setting} is not set."),
            _ => throw Broken(place, "It must be a text, or {\"Setting\": \"NAME\"}."),
        };
    }

    private static SettingException Broken(string place, string reason) => Setting.Broken(place, reason);
}
