using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>A browser: what it sends with its key, which the host has checked, and what it sends with its cookie, which nobody has.</summary>
public sealed class ConsoleTests
{
    private readonly TestApp _app = TestApp.Create();

    [Fact]
    public async Task A_browser_exchanges_its_function_key_for_a_session_that_works_machines()
    {
        string cookie = (await BeginAsync("https")).Split(';')[0];
        HttpResponseData put = await Console(TestApp.Request("PUT", "/console/api/state-machines/m", ExecutionTests.Pass, cookie: cookie));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        HttpResponseData started = await Console(TestApp.Request("POST", "/console/api/state-machines/m/executions?name=e", "{}", cookie: cookie));
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        HttpResponseData shown = await Console(TestApp.Request("GET", "/console/api/executions/m/e", cookie: cookie));
        Assert.Contains("\"name\":\"e\"", TestApp.Text(shown), StringComparison.Ordinal);
        Assert.Empty(_app.Failures);
    }

    [Theory]
    [InlineData("GET", "/console/api/state-machines")]
    [InlineData("PUT", "/console/api/state-machines/m")]
    [InlineData("POST", "/console/api/session")]
    [InlineData("POST", "/console/")]
    [InlineData("GET", "/console")]
    public async Task Without_a_session_nothing_is_answered(string method, string url)
    {
        HttpResponseData response = await Console(TestApp.Request(method, url, "{}", "AWSStepFunctions.ListStateMachines", "asl-session=a.9.b"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["application/json"], response.Headers.GetValues("Content-Type"));
        Assert.Equal(
            """{"error":"Unauthorized","message":"There is no session, or it has ended: POST /api/session with a function key begins one."}""",
            TestApp.Text(response));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    /// <summary>By another spelling the host would lead it here too.</summary>
    [Theory]
    [InlineData("/Console/api/state-machines")]
    [InlineData("/%63onsole/API/state-machines")]
    [InlineData("/console/../api/state-machines")]
    [InlineData("/console//api/state-machines")]
    public async Task A_path_counts_to_the_letter(string url)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await Console(TestApp.Request("GET", url))).StatusCode);
        string cookie = (await BeginAsync("https")).Split(';')[0];
        Assert.Equal(HttpStatusCode.NotFound, (await Console(TestApp.Request("GET", url, cookie: cookie))).StatusCode);
    }

    [Fact]
    public async Task A_session_is_taken_away_by_whoever_has_its_browser()
    {
        HttpResponseData response = await Console(TestApp.Request("DELETE", "/console/api/session"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["asl-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"], response.Headers.GetValues("Set-Cookie"));
    }

    [Fact]
    public async Task A_cookie_is_sent_encrypted_where_it_came_so()
    {
        Assert.EndsWith("; SameSite=Strict; Secure", await BeginAsync("https"), StringComparison.Ordinal);
        Assert.EndsWith("; SameSite=Strict", await BeginAsync("http"), StringComparison.Ordinal);
        HttpRequestData behindProxy = TestApp.Request("POST", "/api/session", scheme: "http");
        behindProxy.Headers.Add("X-Forwarded-Proto", "https");
        Assert.EndsWith("; SameSite=Strict; Secure", SetCookie(await _app.Http.Any(behindProxy, _app.Durable, default)), StringComparison.Ordinal);
    }

    private async Task<string> BeginAsync(string scheme) =>
        SetCookie(await _app.Http.Any(TestApp.Request("POST", "/api/session", scheme: scheme), _app.Durable, default));

    private static string SetCookie(HttpResponseData response) => Assert.Single(response.Headers.GetValues("Set-Cookie"));

    private Task<HttpResponseData> Console(HttpRequestData request) => _app.Http.Console(request, _app.Durable, default);
}
