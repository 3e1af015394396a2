using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class ExecutionTests : IAsyncLifetime
{
    private const string Arn = Prefix + "execution:m:e";
    private const string ByArn = $$"""{"executionArn":"{{Arn}}"}""";
    // 16 bytes of proof, an execution's ARN, a newline and a command's id, in base64url.
    private const string Token = "AAAAAAAAAAAAAAAAAAAAAGEKMS4w";
    private const string MachineArn = Prefix + "stateMachine:m";

    private readonly ServiceFixture _fixture = new();

    public Task InitializeAsync() => _fixture.CreateMachine("m");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_started_execution_runs_with_the_text_it_was_given()
    {
        Assert.Equal($$"""{"executionArn":"{{Arn}}","startDate":1790244738.799}""", await _fixture.Start("e", """{ "a": 1.0 }"""));
        Assert.Equal(
            $$"""{"executionArn":"{{Arn}}","input":"{ \"a\": 1.0 }","inputDetails":{"included":true},"name":"e","redriveCount":0"""
                + $$""","redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is RUNNING and cannot be redriven","startDate":"""
                + """1790244738.799"""
                + $$""","stateMachineArn":"{{MachineArn}}","status":"RUNNING"}""",
            await _fixture.Call("DescribeExecution", ByArn));
    }

    [Fact]
    public async Task Input_and_request_may_hold_half_a_surrogate_pair()
    {
        const string Input = """{ "a\ud83d": "\ude00" }""";
        await _fixture.Call(
            "StartExecution", $$"""{"stateMachineArn":"{{MachineArn}}","input":{{new JsonString(Input)}}}""");
        ExecutionRecord execution = Assert.Single(_fixture.Engine.Executions);
        Assert.Equal(Input, execution.Input);
        await _fixture.Call("StopExecution", $$"""{"executionArn":"{{execution.Arn}}","cause":"c\ud83d"}""");
    }

    [Fact]
    public async Task Name_and_input_have_defaults()
    {
        await _fixture.Call("StartExecution", $$"""{"stateMachineArn":"{{MachineArn}}","traceHeader":"t"}""");
        ExecutionRecord execution = Assert.Single(_fixture.Engine.Executions);
        Assert.True(Guid.TryParse(execution.Name, out _));
        Assert.Equal(("{}", "t"), (execution.Input, execution.TraceHeader));
    }

    [Fact]
    public async Task Starting_again_is_idempotent_while_it_runs()
    {
        string first = await _fixture.Start("e");
        _fixture.Clock.Now += TimeSpan.FromSeconds(9);
        Assert.Equal(first, await _fixture.Start("e"));

        (string, string) exists = ("ExecutionAlreadyExists", $"Execution Already Exists: '{Arn}'");
        Assert.Equal(exists, await RefuseStart("e", "{ }"));
        await _fixture.Call("StopExecution", ByArn);
        Assert.Equal(exists, await RefuseStart("e", "{}"));
    }

    [Theory]
    [InlineData("a b", "{}", "InvalidName", "Invalid Name: 'a b'")]
    [InlineData("a/b", "{}", "InvalidName", "Invalid Name: 'a/b'")]
    [InlineData("\\u0007", "{}", "InvalidName", "Invalid Name: '\a'")]
    [InlineData("\\ud83d\\ude00", "{}", "InvalidName", "Invalid Name: '😀'")]
    [InlineData(
        "e", "not", "InvalidExecutionInput",
        "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or "
            + "token 'null', 'true' or 'false')\n at [Source: (String)\"not\"; line: 1, column: 4]'")]
    public async Task Bad_names_and_inputs_are_refused(string name, string input, string type, string message)
    {
        Assert.Equal((type, message), await RefuseStart(name, input));
        Assert.Empty(_fixture.Engine.Executions);
    }

    [Fact]
    public async Task The_machine_is_looked_for_before_name_and_input_are_looked_at() =>
        Assert.Equal(
            "StateMachineDoesNotExist",
            (await _fixture.Refuse("StartExecution", $$"""{"stateMachineArn":"{{MachineArn}}x","name":"a b","input":"{"}""")).Type);

    [Fact]
    public async Task Express_executions_may_have_one_name()
    {
        await _fixture.CreateMachine("x", ""","type":"EXPRESS" """);
        string request = $$"""{"stateMachineArn":"{{Prefix}}stateMachine:x","name":"n"}""";
        JsonMap first = Parse(await _fixture.Call("StartExecution", request));
        JsonMap second = Parse(await _fixture.Call("StartExecution", request));
        Assert.StartsWith($"{Prefix}express:x:n:", ((JsonString)first["executionArn"]!).Value, StringComparison.Ordinal);
        Assert.NotEqual(first["executionArn"], second["executionArn"]);
        Assert.Equal("1790244738.799", first["startDate"]!.ToString());
    }

    [Fact]
    public async Task A_stopped_execution_says_why()
    {
        await _fixture.Start("e");
        string stopped = await _fixture.Call("StopExecution", $$"""{"executionArn":"{{Arn}}","error":"E","cause":"C"}""");
        Assert.Equal("""{"stopDate":1790244739.799}""", stopped);
        Assert.Equal(stopped, await _fixture.Call("StopExecution", ByArn));
        JsonMap execution = Parse(await _fixture.Call("DescribeExecution", ByArn));
        Assert.Equal(
            ("\"E\"", "\"C\"", "\"ABORTED\"", "\"NOT_REDRIVABLE\"", "\"There is no saved state of the execution to go on from\""),
            (execution["error"]!.ToString(), execution["cause"]!.ToString(), execution["status"]!.ToString(),
                execution["redriveStatus"]!.ToString(), execution["redriveStatusReason"]!.ToString()));
        _fixture.Clock.Now += TimeSpan.FromDays(15);
        execution = Parse(await _fixture.Call("DescribeExecution", ByArn));
        Assert.Equal("\"Execution redrivable period exceeded\"", execution["redriveStatusReason"]!.ToString());
    }

    [Fact]
    public async Task A_succeeded_execution_has_output()
    {
        await _fixture.Start("e");
        _fixture.Engine.Executions[0] = _fixture.Engine.Executions[0] with
        {
            Status = ExecutionStatus.Succeeded,
            Output = JsonAny.Parse("[1.0]"),
            StopDate = _fixture.Clock.Now,
        };
        JsonMap execution = Parse(await _fixture.Call("DescribeExecution", ByArn));
        Assert.Equal(
            ("\"[1.0]\"", """{"included":true}""", "\"Execution is SUCCEEDED and cannot be redriven\"", "1790244738.799"),
            (execution["output"]!.ToString(), execution["outputDetails"]!.ToString(),
                execution["redriveStatusReason"]!.ToString(), execution["stopDate"]!.ToString()));
    }

    [Fact]
    public async Task Metadata_only_leaves_out_what_is_under_the_customers_key()
    {
        const string Metadata = $$"""{"executionArn":"{{Arn}}","includedData":"METADATA_ONLY"}""";
        await _fixture.Start("e");
        Assert.True(Parse(await _fixture.Call("DescribeExecution", Metadata)).Contains("input"));
        ExecutionRecord execution = _fixture.Engine.Executions[0];
        _fixture.Engine.Executions[0] = execution with
        {
            StateMachine = execution.StateMachine with
            {
                EncryptionConfiguration = JsonMap.Of(("type", "CUSTOMER_MANAGED_KMS_KEY")),
            },
        };
        JsonMap shown = Parse(await _fixture.Call("DescribeExecution", Metadata));
        Assert.False(shown.Contains("input") || shown.Contains("inputDetails"));
        Assert.True(Parse(await _fixture.Call("DescribeExecution", ByArn)).Contains("input"));
    }

    [Fact]
    public async Task The_machine_of_an_execution_is_the_one_it_started_with()
    {
        await _fixture.Start("e");
        await _fixture.Call("UpdateStateMachine", $$"""{"stateMachineArn":"{{MachineArn}}","definition":"{}"}""");
        Assert.Equal(
            $$"""{"definition":{{new JsonString(Definition)}},"encryptionConfiguration":{"type":"AWS_OWNED_KEY"}"""
                + $$""","loggingConfiguration":{"includeExecutionData":false,"level":"OFF"}"""
                + $$""","name":"m","roleArn":"{{Role}}","stateMachineArn":"{{MachineArn}}","tracingConfiguration":{"enabled":false}"""
                + $$""","updateDate":1790244738.799}""",
            await _fixture.Call("DescribeStateMachineForExecution", ByArn));
    }

    [Theory]
    [InlineData("DescribeExecution", "invalid", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: invalid'")]
    [InlineData("StopExecution", "arn:aws:states:r:1:express:a:b:c", "InvalidArn", "Invalid Arn: 'Resource type not valid in this "
        + "context: express'")]
    [InlineData("DescribeExecution", Arn, "ExecutionDoesNotExist", $"Execution Does Not Exist: '{Arn}'")]
    [InlineData("StopExecution", Arn, "ExecutionDoesNotExist", $"Execution Does Not Exist: '{Arn}'")]
    [InlineData("GetExecutionHistory", Arn, "ExecutionDoesNotExist", $"Execution Does Not Exist: '{Arn}'")]
    [InlineData("DescribeStateMachineForExecution", Arn, "ExecutionDoesNotExist", $"Execution Does Not Exist: '{Arn}'")]
    public async Task Wrong_ARNs_are_refused(string operation, string arn, string type, string message) =>
        Assert.Equal((type, message), await _fixture.Refuse(operation, $$"""{"executionArn":"{{arn}}"}"""));

    [Fact]
    public async Task Executions_are_listed_by_page_and_status()
    {
        await _fixture.Start("a");
        await _fixture.Start("b");
        await _fixture.Start("c");
        await _fixture.Call("StopExecution", $$"""{"executionArn":"{{Prefix}}execution:m:b"}""");
        JsonMap page = Parse(await _fixture.Call("ListExecutions", $$"""{"stateMachineArn":"{{MachineArn}}","maxResults":2}"""));
        Assert.Equal(
            $$"""[{"executionArn":"{{Prefix}}execution:m:c","name":"c","redriveCount":0,"startDate":1790244738.799"""
                + $$""","stateMachineArn":"{{MachineArn}}","status":"RUNNING"}"""
                + $$""",{"executionArn":"{{Prefix}}execution:m:b","name":"b","redriveCount":0,"startDate":1790244738.799"""
                + $$""","stateMachineArn":"{{MachineArn}}","status":"ABORTED","stopDate":1790244739.799}]""",
            page["executions"]!.ToString());
        string next = $$"""{"stateMachineArn":"{{MachineArn}}","nextToken":{{page["nextToken"]}}""";
        Assert.Single((JsonList)Parse(await _fixture.Call("ListExecutions", next + "}"))["executions"]!);
        Assert.Equal("InvalidToken", (await _fixture.Refuse("ListExecutions", next + ""","statusFilter":"RUNNING"}""")).Type);
        foreach ((string status, int count) in ((string, int)[])[("RUNNING", 2), ("ABORTED", 1), ("TIMED_OUT", 0), ("PENDING_REDRIVE", 0)])
        {
            string filtered = await _fixture.Call("ListExecutions",
                $$"""{"stateMachineArn":"{{MachineArn}}","statusFilter":"{{status}}"}""");
            Assert.Equal((status, count), (status, ((JsonList)Parse(filtered)["executions"]!).Count));
        }
    }

    [Theory]
    [InlineData("{}", "ValidationException")]
    [InlineData($$"""{"stateMachineArn":"{{MachineArn}}","mapRunArn":"x"}""", "ValidationException")]
    [InlineData($$"""{"stateMachineArn":"{{MachineArn}}","redriveFilter":"REDRIVEN"}""", "ValidationException")]
    [InlineData($$"""{"stateMachineArn":"{{MachineArn}}x"}""", "StateMachineDoesNotExist")]
    public async Task A_list_of_no_machine_is_refused(string body, string type) =>
        Assert.Equal(type, (await _fixture.Refuse("ListExecutions", body)).Type);

    [Fact]
    public async Task History_is_shown_by_page_forwards_and_backwards()
    {
        await _fixture.Start("e");
        for (int id = 1; id <= 5; id++)
        {
            _fixture.Engine.History.Add(new HistoryEvent(id, id - 1, _fixture.Clock.Now, HistoryEventType.ParallelStateStarted, null));
        }

        Assert.Equal([1, 2, 3, 4, 5], await Pages("false"));
        Assert.Equal([5, 4, 3, 2, 1], await Pages("true"));
    }

    public static TheoryData<HistoryEventType, string?, string, string> Events() => new()
    {
        {
            HistoryEventType.ExecutionStarted, """{"roleArn":"r","input":{"a":[1.0]}}""",
            """{"executionStartedEventDetails":{"input":"{\"a\":[1.0]}","inputDetails":{"truncated":false},"roleArn":"r"},"id":2"""
                + ""","previousEventId":1,"timestamp":1790244738.799,"type":"ExecutionStarted"}""",
            """{"executionStartedEventDetails":{"roleArn":"r"},"id":2,"previousEventId":1,"timestamp":1790244738.799"""
                + ""","type":"ExecutionStarted"}"""
        },
        {
            HistoryEventType.PassStateEntered, """{"name":"n","input":"x"}""",
            """{"id":2,"previousEventId":1,"stateEnteredEventDetails":{"input":"\"x\"","inputDetails":{"truncated":false},"name":"n"}"""
                + ""","timestamp":1790244738.799,"type":"PassStateEntered"}""",
            """{"id":2,"previousEventId":1,"stateEnteredEventDetails":{"name":"n"},"timestamp":1790244738.799,"type":"PassStateEntered"}"""
        },
        {
            HistoryEventType.ChoiceStateExited, """{"name":"n","output":null,"assignedVariables":{"v":"42"}"""
                + ""","assignedVariablesDetails":{"truncated":false}}""",
            """{"id":2,"previousEventId":1,"stateExitedEventDetails":{"assignedVariables":{"v":"42"}"""
                + ""","assignedVariablesDetails":{"truncated":false},"name":"n","output":"null","outputDetails":{"truncated":false}}"""
                + ""","timestamp":1790244738.799,"type":"ChoiceStateExited"}""",
            """{"id":2,"previousEventId":1,"stateExitedEventDetails":{"name":"n"},"timestamp":1790244738.799,"type":"ChoiceStateExited"}"""
        },
        {
            HistoryEventType.TaskScheduled, """{"resourceType":"lambda","resource":"invoke","region":"r","parameters":{"p":1}}""",
            """{"id":2,"previousEventId":1"""
                + ""","taskScheduledEventDetails":{"parameters":"{\"p\":1}","region":"r","resource":"invoke","resourceType":"lambda"}"""
                + ""","timestamp":1790244738.799,"type":"TaskScheduled"}""",
            """{"id":2,"previousEventId":1,"taskScheduledEventDetails":{"region":"r","resource":"invoke","resourceType":"lambda"}"""
                + ""","timestamp":1790244738.799,"type":"TaskScheduled"}"""
        },
        {
            HistoryEventType.LambdaFunctionFailed, """{"error":"e","cause":"c"}""",
            """{"id":2,"lambdaFunctionFailedEventDetails":{"cause":"c","error":"e"},"previousEventId":1,"timestamp":1790244738.799"""
                + ""","type":"LambdaFunctionFailed"}""",
            """{"id":2,"lambdaFunctionFailedEventDetails":{"cause":"c","error":"e"},"previousEventId":1,"timestamp":1790244738.799"""
                + ""","type":"LambdaFunctionFailed"}"""
        },
        {
            HistoryEventType.ExecutionAborted, null,
            """{"executionAbortedEventDetails":{},"id":2,"previousEventId":1,"timestamp":1790244738.799,"type":"ExecutionAborted"}""",
            """{"executionAbortedEventDetails":{},"id":2,"previousEventId":1,"timestamp":1790244738.799,"type":"ExecutionAborted"}"""
        },
        {
            HistoryEventType.TaskStateAborted, null,
            """{"id":2,"previousEventId":1,"timestamp":1790244738.799,"type":"TaskStateAborted"}""",
            """{"id":2,"previousEventId":1,"timestamp":1790244738.799,"type":"TaskStateAborted"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Events_look_as_in_the_API(HistoryEventType type, string? details, string shown, string withoutData)
    {
        await _fixture.Start("e");
        _fixture.Engine.History.Add(
            new HistoryEvent(2, 1, _fixture.Clock.Now, type, details is null ? null : Parse(details)));
        Assert.Equal($$"""{"events":[{{shown}}]}""", await _fixture.Call("GetExecutionHistory", ByArn));
        Assert.Equal(
            $$"""{"events":[{{withoutData}}]}""",
            await _fixture.Call("GetExecutionHistory", $$"""{"executionArn":"{{Arn}}","includeExecutionData":false}"""));
    }

    /// <summary>faults.md R7: a page is bounded in bytes too; the next goes on behind it, and each has an event at least.</summary>
    [Theory]
    [InlineData(900_000, 3, 2)]
    [InlineData(3_000_000, 6, 1)]
    public async Task A_heavy_history_comes_in_more_pages(int bytes, int pages, int most)
    {
        await _fixture.Start("e");
        for (int id = 1; id <= 6; id++)
        {
            _fixture.Engine.History.Add(new HistoryEvent(
                id, id - 1, _fixture.Clock.Now, HistoryEventType.PassStateEntered, JsonMap.Of(("input", new string('x', bytes)))));
        }

        List<int> sizes = [];
        JsonAny? token = null;
        do
        {
            string more = token is null ? "" : $",\"nextToken\":{token}";
            JsonMap page = Parse(await _fixture.Call("GetExecutionHistory", $$"""{"executionArn":"{{Arn}}"{{more}}}"""));
            sizes.Add(((JsonList)page["events"]!).Count);
            token = page["nextToken"];
        }
        while (token is not null);

        Assert.Equal((pages, 6), (sizes.Count, sizes.Sum()));
        Assert.All(sizes, size => Assert.InRange(size, 1, most));
    }

    [Theory]
    [InlineData("SendTaskSuccess", ""","output":"[1]" """)]
    [InlineData("SendTaskFailure", ""","error":"E" """)]
    [InlineData("SendTaskHeartbeat", "")]
    public async Task Reports_reach_the_engine_and_its_answer_the_worker(string operation, string more)
    {
        string body = $$"""{"taskToken":"{{Token}}"{{more}}}""";
        Assert.Equal("{}", await _fixture.Call(operation, body));
        (string token, TaskReport report) = Assert.Single(_fixture.Engine.Reports);
        Assert.Equal(Token, token);
        Assert.Equal(
            operation switch
            {
                "SendTaskSuccess" => new TaskReport.Success(JsonAny.Parse("[1]")),
                "SendTaskFailure" => new TaskReport.Failure("E", null),
                _ => new TaskReport.Heartbeat(),
            },
            report);
        _fixture.Engine.Answer = TokenAnswer.TimedOut;
        Assert.Equal(("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"), await _fixture.Refuse(operation, body));
        _fixture.Engine.Answer = TokenAnswer.DoesNotExist;
        Assert.Equal("TaskDoesNotExist", (await _fixture.Refuse(operation, body)).Type);
        Assert.Equal(
            ("InvalidToken", "Invalid Token: 'Invalid token'"),
            await _fixture.Refuse(operation, body.Replace(Token, "not a token", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_output_that_is_not_JSON_is_refused()
    {
        (string type, string message) = await _fixture.Refuse("SendTaskSuccess", $$"""{"taskToken":"{{Token}}","output":"x y"}""");
        Assert.Equal("InvalidOutput", type);
        Assert.StartsWith("Invalid Output: 'Unrecognized token 'x'", message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Engine.Reports);
    }

    private Task<(string Type, string Message)> RefuseStart(string name, string input) => _fixture.Refuse(
        "StartExecution", $$"""{"stateMachineArn":"{{MachineArn}}","name":"{{name}}","input":{{new JsonString(input)}}}""");

    private async Task<List<int>> Pages(string reverse)
    {
        List<int> ids = [];
        JsonAny? token = JsonAny.Null;
        while (token is not null)
        {
            JsonMap page = Parse(await _fixture.Call(
                "GetExecutionHistory", $$"""{"executionArn":"{{Arn}}","maxResults":2,"reverseOrder":{{reverse}},"nextToken":{{token}}}"""));
            ids.AddRange(((JsonList)page["events"]!).Select(static e => (int)((JsonNumber)((JsonMap)e)["id"]!).AsDouble));
            token = page["nextToken"];
        }

        return ids;
    }
}
