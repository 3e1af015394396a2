using FunctionsAsl.Integrations.Http;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Http;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_token_is_asked_for_as_EventBridge_does_and_kept_until_it_expires()
    {
        using var api = new HttpApi(
            HttpApi.Answer.Token("t1", 600), new HttpApi.Answer(200), new HttpApi.Answer(200), HttpApi.Answer.Token("t2"), new HttpApi.Answer(200));
        await using TaskFixture fixture = api.Fixture();
        await fixture.Create("m", HttpApi.Machine("oauth"));
        await fixture.End(await fixture.Start("m", name: "a"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(500));
        await fixture.End(await fixture.Start("m", name: "b"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        await fixture.End(await fixture.Start("m", name: "c"));

        HttpApi.Seen asked = api.Requests[0];
        Assert.Equal("POST https://login.test/token", asked.Line);
        // ST http_connections
        Assert.Equal("grant_type=client_credentials&scope=s&client_secret=client-secret&client_id=client", asked.Body);
        Assert.Equal(("application/x-www-form-urlencoded", "h"), (asked.Headers["Content-Type"], asked.Headers["x-oauth"]));
        Assert.Equal(
            ["POST https://login.test/token", "Bearer t1", "Bearer t1", "POST https://login.test/token", "Bearer t2"],
            api.Requests.Select(static r => r.Headers.GetValueOrDefault("Authorization") ?? r.Line));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        using var api = new HttpApi(
            HttpApi.Answer.Token("t1"), new HttpApi.Answer(401), HttpApi.Answer.Token("t2"), new HttpApi.Answer(401));
        JsonMap ended = await api.Run("oauth");
        Assert.Equal("States.Http.StatusCode.401", Text(ended, "error"));
        Assert.Equal(4, api.Requests.Count);
        Assert.Equal("Bearer t2", api.Requests[3].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client","error_description":"client-secret"}""", "login.test answered 400 (invalid_client).")]
    [InlineData(200, """{"token":"x"}""", "login.test answered 200.")]
    [InlineData(500, "client-secret", "login.test answered 500.")]
    [InlineData(400, """{"error":"client-secret"}""", "login.test answered 400.")]
    public async Task Without_a_token_there_is_no_call(int status, string body, string cause)
    {
        using var api = new HttpApi(new HttpApi.Answer(status, body));
        JsonMap ended = await api.Run("oauth");
        Assert.Equal("Events.ConnectionResource.InvalidConnectionState", Text(ended, "error"));
        Assert.Equal($"The connection 'oauth' has no token: {cause}", Text(ended, "cause"));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("none", "The connection 'none' does not exist: ASL_CONNECTIONS does not have it.")]
    [InlineData("", "'arn:aws:events:us-east-1:123456789012:connection//81210c42' is no ARN of a connection")]
    public async Task A_connection_that_is_not_configured_fails_the_task(string connection, string cause)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        JsonMap ended = await api.Run(connection);
        Assert.Equal("Events.ConnectionResource.ResourceNotFound", Text(ended, "error"));
        Assert.StartsWith(cause, Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.test/v1", true)]
    [InlineData("https://API.test/v1/x?y", true)]
    [InlineData("https://api.test/v12", false)]
    [InlineData("https://api.test/v1/../x", false)]
    [InlineData("https://api.test/v1/%2e%2e/x", false)]
    [InlineData("https://api.test/v1/..;/x", false)]
    [InlineData("https://api.test.evil.test/v1", false)]
    [InlineData("https://api.test:444/v1", false)]
    public async Task A_connection_that_is_bound_goes_nowhere_else(string endpoint, bool isAllowed)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        JsonMap ended = await api.Run("bound", endpoint: endpoint);
        Assert.Equal(isAllowed ? null : "States.Http.AccessDenied", Text(ended, "error"));
        Assert.Equal(isAllowed ? 1 : 0, api.Requests.Count);
    }

    [Fact]
    public async Task A_managed_identity_gives_its_token()
    {
        using var api = new HttpApi(new HttpApi.Answer(200))
        {
            Identity = new Tokens(),
            ConnectionsText = Identity(""","ApiEndpoints":["https://api.test"]"""),
        };
        await api.Run("graph");
        Assert.Equal("Bearer https://graph.test/.default of c", api.Requests[0].Headers["Authorization"]);
    }

    private static string Identity(string more) =>
        """{"graph":{"AuthorizationType":"MANAGED_IDENTITY","AuthParameters":{"ManagedIdentityParameters":{"Scope":"https://graph.test/.default","ClientId":"c"}}"""
        + more + "}}";

    [Theory]
    [InlineData("true", "/graph/ApiEndpoints: It is required with MANAGED_IDENTITY")]
    [InlineData("false", "/graph: This host has no managed identity")]
    public void An_identity_is_not_for_everything(string hasIdentity, string problem) =>
        Assert.Contains(problem, Refusal(Identity(""), hasIdentity == "true" ? new Tokens() : null), StringComparison.Ordinal);

    [Theory]
    [InlineData("{", "ASL_CONNECTIONS is no JSON at line 1, column ")]
    [InlineData("""{"a":1}""", "ASL_CONNECTIONS: /a: It must be a JSON object.")]
    [InlineData("""{"a/b":{"Else":1}}""", "ASL_CONNECTIONS: /a~1b/Else: There is no such member; there are Name, Description, AuthorizationType, AuthParameters, ApiEndpoints.")]
    [InlineData("""{"a":{"AuthorizationType":"BASIC"}}""", "/a/AuthParameters: It is required.")]
    [InlineData("""{"a":{"AuthorizationType":"DIGEST","AuthParameters":{}}}""", "/a/AuthorizationType: It is one of BASIC, ")]
    [InlineData("""{"a":{"AuthorizationType":"BASIC","AuthParameters":{}}}""", "/a/AuthParameters/BasicAuthParameters: It is required.")]
    [InlineData("""{"a":{"AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"u","Password":{"Setting":"NONE"}}}}}""",
        "/a/AuthParameters/BasicAuthParameters/Password: The setting NONE is not set.")]
    [InlineData("""{"a":{"AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"k k","ApiKeyValue":"s3cret"}}}}""",
        "/a/AuthParameters/ApiKeyAuthParameters: It is no header.")]
    [InlineData("""{"a":{"AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":5}}}}""",
        "/a/AuthParameters/ApiKeyAuthParameters/ApiKeyValue: It must be a text, or {\"Setting\": \"NAME\"}.")]
    [InlineData("""{"a":{"AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":"s3cret"},"InvocationHttpParameters":{"HeaderParameters":[{"Key":"a","Value":"s3cret\n"}]}}}}""",
        "/a/AuthParameters/InvocationHttpParameters/HeaderParameters: One is no header.")]
    [InlineData("""{"a":{"AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{"OAuthParameters":{"AuthorizationEndpoint":"http://x.test","HttpMethod":"POST","ClientParameters":{"ClientID":"c","ClientSecret":"s3cret"}}}}}""",
        "/a/AuthParameters/OAuthParameters/AuthorizationEndpoint: It must be an address that begins with https://")]
    [InlineData("no-such-file.json", "ASL_CONNECTIONS is neither JSON nor the path of a file that can be read")]
    public void A_broken_setting_is_refused_with_place_and_reason(string text, string problem)
    {
        string message = Refusal(text, null);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    private static string Refusal(string text, IIdentityTokens? identity)
    {
        using var api = new HttpApi { ConnectionsText = text, Identity = identity };
        return Assert.Throws<SettingException>(() => api.Task(new TaskRunnerOptions())).Message;
    }

    private sealed class Tokens : IIdentityTokens
    {
        public ValueTask<string> Get(string scope, string? clientId, CancellationToken cancel) => new($"{scope} of {clientId}");
    }
}
