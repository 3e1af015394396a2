using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FunctionsAsl.Integrations.Http;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;

namespace FunctionsAsl.Unit.Integrations.Http;

/// <summary>What answers HTTP Tasks, and those who ask for tokens; it remembers the requests.</summary>
internal sealed class HttpApi(params HttpApi.Answer[] answers) : HttpMessageHandler
{
    public const string Arn = "arn:aws:events:us-east-1:123456789012:connection/{0}/81210c42";

    public const string Connections =
        """
        {
          "basic": {"AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"owned-user","Password":{"Setting":"PASSWORD"}},
            "InvocationHttpParameters":{
              "HeaderParameters":[{"Key":"x-shared","Value":"connection-header"},{"Key":"x-secret","Value":"private-header","IsValueSecret":true}],
              "QueryStringParameters":[{"Key":"shared","Value":"connection query"},{"Key":"connectionOnly","Value":"query-only"}],
              "BodyParameters":[{"Key":"shared","Value":"connection-body"},{"Key":"connectionOnly","Value":"body-only"}]}}},
          "key": {"AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"x-key","ApiKeyValue":"key-value"}}},
          "bound": {"AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"x-key","ApiKeyValue":"key-value"}},
            "ApiEndpoints":["https://api.test/v1"]},
          "oauth": {"AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{"OAuthParameters":{
            "AuthorizationEndpoint":"https://login.test/token","HttpMethod":"POST",
            "ClientParameters":{"ClientID":"client","ClientSecret":"client-secret"},
            "OAuthHttpParameters":{"HeaderParameters":[{"Key":"x-oauth","Value":"h"}],"BodyParameters":[
              {"Key":"grant_type","Value":"client_credentials"},{"Key":"scope","Value":"s"}]}}}}
        }
        """;

    private int _next;

    public List<Seen> Requests { get; } = [];

    /// <summary>Settings besides <c>ASL_CONNECTIONS</c>.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal) { ["PASSWORD"] = "owned-password" };

    public IIdentityTokens? Identity { get; init; }

    public string ConnectionsText { get; init; } = Connections;

    /// <summary>The last answer is given again and again.</summary>
    public sealed record Answer(int Status, string Body = "", string? Type = "application/json", params (string Name, string Value)[] Headers)
    {
        public static Answer Token(string token, int seconds = 3600) => new(200, $$"""{"access_token":"{{token}}","expires_in":{{seconds}}}""");

        /// <summary>None comes.</summary>
        public static Answer Never { get; } = new(0);
    }

    public sealed record Seen(string Line, Dictionary<string, string> Headers, string? Body);

    public TaskFixture Fixture() => new(options => options with { FindIntegration = Task(options).Find });

    public (HttpTask Call, Func<Core.Execution.TaskResource.Integration, IIntegration?> Find) Task(TaskRunnerOptions options)
    {
        var http = new HttpClient(this) { Timeout = Timeout.InfiniteTimeSpan };
        string? Variable(string name) => name == FunctionsAsl.Integrations.Http.Connections.Setting ? ConnectionsText : Settings.GetValueOrDefault(name);
        var connections = FunctionsAsl.Integrations.Http.Connections.Open(
            Variable, () => new ConnectionReader(Variable, http, options.Service.Clock, Identity, isLocal: false));
        var call = new HttpTask(http, connections, options.Service.Clock, options.Service.Region, isLocal: false);
        return (call, resource => resource is { Service: "http", Action: "invoke" } ? call : null);
    }

    /// <summary>A machine with one HTTP Task.</summary>
    /// <param name="more">Further members of the arguments, with a comma before.</param>
    public static string Machine(string connection, string more = "", string method = "GET", string endpoint = "https://api.test/v1/things") =>
        TaskFixture.Machine(
            "arn:aws:states:::http:invoke",
            $$$"""{"ApiEndpoint":"{{{endpoint}}}","Method":"{{{method}}}","InvocationConfig":{"ConnectionArn":"{{{Arn.Replace("{0}", connection, StringComparison.Ordinal)}}}"}{{{more}}}}""");

    /// <summary>Runs one HTTP Task to the execution's end.</summary>
    public async Task<JsonMap> Run(string connection, string more = "", string method = "GET", string endpoint = "https://api.test/v1/things")
    {
        await using TaskFixture fixture = Fixture();
        return await fixture.Run(Machine(connection, more, method, endpoint));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues value) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default))
        {
            headers[name] = value.ToString();
        }

        Requests.Add(new Seen(
            $"{request.Method} {request.RequestUri!.AbsoluteUri}",
            headers,
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
        Answer answer = answers[Math.Min(_next++, answers.Length - 1)];
        if (answer == Answer.Never)
        {
            await System.Threading.Tasks.Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(answer.Body)) };
        if (answer.Type is not null)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.Type);
        }

        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
