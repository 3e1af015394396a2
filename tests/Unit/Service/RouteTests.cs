using System.Text;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Http;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class RouteTests
{
    private readonly ServiceFixture _fixture = new();
    private readonly Routes _routes;

    public RouteTests() => _routes = new Routes(_fixture.Service);

    [Fact]
    public async Task A_machine_is_put_started_looked_at_stopped_and_deleted()
    {
        await Expect(201, $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}""", "PUT", "/api/state-machines/m", Definition);
        await Expect(200, $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}""", "PUT",
            "/api/state-machines/m?roleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx", "{}");
        JsonMap machine = Parse(await Send(200, "GET", "/api/state-machines/m"));
        Assert.Equal(("\"{}\"", "\"arn:aws:iam::1:role/x\""), (machine["definition"]!.ToString(), machine["roleArn"]!.ToString()));
        Assert.Single((JsonList)Parse(await Send(200, "GET", "/api/state-machines?maxResults=5"))["stateMachines"]!);

        await Expect(201, $$"""{"executionArn":"{{Prefix}}execution:m:e","startDate":1790244738.799}""", "POST",
            "/api/state-machines/m/executions?name=e", "[1]");
        Assert.Equal("[1]", Assert.Single(_fixture.Engine.Executions).Input);
        await Send(409, "POST", "/api/state-machines/m/executions?name=e", "[2]");
        await Send(201, "POST", "/api/state-machines/m/executions");
        Assert.Equal(2, ((JsonList)Parse(await Send(200, "GET", "/api/executions?stateMachine=m"))["executions"]!).Count);
        Assert.Empty((JsonList)Parse(await Send(200, "GET", "/api/executions?stateMachine=m&status=FAILED"))["executions"]!);
        Assert.Equal("\"RUNNING\"", Parse(await Send(200, "GET", "/api/executions/m/e"))["status"]!.ToString());
        await Expect(200, """{"events":[]}""", "GET", "/api/executions/m/e/history?reverseOrder=true");
        await Expect(200, """{"stopDate":1790244739.799}""", "POST", "/api/executions/m/e/stop", """{"error":"E"}""");
        Assert.Equal("\"E\"", Parse(await Send(200, "GET", "/api/executions/m/e"))["error"]!.ToString());

        await Expect(202, $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m","status":"DELETING"}""", "DELETE", "/api/state-machines/m");
        await Send(409, "POST", "/api/state-machines/m/executions");
    }

    [Fact]
    public async Task A_version_is_looked_at_and_started_but_not_deleted_by_its_name()
    {
        await Send(201, "PUT", "/api/state-machines/m", Definition);
        await _fixture.Call("PublishStateMachineVersion", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}""");
        await Send(200, "PUT", "/api/state-machines/m", "{}");
        JsonMap version = Parse(await Send(200, "GET", "/api/state-machines/m:1"));
        Assert.Equal(Definition, ((JsonString)version["definition"]!).Value);
        await Send(201, "POST", "/api/state-machines/m%3A1/executions?name=e");
        Assert.Equal(1, Assert.Single(_fixture.Engine.Executions).Version);
        Assert.Single((JsonList)Parse(await Send(200, "GET", "/api/executions?stateMachine=m:1"))["executions"]!);
        await Send(400, "DELETE", "/api/state-machines/m:1");
        await Send(400, "PUT", "/api/state-machines/m:1", Definition);
        await Send(200, "GET", "/api/state-machines/m:1");
    }

    [Fact]
    public async Task A_machine_is_put_as_Express_and_stays_so()
    {
        await Send(201, "PUT", "/api/state-machines/x?type=EXPRESS", Definition);
        Assert.Equal("\"EXPRESS\"", Parse(await Send(200, "GET", "/api/state-machines/x"))["type"]!.ToString());
        await Send(200, "PUT", "/api/state-machines/x?type=EXPRESS", "{}");
        await Send(409, "PUT", "/api/state-machines/x?type=STANDARD", "{}");
        await Send(400, "PUT", "/api/state-machines/y?type=FAST", Definition);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "NotFound")]
    [InlineData("GET", "/api/state-machines/", 404, "NotFound")]
    [InlineData("GET", "/api/state-machines/x", 404, "StateMachineDoesNotExist")]
    [InlineData("DELETE", "/api/state-machines/x", 404, "StateMachineDoesNotExist")]
    [InlineData("GET", "/api/executions/x/y", 404, "ExecutionDoesNotExist")]
    [InlineData("GET", "/api/executions/x%2F..%3A/y", 404, "ExecutionDoesNotExist")]
    [InlineData("GET", "/api/state-machines/%ff%zz", 404, "StateMachineDoesNotExist")]
    [InlineData("GET", "/api/executions", 400, "ValidationException")]
    [InlineData("GET", "/api/state-machines?maxResults=x", 400, "ValidationException")]
    [InlineData("GET", "/api/state-machines?maxResults=9999", 400, "ValidationException")]
    [InlineData("GET", "/api/state-machines?nextToken=x&&=&a", 400, "InvalidToken")]
    [InlineData("PUT", "/api/state-machines/a%20b", 400, "InvalidName")]
    [InlineData("GET", "/api/services/x", 404, "ResourceNotFound")]
    [InlineData("POST", "/api/services", 405, "MethodNotAllowed")]
    [InlineData("PATCH", "/api/state-machines/x", 405, "MethodNotAllowed")]
    [InlineData("PUT", "/", 405, "MethodNotAllowed")]
    public async Task Refusals_have_the_right_code_and_say_why(string method, string path, int status, string error)
    {
        JsonMap body = Parse(await Send(status, method, path, method == "PUT" ? "{}" : ""));
        Assert.Equal(error, ((JsonString)body["error"]!).Value);
        Assert.NotEqual("", ((JsonString)body["message"]!).Value);
    }

    [Fact]
    public async Task The_services_of_AWS_are_listed_and_shown_with_their_fields()
    {
        var services = (JsonList)Parse(await Send(200, "GET", "/api/services"))["services"]!;
        Assert.Contains(JsonAny.Parse("""{"name":"stepfunctions","id":"SFN","sdkName":"sfn"}"""), services);
        JsonMap sfn = Parse(await Send(200, "GET", "/api/services/sfn"));
        Assert.Equal(sfn, Parse(await Send(200, "GET", "/api/services/stepfunctions")));
        Assert.Equal(("\"AWS Step Functions\"", "\"json\""), (sfn["fullName"]!.ToString(), sfn["protocol"]!.ToString()));
        Assert.Contains(
            JsonAny.Parse("""
                {"name":"TagResource","input":"TagResourceInput","output":"TagResourceOutput",
                 "errors":["InvalidArn","ResourceNotFound","TooManyTags"]}
                """),
            (JsonList)sfn["operations"]!);
        var shapes = (JsonMap)sfn["shapes"]!;
        Assert.Equal(
            JsonAny.Parse("""
                {"type":"structure","members":
                    [{"name":"resourceArn","shape":"Arn","required":true},{"name":"tags","shape":"TagList","required":true}]}
                """),
            shapes["TagResourceInput"]);
        Assert.Equal(JsonAny.Parse("""{"type":"list","item":"Tag"}"""), shapes["TagList"]);
        Assert.Equal(JsonAny.Parse("""{"type":"string","min":1,"max":256}"""), shapes["Arn"]);
        Assert.Equal(JsonAny.Parse("""{"type":"string","enum":["STANDARD","EXPRESS"]}"""), shapes["StateMachineType"]);
        Assert.Equal(JsonAny.Parse("""{"type":"string","min":1,"max":64,"pattern":"[!-~]+"}"""), shapes["ClientToken"]);
        Assert.All(
            shapes.SelectMany(static s => ((s.Value as JsonMap)!["members"] as JsonList) ?? JsonList.Empty),
            member => Assert.True(shapes.Contains(((JsonString)((JsonMap)member)["shape"]!).Value)));
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        HttpAnswer answer = await Dispatch("PATCH", "/api/state-machines/x", []);
        Assert.Equal(new("Allow", "PUT, GET, DELETE"), Assert.Single(answer.Headers));
    }

    [Fact]
    public async Task The_root_says_what_this_is_and_every_route()
    {
        JsonMap about = Parse(await Send(200, "GET", "/"));
        Assert.Equal("FunctionsAsl", ((JsonString)about["name"]!).Value);
        Assert.Equal(
            _routes.All.Select(static route => $"{route.Method} {route.Template}"),
            ((JsonList)about["routes"]!).Select(static route => ((JsonString)route).Value));
    }

    [Fact]
    public async Task A_bad_definition_is_400_with_everything_that_is_wrong()
    {
        _fixture.Diagnostics = [new(Severity.Warning, "W", "w", "/a"), new(Severity.Error, "E", "e", "/b")];
        await Expect(
            400,
            """{"error":"InvalidDefinition","message":"Invalid State Machine Definition: 'E: e at /b'","diagnostics":["""
                + """{"severity":"ERROR","code":"E","message":"e","location":"/b"},"""
                + """{"severity":"WARNING","code":"W","message":"w","location":"/a"}]}""",
            "PUT", "/api/state-machines/m", "{}");
    }

    [Theory]
    [InlineData("PUT", "/api/state-machines/m")]
    [InlineData("POST", "/api/state-machines/m/executions")]
    [InlineData("POST", "/api/executions/m/e/stop")]
    public async Task Bodies_are_bounded_UTF8(string method, string path)
    {
        await _fixture.CreateMachine("m");
        Assert.Equal(413, (await Dispatch(method, path, new byte[StepFunctionsService.MaxBodyBytes + 1])).Status);
        Assert.Equal(400, (await Dispatch(method, path, [(byte)'"', 0xFF, (byte)'"'])).Status);
    }

    [Fact]
    public async Task The_AWS_protocol_is_at_the_root()
    {
        HttpAnswer answer = await _routes.DispatchAsync(
            new HttpCall("POST", "/", "", static _ => "AWSStepFunctions.ListStateMachines", "{}"u8.ToArray()), CancellationToken.None);
        Assert.Equal((200, "application/x-amz-json-1.0", """{"stateMachines":[]}"""), (answer.Status, answer.ContentType, Text(answer)));
        Assert.Empty(answer.Headers);
        answer = await Dispatch("POST", "/", []);
        Assert.Equal(new("x-amzn-ErrorType", "UnknownOperationException"), Assert.Single(answer.Headers));
    }

    [Fact]
    public Task Health_is_told() => Expect(200, """{"status":"ok"}""", "GET", "/health");

    [Theory]
    [InlineData(null, 200)]
    [InlineData(true, 200)]
    [InlineData(false, 503)]
    public async Task Readiness_is_that_of_the_host(bool? isReady, int status)
    {
        var routes = new Routes(_fixture.Service, isReady: isReady is { } ready ? _ => new(ready) : null);

        Assert.Equal(status, (await routes.DispatchAsync(new HttpCall("GET", "/ready", "", static _ => null, default), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_host_that_cannot_tell_is_not_ready()
    {
        var failure = new InvalidOperationException("secret");
        var routes = new Routes(_fixture.Service, isReady: _ => throw failure);

        HttpAnswer answer = await routes.DispatchAsync(new HttpCall("GET", "/ready", "", static _ => null, default), CancellationToken.None);

        Assert.Equal(503, answer.Status);
        Assert.DoesNotContain("secret", Text(answer), StringComparison.Ordinal);
        Assert.Equal(("/ready", failure), Assert.Single(_fixture.Failures));
    }

    [Fact]
    public async Task A_failure_of_the_engine_is_reported_and_shows_nothing()
    {
        _fixture.Engine.Failure = new InvalidOperationException("secret");
        Assert.DoesNotContain("secret", await Send(500, "GET", "/api/state-machines/m"), StringComparison.Ordinal);
        Assert.Equal(("GET /api/state-machines/m", _fixture.Engine.Failure), Assert.Single(_fixture.Failures));
    }

    [Fact]
    public void Every_route_can_be_bound()
    {
        Assert.Equal(_routes.All.Length, _routes.All.Select(static route => (route.Method, route.Template)).Distinct().Count());
        Assert.All(_routes.All, static route => Assert.StartsWith("/", route.Template, StringComparison.Ordinal));
    }

    private async Task Expect(int status, string body, string method, string path, string sent = "") =>
        Assert.Equal(body, await Send(status, method, path, sent));

    private async Task<string> Send(int status, string method, string path, string body = "")
    {
        HttpAnswer answer = await Dispatch(method, path, Encoding.UTF8.GetBytes(body));
        string text = Text(answer);
        Assert.True(answer.Status == status, $"{answer.Status} {text}");
        Assert.Equal("application/json", answer.ContentType);
        return text;
    }

    private async Task<HttpAnswer> Dispatch(string method, string path, byte[] body)
    {
        string[] parts = path.Split('?', 2);
        return await _routes.DispatchAsync(
            new HttpCall(method, parts[0], parts.Length > 1 ? parts[1] : "", static _ => null, body), CancellationToken.None);
    }

    private static string Text(HttpAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
