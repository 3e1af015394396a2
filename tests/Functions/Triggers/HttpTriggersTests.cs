using System.Net;
using FunctionsAsl.Service;
using Microsoft.Azure.Functions.Worker.Http;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

public sealed class HttpTriggersTests
{
    private readonly TestApp _app = TestApp.Create();

    [Fact]
    public async Task Health_needs_no_durable_client()
    {
        HttpResponseData response = await _app.Http.Health(TestApp.Request("GET", "/health"), default);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_AWS_client_is_answered_at_the_root()
    {
        HttpResponseData response = await Any(TestApp.Request("POST", "/?code=key", "{}", "AWSStepFunctions.ListStateMachines"));
        Assert.Equal((HttpStatusCode.OK, """{"stateMachines":[]}"""), (response.StatusCode, TestApp.Text(response)));
        Assert.Equal(["application/x-amz-json-1.0"], response.Headers.GetValues("Content-Type"));
        Assert.True(Guid.TryParse(Assert.Single(response.Headers.GetValues("x-amzn-RequestId")), out _));
    }

    [Fact]
    public async Task The_path_the_query_and_the_body_reach_their_route()
    {
        await _app.Call("PUT", "/api/state-machines/a%2Db", ExecutionTests.Pass);
        Assert.Contains("\"name\":\"a-b\"", await _app.Call("GET", "/api/state-machines?maxResults=1"), StringComparison.Ordinal);
        HttpResponseData refused = await Any(TestApp.Request("GET", "/api/state-machines?maxResults=x"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Headers_of_the_answer_are_passed_on()
    {
        HttpResponseData response = await Any(TestApp.Request("POST", "/health"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Headers.GetValues("Allow"));
    }

    [Fact]
    public async Task No_more_is_read_of_a_body_than_shows_that_it_is_too_long()
    {
        string body = new(' ', StepFunctionsService.MaxBodyBytes + 1000);
        HttpRequestData request = TestApp.Request("POST", "/", body, "AWSStepFunctions.ListStateMachines");
        HttpResponseData response = await Any(request);
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal(StepFunctionsService.MaxBodyBytes + 1, request.Body.Position);
    }

    [Fact]
    public async Task Who_has_gone_is_answered_that_nothing_was_done()
    {
        HttpRequestData request = TestApp.Request("POST", "/", "{}", "AWSStepFunctions.ListStateMachines");
        HttpResponseData response = await _app.Http.Any(request, _app.Durable, new CancellationToken(canceled: true));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(_app.Blobs.Operations.Log);
        Assert.Empty(_app.Failures);
    }

    [Fact]
    public async Task What_was_done_is_answered_though_its_caller_has_gone()
    {
        // Storage in memory is too fast to be cancelled.
        HttpRequestData request = TestApp.Request("GET", "/api/state-machines");
        HttpResponseData response = await _app.Http.Any(request, _app.Durable, new CancellationToken(canceled: true));
        Assert.Equal((HttpStatusCode.OK, """{"stateMachines":[]}"""), (response.StatusCode, TestApp.Text(response)));
    }

    private Task<HttpResponseData> Any(HttpRequestData request) => _app.Http.Any(request, _app.Durable, default);
}
