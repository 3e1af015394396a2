using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Local.Mcp;

/// <summary>What <c>asl mcp</c> can do. Workflows run in memory, their waits pass at once, and nothing that they call is called for real.</summary>
/// <param name="endpoint">Where the executions are that are to be explained.</param>
internal sealed class WorkflowTools(string endpoint)
{
    private const string Role = "arn:aws:iam::123456789012:role/mcp";
    private const string Name = "workflow";

    // What waits for an answer from outside would wait for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static readonly WorkflowTool[] All =
    [
        new(
            "validate_workflow",
            "Checks a workflow as AWS's ValidateStateMachineDefinition does: each problem with its place (a JSON pointer).",
            Schema("""{"type":"object","required":["definition"],"properties":{DEFINITION}}"""),
            static (_, arguments, cancel) => ValidateAsync(arguments, cancel)),
        new(
            "test_state",
            "Runs one state as AWS's TestState does, with every stage of its data. A Task needs a mock: what it returns, or the error it fails with.",
            Schema("""
            {"type":"object","required":["definition"],"properties":{DEFINITION,
              "state":{"type":"string","description":"The state's name; without it the definition is one state."},
              "input":{"description":"Its input; {} without."},
              "variables":{"type":"object","description":"Variables that are assigned already."},
              "mock":{"type":"object","description":"{\"result\": …} or {\"error\": \"NAME\", \"cause\": \"…\"}."}}}
            """),
            static (_, arguments, cancel) => TestStateAsync(arguments, cancel)),
        new(
            "run_workflow",
            "Runs a workflow to its end with mocks in place of all that it calls; waits, retries and time-outs pass at once. Tells its output or failure, "
                + "the states in their order, and what happened in each.",
            Schema("""
            {"type":"object","required":["definition"],"properties":{DEFINITION,
              "input":{"description":"The input; {} without."},
              "mocks":{"type":"object","description":"By the name of a Task state: what it returns, as {\"return\": …}, or fails with, as {\"throw\": {\"error\": \"NAME\", \"cause\": \"…\"}}; or an array of these, one an attempt."}}}
            """),
            static (_, arguments, cancel) => RunAsync(arguments, cancel)),
        new(
            "explain_execution",
            "Explains an execution on the server: its status, the states in their order, how long each took, what failed and why, what was retried and caught.",
            """{"type":"object","required":["executionArn"],"properties":{"executionArn":{"type":"string"}}}""",
            static (tools, arguments, cancel) => tools.ExplainAsync(arguments, cancel)),
    ];

    private static string Schema(string text) =>
        text.Replace("DEFINITION", "\"definition\":{\"description\":\"The workflow in Amazon States Language: a JSON object, or its text.\"}", StringComparison.Ordinal);

    private static async Task<JsonAny> ValidateAsync(JsonMap arguments, CancellationToken cancel)
    {
        await using InProcessService service = Start(new MockedStates(JsonMap.Empty));
        return await CallAsync(service, "ValidateStateMachineDefinition", JsonMap.Of(("definition", TextOf(arguments, "definition"))), cancel);
    }

    private static async Task<JsonAny> TestStateAsync(JsonMap arguments, CancellationToken cancel)
    {
        await using InProcessService service = Start(new MockedStates(JsonMap.Empty));
        JsonMap request = JsonMap.Of(
            ("definition", TextOf(arguments, "definition")), ("roleArn", Role), ("inspectionLevel", "DEBUG"),
            ("input", arguments.Contains("input") ? TextOf(arguments, "input") : "{}"));
        request = arguments["state"] is { } state ? request.With("stateName", state) : request;
        request = arguments["variables"] is { } variables ? request.With("variables", variables.ToString()) : request;
        request = arguments["mock"] is JsonMap mock ? request.With("mock", MockOf(mock)) : request;
        return await CallAsync(service, "TestState", request, cancel);
    }

    private static async Task<JsonAny> RunAsync(JsonMap arguments, CancellationToken cancel)
    {
        await using InProcessService service = Start(new MockedStates(arguments["mocks"] is not { } mocks ? JsonMap.Empty : mocks as JsonMap ?? throw new UsageException("'mocks' must be an object.")));
        JsonMap created = await CallAsync(service, "CreateStateMachine", JsonMap.Of(
            ("name", Name), ("roleArn", Role), ("definition", TextOf(arguments, "definition"))), cancel);
        JsonMap started = await CallAsync(service, "StartExecution", JsonMap.Of(
            ("stateMachineArn", created["stateMachineArn"]!), ("input", arguments.Contains("input") ? TextOf(arguments, "input") : "{}")), cancel);
        var named = JsonMap.Of(("executionArn", started["executionArn"]!));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await service.Engine.WhenEnded(RunningServer.Text(started, "executionArn")!, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What it came to so far is told: it waits for somebody outside.
        }

        JsonMap described = await CallAsync(service, "DescribeExecution", named, cancel);
        return ExecutionAccount.Of(described, await EventsAsync(service, named, cancel));
    }

    private async Task<JsonAny> ExplainAsync(JsonMap arguments, CancellationToken cancel)
    {
        using var server = new RunningServer(endpoint);
        string arn = RunningServer.Text(arguments, "executionArn") ?? throw new UsageException("executionArn must be an ARN.");
        JsonMap described = await server.CallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)), cancel);
        return ExecutionAccount.Of(described, [.. await server.HistoryAsync(arn, 0, cancel)]);
    }

    private static async Task<HistoryEvent[]> EventsAsync(InProcessService service, JsonMap named, CancellationToken cancel)
    {
        List<HistoryEvent> events = [];
        JsonMap request = named.With("maxResults", 1000L);
        JsonAny? next = null;
        do
        {
            JsonMap page = await CallAsync(service, "GetExecutionHistory", next is null ? request : request.With("nextToken", next), cancel);
            events.AddRange(((JsonList)page["events"]!).Select(static e => RunningServer.Read((JsonMap)e)));
            next = page["nextToken"];
        }
        while (next is not null);
        return [.. events];
    }

    private static InProcessService Start(MockedStates mocks) =>
        InProcessService.Create(new MemoryStore(), new TaskRunnerOptions { Service = new ServiceOptions { WaitScale = 0 }, MockedTasks = mocks });

    /// <exception cref="UsageException">The service refuses.</exception>
    private static async Task<JsonMap> CallAsync(InProcessService service, string operation, JsonMap request, CancellationToken cancel)
    {
        ApiResponse answer = await service.Service.InvokeAsync("AWSStepFunctions." + operation, request.ToUtf8(), cancel);
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        return answer.Status == 200 ? body : throw new UsageException($"{RunningServer.Text(body, "__type")}: {RunningServer.Text(body, "message")}");
    }

    private static JsonMap MockOf(JsonMap mock) => mock["error"] is { } error
        ? JsonMap.Of(("errorOutput", mock["cause"] is { } cause ? JsonMap.Of(("error", error), ("cause", cause)) : JsonMap.Of(("error", error))))
        : JsonMap.Of(("result", (mock["result"] ?? throw new UsageException("A mock has 'result', or 'error'.")).ToString()));

    /// <summary>An argument that is JSON text already, or any value.</summary>
    private static string TextOf(JsonMap arguments, string name) => arguments[name] switch
    {
        JsonString text when name == "definition" => text.Value,
        { } value => value.ToString(),
        null => throw new UsageException($"'{name}' is missing."),
    };
}
