using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Unit.InProcess;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

public sealed class StepFunctionsTaskTests
{
    private const string Start = "arn:aws:states:::states:startExecution";
    private const string Sdk = "arn:aws:states:::aws-sdk:sfn:";
    private const string Child = Prefix + "stateMachine:child";
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","Result":{"Arg1":"argument1"},"End":true}}}""";
    private const string Fails = """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"SomeFailure","Cause":"Why not"}}}""";
    private const string Waits = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""";

    private static string Parameters(string more = "") => $$"""{"StateMachineArn":"{{Child}}"{{more}}}""";

    [Theory]
    [InlineData("", "{}")]
    [InlineData(""","Input":null""", "{}")]
    [InlineData(""","Input":{"Payload":null}""", """{"Payload":null}""")]
    [InlineData(""","Input":"{\"a\": 1}" """, """{"a": 1}""")]
    public async Task Starting_gives_the_child_its_input_and_answers_at_once(string input, string childInput)
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Waits);
        var output = (JsonMap)Output(await fixture.Run(Machine(Start, Parameters(input + ""","Name":"kid" """))));
        Assert.Equal(["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"], output.Select(m => m.Key));
        Assert.Equal(Prefix + "execution:child:kid", Text(output, "ExecutionArn"));
        Assert.Equal("1767323045000", output["StartDate"]!.ToString());
        Assert.Equal(childInput, Text(await fixture.Describe(Prefix + "execution:child:kid"), "input"));
    }

    [Theory]
    [InlineData(".sync", "\"{\\\"Arg1\\\":\\\"argument1\\\"}\"", "\"{\\\"x\\\":1}\"")]
    [InlineData(".sync:2", "{\"Arg1\":\"argument1\"}", "{\"x\":1}")]
    public async Task A_job_ends_with_its_execution(string pattern, string childOutput, string childInput)
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Pass);
        var output = (JsonMap)Output(await fixture.Run(Machine(Start + pattern, Parameters(""","Name":"kid","Input":{"x":1}"""))));
        Assert.Equal(
            "{\"ExecutionArn\":\"" + Prefix + "execution:child:kid\",\"Input\":" + childInput
            + ",\"InputDetails\":{\"Included\":true},\"Name\":\"kid\",\"Output\":" + childOutput
            + ",\"OutputDetails\":{\"Included\":true},\"RedriveCount\":0,\"RedriveStatus\":\"NOT_REDRIVABLE\","
            + "\"RedriveStatusReason\":\"Execution is SUCCEEDED and cannot be redriven\",\"StartDate\":1767323045000,"
            + "\"StateMachineArn\":\"" + Child + "\",\"Status\":\"SUCCEEDED\",\"StopDate\":1767323045000}",
            output.ToString());
    }

    [Theory]
    [InlineData(Start + ".sync:2", ":1", null)]
    [InlineData(Start + ".sync:2", ":live", Child + ":live")]
    [InlineData(Sdk + "startExecution", ":live", Child + ":live")]
    public async Task A_child_runs_the_version_that_its_ARN_leads_to(string resource, string qualifier, string? alias)
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Pass);
        await fixture.Call("PublishStateMachineVersion", JsonMap.Of(("stateMachineArn", Child)));
        JsonMap route = JsonMap.Of(("stateMachineVersionArn", Child + ":1"), ("weight", 100));
        await fixture.Call("CreateStateMachineAlias", JsonMap.Of(("name", "live"), ("routingConfiguration", JsonList.Of(route))));
        await fixture.Call("UpdateStateMachine", JsonMap.Of(("stateMachineArn", Child), ("definition", Fails)));
        JsonMap ended = await fixture.Run(
            Machine(resource, Parameters(""","Name":"kid" """).Replace(Child, Child + qualifier, StringComparison.Ordinal)));
        Assert.Equal("SUCCEEDED", Text(ended, "status"));

        JsonMap child = await fixture.End(Prefix + "execution:child:kid");
        Assert.Equal(
            ("SUCCEEDED", Child + ":1", alias),
            (Text(child, "status"), Text(child, "stateMachineVersionArn"), Text(child, "stateMachineAliasArn")));

        // MODEL ExecutionStartedEventDetails.
        JsonMap[] history = await fixture.History(Prefix + "execution:child:kid");
        var details = (JsonMap)history[0]["executionStartedEventDetails"]!;
        Assert.Equal((Child + ":1", alias), (Text(details, "stateMachineVersionArn"), Text(details, "stateMachineAliasArn")));
        if (resource.StartsWith(Start, StringComparison.Ordinal))
        {
            Assert.Equal(Child + ":1", Text(Output(ended), "StateMachineVersionArn"));
        }
    }

    [Fact]
    public async Task A_job_fails_with_its_execution()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Fails);
        JsonMap described = await fixture.Run(Machine(Start + ".sync", Parameters()));
        Assert.Equal("States.TaskFailed", Text(described, "error"));
        var cause = (JsonMap)JsonAny.Parse(Text(described, "cause")!);
        Assert.Equal(("Why not", "SomeFailure", "FAILED"), (Text(cause, "Cause"), Text(cause, "Error"), Text(cause, "Status")));
    }

    [Fact]
    public async Task A_job_is_stopped_when_nobody_waits_for_it()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Waits);
        await fixture.Create("m", Machine(Start + ".sync", Parameters(""","Name":"kid" """), "\"TimeoutSeconds\":3,"));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");
        Assert.Equal("States.Timeout", Text(await fixture.EndInTime(arn), "error"));
        JsonMap child = await fixture.Until(Prefix + "execution:child:kid", d => Text(d, "status") == "ABORTED");
        // faults.md L9, measured on AWS.
        Assert.Equal(
            $"The Task state in AWS Step Functions execution [{arn}] which was managing this resource was aborted", Text(child, "cause"));
        Assert.Null(Text(child, "error"));
    }

    [Theory]
    [InlineData(Start, "StepFunctions.StateMachineDoesNotExistException",
        @"^State .*' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: [0-9a-f-]{36}; Proxy: null\)$")]
    [InlineData(Sdk + "startExecution", "Sfn.StateMachineDoesNotExistException",
        @"^State Machine Does Not Exist: '.*' \(Service: Sfn, Status Code: 400, Request ID: [0-9a-f-]{36}\) \(SDK Attempt Count: 1\)$")]
    public async Task Refusals_are_worded_as_by_the_SDK_of_the_integration(string resource, string error, string cause)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(Machine(resource, Parameters()));
        Assert.Equal(error, Text(described, "error"));
        Assert.Matches(cause, Text(described, "cause"));
    }

    [Fact]
    public async Task A_name_that_another_execution_has_is_refused()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Pass);
        await fixture.End(await fixture.Start("child", name: "kid"));
        JsonMap described = await fixture.Run(Machine(Start + ".sync", Parameters(""","Name":"kid" """)));
        Assert.Equal("StepFunctions.ExecutionAlreadyExistsException", Text(described, "error"));
    }

    [Theory]
    [InlineData(Start, "{}")]
    [InlineData(Sdk + "describeExecution", "{}")]
    public async Task Missing_parameters_cannot_start_the_task(string resource, string parameters)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(Machine(resource, parameters));
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.Contains("is required but was missing]", Text(described, "cause"), StringComparison.Ordinal);
    }

    // faults.md L4, measured on AWS; a member of an API in its own small letters is none (DG/connect-parameters).
    [Theory]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"echo","payload":{"a":1}}""", "payload")]
    [InlineData("arn:aws:states:::lambda:invoke.waitForTaskToken", """{"FunctionName":"echo","TaskToken":"t"}""", "TaskToken")]
    [InlineData(Start, """{"StateMachineArn":"x","input":{}}""", "input")]
    [InlineData(Start + ".sync:2", """{"stateMachineArn":"x"}""", "stateMachineArn")]
    [InlineData(Sdk + "startExecution", """{"StateMachineArn":"x","Payload":{}}""", "Payload")]
    [InlineData(Sdk + "tagResource", """{"ResourceArn":"x","Tags":[{"key":"k"}]}""", "key")]
    public async Task Parameters_that_there_are_none_of_cannot_start_the_task(string resource, string parameters, string name)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(Machine(resource, parameters, """ "Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}], """));
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.Equal(
            "An error occurred while executing the state 'T' (entered at the event id #2). "
            + $"The Parameters '{parameters}' could not be used to start the Task: [The field \"{name}\" is not supported by Step Functions]",
            Text(described, "cause"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","Name":"kid" """)]
    public async Task A_child_survives_a_restart_and_is_not_started_twice(string name)
    {
        var store = new MemoryStore();
        await using TaskFixture before = new(store: store);
        await before.Create("child", Waits);
        await before.Create("m", Machine(Start + ".sync:2", Parameters(name + ""","Input":{"x":1}""")));
        string arn = await before.Start("m");
        await before.UntilHistory(arn, "TaskSubmitted");

        // The process is gone; what the store has is all there is.
        await using TaskFixture after = new(store: store);
        await after.Engine.RecoverAsync();
        JsonMap ended = await after.EndInTime(arn);
        Assert.Equal("""{"x":1}""", ((JsonMap)Output(ended))["Output"]!.ToString());
        JsonMap children = await after.Call("ListExecutions", JsonMap.Of(("stateMachineArn", Child)));
        Assert.Single((JsonList)children["executions"]!);
    }

    [Fact]
    public async Task A_child_goes_on_when_its_parent_is_lost_for_a_moment()
    {
        var store = new FailingStore();
        await using TaskFixture fixture = new(store: store);
        await fixture.Create("child", Waits);
        await fixture.Create("m", Machine(Start + ".sync:2", Parameters(""","Name":"kid","Input":{"x":1}""")));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");

        store.FailNext = true;
        await fixture.Engine.StopExecution(arn, null, null, CancellationToken.None)
            .AsTask().ContinueWith(t => Assert.True(t.IsFaulted), TaskScheduler.Default);
        JsonMap ended = await fixture.EndInTime(arn);
        Assert.Equal("SUCCEEDED", Text(ended, "status"));
        Assert.Equal("""{"x":1}""", ((JsonMap)Output(ended))["Output"]!.ToString());
        Assert.Contains(fixture.Failures, f => f.Contains("The disk is full.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_SDK_answers_in_its_own_spelling()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Pass);
        await fixture.End(await fixture.Start("child", name: "kid"));
        var output = (JsonMap)Output(
            await fixture.Run(Machine(Sdk + "describeExecution", $$"""{"ExecutionArn":"{{Prefix}}execution:child:kid"}""")));
        Assert.Equal("2026-01-02T03:04:05.000Z", Text(output, "StopDate"));
        Assert.Equal("""{"Included":true}""", output["InputDetails"]!.ToString());
    }

    [Fact]
    public async Task The_SDK_takes_JSON_where_the_API_takes_text()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("child", Pass);
        var output = (JsonMap)Output(await fixture.Run(Machine(Sdk + "startExecution", Parameters(""","Input":{"a":[1.0]}"""))));
        Assert.Equal(["ExecutionArn", "StartDate"], output.Select(m => m.Key));
        Assert.Equal("""{"a":[1.0]}""", Text(await fixture.Describe(Text(output, "ExecutionArn")!), "input"));
    }

    [Fact]
    public async Task A_token_that_nobody_gave_out_is_invalid_before_the_output_is()
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(
            Machine(Sdk + "sendTaskSuccess", """{"Output":"ParameterOutput","TaskToken":"NoSuchTaskToken"}"""));
        Assert.Equal("Sfn.InvalidTokenException", Text(described, "error"));
        Assert.StartsWith("Invalid Token: 'Invalid token' (Service: Sfn, ", Text(described, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_that_finds_nothing_answers_without_members()
    {
        await using TaskFixture fixture = new();
        await fixture.Call("CreateActivity", JsonMap.Of(("name", "a")));
        await fixture.Create("m", Machine(Sdk + "getActivityTask", $$"""{"ActivityArn":"{{Prefix}}activity:a"}"""));
        Assert.Equal("{}", Output(await fixture.EndInTime(await fixture.Start("m"))).ToString());
    }
}
