using System.Text;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Http;
using Xunit;

namespace FunctionsAsl.Unit.Service;

public sealed class AccessTests
{
    private const string Target = "AWSStepFunctions.ListStateMachines";

    private static readonly AccessKey First = new("first", "secret one");
    private static readonly AccessKey Second = new("second", "secret two");

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly Routes _routes;

    public AccessTests() => _routes = new Routes(new ServiceFixture().Service, new Access([First, Second], _clock));

    [Theory]
    [InlineData("GET", "/health", 200)]
    [InlineData("GET", "/ready", 200)]
    [InlineData("GET", "/", 400)]
    [InlineData("GET", "/api/state-machines", 401)]
    [InlineData("PUT", "/api/state-machines/m", 401)]
    [InlineData("POST", "/api/session", 401)]
    [InlineData("DELETE", "/api/session", 200)]
    [InlineData("GET", "/healthy", 400)]
    [InlineData("GET", "/api/nothing", 401)]
    public async Task Without_a_key_nothing_is_answered_but_health(string method, string path, int status)
    {
        HttpAnswer answer = await Send(method, path);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 401 ? "Bearer" : null, answer.Headers.FirstOrDefault(static h => h.Key == "WWW-Authenticate").Value);
    }

    [Fact]
    public async Task Clients_of_AWS_sign()
    {
        HttpAnswer unsigned = await Send("POST", "/", ("X-Amz-Target", Target));
        Assert.Equal("""{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}""", Text(unsigned));
        Assert.Equal(200, (await Send("POST", "/", [("X-Amz-Target", Target), .. Signed(First, "states", Target)])).Status);
        Assert.Equal(200, (await Send("POST", "/", [("X-Amz-Target", Target), .. Signed(Second, "states", Target)])).Status);

        HttpAnswer unknown = await Send("POST", "/", [("X-Amz-Target", Target), .. Signed(new AccessKey("third", "secret one"), "states", Target)]);
        Assert.Contains("UnrecognizedClientException", Text(unknown), StringComparison.Ordinal);
        HttpAnswer elsewhere = await Send("POST", "/", [("X-Amz-Target", Target), .. Signed(First, "sqs", Target)]);
        Assert.Contains("InvalidSignatureException", Text(elsewhere), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_services_are_answered_in_their_own_protocol()
    {
        HttpAnswer caller = await Send("GET", "/?Action=GetCallerIdentity", [.. Signed(First, "sts", null, "Action=GetCallerIdentity")]);
        Assert.Equal((200, "text/xml"), (caller.Status, caller.ContentType));
        HttpAnswer refused = await Send("GET", "/?Action=GetCallerIdentity", [.. Signed(First, "sts", null, "Action=AssumeRole")]);
        Assert.Contains("<Code>InvalidSignatureException</Code>", Text(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer first:secret one", 200)]
    [InlineData("bearer second:secret two", 200)]
    [InlineData("Bearer secret two", 200)]
    [InlineData("Bearer first:secret two", 401)]
    [InlineData("Bearer secret", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Bearer first:", 401)]
    [InlineData("Basic first:secret one", 401)]
    public async Task People_and_apps_bear_the_key(string authorization, int status)
    {
        Assert.Equal(status, (await Send("GET", "/api/state-machines", ("Authorization", authorization))).Status);
        Assert.Equal(status == 200 ? 200 : 400, (await Send("POST", "/", ("X-Amz-Target", Target), ("Authorization", authorization))).Status);
    }

    [Fact]
    public async Task A_browser_exchanges_the_key_for_a_cookie()
    {
        string set = await Session("Bearer first:secret one");
        Assert.EndsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict", set, StringComparison.Ordinal);
        string cookie = set.Split(';')[0];
        Assert.DoesNotContain("secret", cookie, StringComparison.Ordinal);

        Assert.Equal(200, await With(cookie));
        Assert.Equal(200, await With($"other=1; {cookie}; more=2"));
        // A cookie gets no further one.
        Assert.Equal(401, (await Send("POST", "/api/session", ("Cookie", cookie))).Status);
        // Another's end or name, or another key's proof.
        string[] parts = cookie.Split('.');
        Assert.Equal(401, await With($"{parts[0]}.{long.Parse(parts[1]) + 1}.{parts[2]}"));
        Assert.Equal(401, await With($"{(await Session("Bearer secret two")).Split('.')[0]}.{parts[1]}.{parts[2]}"));
        Assert.Equal(401, await With("asl-session=..;asl-session=x"));

        _clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(401, await With(cookie));
    }

    /// <summary>SameSite lets pages of other ports of the machine, and of sibling domains, send it.</summary>
    [Theory]
    [InlineData("same-origin", 200)]
    [InlineData("none", 200)]
    [InlineData("same-site", 401)]
    [InlineData("cross-site", 401)]
    public async Task A_cookie_is_worth_nothing_that_a_page_of_another_server_has_sent(string from, int status)
    {
        string cookie = (await Session("Bearer secret one")).Split(';')[0];
        Assert.Equal(status, (await Send("GET", "/api/state-machines", ("Cookie", cookie), ("Sec-Fetch-Site", from))).Status);
        Assert.Equal(200, (await Send("GET", "/api/state-machines", ("Authorization", "Bearer secret one"), ("Sec-Fetch-Site", from))).Status);
    }

    [Fact]
    public async Task A_cookie_is_taken_away_and_sent_encrypted_where_it_came_so()
    {
        HttpAnswer ended = await Send("DELETE", "/api/session");
        Assert.Equal("asl-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict", Assert.Single(ended.Headers).Value);
        HttpAnswer secure = await _routes.DispatchAsync(
            new HttpCall("POST", "/api/session", "", static n => n == "Authorization" ? "Bearer secret one" : null, default) { IsSecure = true },
            CancellationToken.None);
        Assert.EndsWith("; SameSite=Strict; Secure", Assert.Single(secure.Headers).Value, StringComparison.Ordinal);
    }

    private static string Text(HttpAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    private async Task<string> Session(string authorization) =>
        Assert.Single((await Send("POST", "/api/session", ("Authorization", authorization))).Headers, static h => h.Key == "Set-Cookie").Value;

    private async Task<int> With(string cookie) => (await Send("GET", "/api/state-machines", ("Cookie", cookie))).Status;

    private IEnumerable<(string, string)> Signed(AccessKey key, string service, string? target, string query = "") =>
        new Signer(key, "eu-west-1", service, _clock).Sign(new RequestToSign(
            target is null ? "GET" : "POST",
            "/",
            query,
            name => name == "host" ? "localhost" : name == "x-amz-target" ? target : null,
            target is null ? default : JsonMap.Empty.ToUtf8())).Select(static h => (h.Key, h.Value));

    private async Task<HttpAnswer> Send(string method, string path, params (string Name, string Value)[] headers)
    {
        string[] parts = path.Split('?');
        return await _routes.DispatchAsync(
            new HttpCall(
                method,
                parts[0],
                parts.Length > 1 ? parts[1] : "",
                name => name.Equals("Host", StringComparison.OrdinalIgnoreCase) ? "localhost"
                    : headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
                method == "GET" ? default : JsonMap.Empty.ToUtf8()),
            CancellationToken.None);
    }
}
