using System.Diagnostics;
using System.Text.Json;
using FunctionsAsl.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl mcp</c>, asked by the protocol's own client.</summary>
public sealed class McpTests(Server server) : IClassFixture<Server>, IAsyncLifetime
{
    private const string Notify = """
        {"StartAt":"Notify","States":{
          "Notify":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody.$":"$.text"},
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3600}],"Next":"Wait"},
          "Wait":{"Type":"Wait","Seconds":86400,"End":true}}}
        """;

    private McpClient _client = null!;

    public async Task InitializeAsync()
    {
        ProcessStartInfo start = Asl.StartInfo("mcp", "--endpoint", server.Endpoint);
        _client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = start.FileName,
            Arguments = [.. start.ArgumentList],
        }));
    }

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task Its_tools_say_what_they_take()
    {
        IList<McpClientTool> tools = await _client.ListToolsAsync();

        Assert.Equal(["explain_execution", "run_workflow", "test_state", "validate_workflow"], tools.Select(static t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, static tool => Assert.NotEmpty(tool.JsonSchema.GetProperty("required").EnumerateArray()));
    }

    [Fact]
    public async Task A_workflow_is_checked_with_the_place_of_what_is_wrong()
    {
        JsonAny right = await CallAsync("validate_workflow", $$"""{"definition":{{Notify}}}""");
        JsonAny wrong = await CallAsync("validate_workflow", """{"definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"}}}"}""");

        Assert.Equal("OK", right.Text("result"));
        Assert.Equal("FAIL", wrong.Text("result"));
        Assert.Contains("/States/A", wrong.List("diagnostics")[0].Text("location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_runs_with_mocks_and_without_waiting()
    {
        JsonAny run = await CallAsync("run_workflow", $$$"""
            {"definition":{{{Notify}}},"input":{"text":"hi"},
             "mocks":{"Notify":[{"throw":{"error":"Busy","cause":"later"}},{"return":{"MessageId":"1"}}]}}
            """);

        Assert.Equal(("SUCCEEDED", """{"MessageId":"1"}"""), (run.Text("status"), run.Text("output")));
        Assert.Equal(["Notify", "Wait"], run.List("states").Select(static s => ((JsonString)s).Value));
        Assert.Equal(("Notify", "Busy", "later"), (run.List("failures")[0].Text("state"), run.List("failures")[0].Text("error"), run.List("failures")[0].Text("cause")));
    }

    [Fact]
    public async Task Each_attempt_at_an_activity_has_its_mock()
    {
        JsonAny run = await CallAsync("run_workflow", """
            {"definition":{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a",
               "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1}],"End":true}}},
             "mocks":{"A":[{"throw":{"error":"Busy"}},{"return":"second"},{"return":"third"}]}}
            """);

        Assert.Equal(("SUCCEEDED", "\"second\""), (run.Text("status"), run.Text("output")));
        Assert.Equal("Busy", run.List("failures")[0].Text("error"));
    }

    [Fact]
    public async Task What_has_no_mock_is_not_called()
    {
        JsonAny run = await CallAsync("run_workflow", $$"""{"definition":{{Notify}},"input":{"text":"hi"} }""");

        Assert.Equal("FAILED", run.Text("status"));
        Assert.Contains("""give it a mock, as "mocks": {"Notify": {"return": …}}""", run.Text("cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_is_tested_stage_by_stage()
    {
        JsonAny tested = await CallAsync("test_state", $$"""{"definition":{{Notify}},"state":"Notify","input":{"text":"hi"},"mock":{"error":"Busy","cause":"later"} }""");

        Assert.Equal("RETRIABLE", tested.Text("status"));
        Assert.Equal("""{"QueueUrl":"q","MessageBody":"hi"}""", tested.At("inspectionData").Text("afterParameters"));
    }

    [Fact]
    public async Task An_execution_of_a_server_is_explained()
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync("explained", """
            {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:none","End":true}}}
            """);
        string execution = await api.StartAsync(machine, "e");
        await api.WhenEndedAsync(execution);

        JsonAny explained = await CallAsync("explain_execution", $$"""{"executionArn":"{{execution}}"}""");

        Assert.Equal(("FAILED", "F"), (explained.Text("status"), explained.List("failures")[0].Text("state")));
        Assert.Contains("Function not found", explained.List("failures")[0].Text("cause"), StringComparison.Ordinal);
        Assert.NotEmpty(explained.List("failures")[0].Text("advice"));
    }

    [Fact]
    public async Task Requests_of_a_file_are_answered_to_the_last()
    {
        const string Requests = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"file","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"run_workflow","arguments":{"definition":{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":9,"End":true}}}}}}
            """;

        Outcome outcome = await Support.Programs.Tool.RunAsync(Asl.StartInfo("mcp"), Requests);

        Assert.Equal((0, ""), (outcome.Code, outcome.Errors));
        string[] answers = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([1.0, 2.0], answers.Select(static answer => ((JsonNumber)JsonAny.Parse(answer).At("id")).AsDouble));
        Assert.Contains("SUCCEEDED", answers[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run_workflow", "{}", "'definition' is missing.")]
    [InlineData("run_workflow", """{"definition":{"StartAt":"A"}}""", "InvalidDefinition: ")]
    [InlineData("run_workflow", """{"definition":{},"mocks":{"A":[{"return":1},2]}}""", "/mocks/A/1: a mock is")]
    [InlineData("test_state", """{"definition":{"Type":"Pass","End":true},"mock":{}}""", "A mock has 'result', or 'error'.")]
    [InlineData("explain_execution", """{"executionArn":"x"}""", "InvalidArn")]
    public async Task What_cannot_be_done_says_why(string tool, string arguments, string expected)
    {
        CallToolResult answer = await AskAsync(tool, arguments);

        Assert.True(answer.IsError);
        Assert.Contains(expected, Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text, StringComparison.Ordinal);
    }

    private async Task<JsonAny> CallAsync(string tool, string arguments)
    {
        CallToolResult answer = await AskAsync(tool, arguments);
        string text = Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;
        Assert.False(answer.IsError is true, text);
        return JsonAny.Parse(text);
    }

    private async Task<CallToolResult> AskAsync(string tool, string arguments) => await _client.CallToolAsync(
        tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!);
}
