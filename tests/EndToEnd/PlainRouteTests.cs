using System.Text;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>The plain routes, as curl or an app calls them.</summary>
public sealed class PlainRouteTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task A_sample_is_put_started_and_read_without_any_AWS_client()
    {
        using Api api = server.Connect();
        string definition = await File.ReadAllTextAsync(Path.Combine(Asl.Root, "src", "Samples", "file-validation.asl.json"));
        string input = await File.ReadAllTextAsync(Path.Combine(Asl.Root, "src", "Samples", "file-validation.input.json"));

        (int status, JsonMap put) = await SendAsync(api, "PUT", "/api/state-machines/files", definition);
        Assert.Equal((201, $"{Api.Account}:stateMachine:files"), (status, put.Text("stateMachineArn")));
        Assert.Equal(200, (await SendAsync(api, "PUT", "/api/state-machines/files", definition)).Status);
        Assert.Equal(definition, (await SendAsync(api, "GET", "/api/state-machines/files")).Answer.Text("definition"));

        (status, JsonMap started) = await SendAsync(api, "POST", "/api/state-machines/files/executions?name=first", input);
        Assert.Equal((201, $"{Api.Account}:execution:files:first"), (status, started.Text("executionArn")));
        await api.WhenEndedAsync(started.Text("executionArn"));

        JsonMap execution = (await SendAsync(api, "GET", "/api/executions/files/first")).Answer;
        Assert.Equal("SUCCEEDED", execution.Text("status"));
        JsonMap history = (await SendAsync(api, "GET", "/api/executions/files/first/history?maxResults=3&reverseOrder=true")).Answer;
        Assert.Equal("ExecutionSucceeded", history.List("events")[0].Text("type"));
        Assert.Equal(3, history.List("events").Count);
        string next = Uri.EscapeDataString(history.Text("nextToken"));
        history = (await SendAsync(
            api, "GET", $"/api/executions/files/first/history?maxResults=1000&reverseOrder=true&nextToken={next}")).Answer;
        Assert.Equal("ExecutionStarted", history.List("events")[^1].Text("type"));

        JsonList listed = (await SendAsync(api, "GET", "/api/executions?stateMachine=files&status=SUCCEEDED")).Answer.List("executions");
        Assert.Equal("first", Assert.Single(listed).Text("name"));
        Assert.Contains(
            (await SendAsync(api, "GET", "/api/state-machines")).Answer.List("stateMachines"), static m => m.Text("name") == "files");
        Assert.Equal(202, (await SendAsync(api, "DELETE", "/api/state-machines/files")).Status);
        Assert.Equal(404, (await SendAsync(api, "GET", "/api/state-machines/files")).Status);
    }

    [Fact]
    public async Task An_execution_is_stopped_with_a_reason()
    {
        using Api api = server.Connect();
        await SendAsync(
            api, "PUT", "/api/state-machines/waits", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""");
        string name = (await SendAsync(api, "POST", "/api/state-machines/waits/executions")).Answer.Text("executionArn").Split(':')[^1];

        Assert.Equal(200, (await SendAsync(api, "POST", $"/api/executions/waits/{name}/stop", """{"error":"E","cause":"C"}""")).Status);

        JsonMap stopped = (await SendAsync(api, "GET", $"/api/executions/waits/{name}")).Answer;
        Assert.Equal(("ABORTED", "E", "C"), (stopped.Text("status"), stopped.Text("error"), stopped.Text("cause")));
    }

    [Theory]
    [InlineData("GET", "/health", null, 200)]
    [InlineData("GET", "/", null, 200)]
    [InlineData("PUT", "/", null, 405)]
    [InlineData("GET", "/nothing", null, 404)]
    [InlineData("POST", "/health", null, 405)]
    [InlineData("GET", "/api/executions", null, 400)]
    [InlineData("GET", "/api/executions?stateMachine=none", null, 404)]
    [InlineData("GET", "/api/executions/none/none", null, 404)]
    [InlineData("GET", "/api/state-machines?maxResults=x", null, 400)]
    [InlineData("PUT", "/api/state-machines/bad", "{", 400)]
    [InlineData("PUT", "/api/state-machines/bad%20name", """{"StartAt":"P","States":{"P":{"Type":"Succeed"}}}""", 400)]
    [InlineData("POST", "/api/state-machines/none/executions", "{}", 404)]
    [InlineData("DELETE", "/api/state-machines/none", null, 404)]
    public async Task Every_request_has_its_status(string method, string path, string? body, int expected)
    {
        using Api api = server.Connect();

        Assert.Equal(expected, (await SendAsync(api, method, path, body)).Status);
    }

    private static async Task<(int Status, JsonMap Answer)> SendAsync(Api api, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            // As curl --data-binary sends it.
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        using HttpResponseMessage response = await api.Http.SendAsync(request);
        return ((int)response.StatusCode, (JsonMap)JsonAny.Parse(await response.Content.ReadAsByteArrayAsync()));
    }
}
