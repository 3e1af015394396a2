using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

public sealed class MockTests : IDisposable
{
    private const string Retrying = """ "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":5}], """;

    private readonly string _path = Path.GetTempFileName();

    private TaskFixture With(string responses, string cases, IStore? store = null, Func<TaskRunnerOptions, TaskRunnerOptions>? more = null)
    {
        Write(responses, cases);
        return new TaskFixture(
            o => (more?.Invoke(o) ?? o).With(MockFile.Open(_path)), store);
    }

    private void Write(string responses, string cases) => File.WriteAllText(
        _path, "{\"StateMachines\":{\"m\":{\"TestCases\":" + cases + "}},\"MockedResponses\":" + responses + "}");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f")]
    [InlineData("arn:aws:states:::lambda:invoke.waitForTaskToken", """{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}}""")]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", """{"StateMachineArn":"arn"}""")]
    [InlineData("arn:aws:states:::sqs:sendMessage")]
    [InlineData("arn:aws:states:::http:invoke")]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:a")]
    public async Task Whatever_a_state_names_can_be_mocked(string resource, string parameters = "")
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":{"a":1.0}}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(resource, parameters));
        Assert.Equal("""{"a":1.0}""", Output(await fixture.End(await fixture.Start("m#C"))).ToString());
    }

    // faults.md L20, as Step Functions Local does.
    [Theory]
    [InlineData("arn:aws:states:::states:startExecution.sync", true)]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", true)]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", true)]
    [InlineData("arn:aws:states:::sqs:sendMessage", false)]
    public async Task What_is_waited_for_was_accepted_before(string resource, bool expected)
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":{"a":1}}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(resource, """{"StateMachineArn":"arn"}"""));
        string arn = await fixture.Start("m#C");
        await fixture.End(arn);
        Assert.Equal(
            expected ? ["TaskStarted", "TaskSubmitted", "TaskSucceeded"] : ["TaskStarted", "TaskSucceeded"],
            (await fixture.History(arn)).Select(static e => Text(e, "type")).SkipWhile(static t => t != "TaskStarted").TakeWhile(static t => t != "TaskStateExited"));
    }

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f", """{"a":1}""")]
    [InlineData("arn:aws:states:::lambda:invoke", """{"StatusCode":200,"Payload":{"a":1}}""")]
    public async Task A_function_by_its_ARN_gives_the_payload(string resource, string output)
    {
        await using TaskFixture fixture = With(
            """{"R":{"0":{"Return":{"StatusCode":200,"Payload":{"a":1}}}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(resource, """{"FunctionName":"f"}"""));
        Assert.Equal(output, Output(await fixture.End(await fixture.Start("m#C"))).ToString());
    }

    [Fact]
    public async Task Retries_count_up_and_errors_are_thrown()
    {
        await using TaskFixture fixture = With(
            """{"R":{"0-1":{"Throw":{"Error":"E","Cause":"C"}},"2":{"Return":"done"}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(Function("f"), more: Retrying));
        string arn = await fixture.Start("m#C");
        Assert.Equal("\"done\"", Output(await fixture.EndInTime(arn)).ToString());
        Assert.Equal(2, (await fixture.History(arn)).Count(e => Text(e, "type") == "LambdaFunctionFailed"));
    }

    private const string Looping = """
        {"StartAt":"T","States":{
            "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"W"},
            "W":{"Type":"Wait","Seconds":5,"Next":"C"},
            "C":{"Type":"Choice","Choices":[{"Variable":"$","StringEquals":"done","Next":"S"}],"Default":"T"},
            "S":{"Type":"Succeed"}}}
        """;

    private const string ThreeVisits = """{"R":{"0-1":{"Return":"again"},"2":{"Return":"done"}}}""";

    [Fact]
    public async Task Visits_count_up_too()
    {
        await using TaskFixture fixture = With(ThreeVisits, """{"C":{"T":"R"}}""");
        await fixture.Create("m", Looping);
        string arn = await fixture.Start("m#C");
        Assert.Equal("\"done\"", Output(await fixture.EndInTime(arn)).ToString());
        Assert.Equal(3, (await fixture.History(arn)).Count(e => Text(e, "type") == "LambdaFunctionScheduled"));
    }

    [Fact]
    public async Task Counting_goes_on_after_a_restart()
    {
        var store = new MemoryStore();
        await using TaskFixture before = With(ThreeVisits, """{"C":{"T":"R"}}""", store);
        await before.Create("m", Looping);
        string arn = await before.Start("m#C");
        await before.UntilHistory(arn, "WaitStateEntered");

        await using TaskFixture after = With(ThreeVisits, """{"C":{"T":"R"}}""", store);
        await after.Engine.RecoverAsync();
        Assert.Equal("\"done\"", Output(await after.EndInTime(arn)).ToString());
        Assert.Equal(3, (await after.History(arn)).Count(e => Text(e, "type") == "LambdaFunctionScheduled"));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_fails_for_good()
    {
        await using TaskFixture fixture = With("""{"R":{"1":{"Return":1}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(Function("f"), more: Retrying));
        JsonMap described = await fixture.End(await fixture.Start("m#C"));
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.Contains("The mocked response 'R' has no answer for the attempt 0.", Text(described, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_that_the_test_case_does_not_name_and_plain_starts_run_for_real()
    {
        await using TaskFixture fixture = With(
            "{}", """{"C":{}}""", more: o => o with { Handlers = new TaskHandlers().Add("f", (_, _) => new("real")) });
        await fixture.Create("m", Machine(Function("f")));
        Assert.Equal("\"real\"", Output(await fixture.End(await fixture.Start("m#C", name: "a"))).ToString());
        Assert.Equal("\"real\"", Output(await fixture.End(await fixture.Start("m", name: "b"))).ToString());
    }

    [Fact]
    public async Task Edits_of_the_file_count_from_the_next_task_on()
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":1}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Machine(Function("f")));
        Assert.Equal("1", Output(await fixture.End(await fixture.Start("m#C", name: "a"))).ToString());
        Write("""{"R":{"0":{"Return":"two"}}}""", """{"C":{"T":"R"}}""");
        Assert.Equal("\"two\"", Output(await fixture.End(await fixture.Start("m#C", name: "b"))).ToString());
    }

    [Theory]
    [InlineData("m#X", "ValidationException", "The mock configuration cannot be used: FILE: /StateMachines/m/TestCases: There is no test case 'X'; there are: C, Wrong.")]
    [InlineData("o#C", "ValidationException", "The mock configuration cannot be used: FILE: /StateMachines: There is no state machine 'o'; there are: m.")]
    [InlineData("m#wrong", "ValidationException", "The mock configuration cannot be used: FILE: /StateMachines/m/TestCases: There is no test case 'wrong'; there are: C, Wrong. Did you mean 'Wrong'?")]
    [InlineData("m#Wrong", "ValidationException", "The mock configuration cannot be used: FILE: /StateMachines/m/TestCases/Wrong/no~1such: The state machine 'm' has no Task state 'no/such'.")]
    [InlineData("n#C", "StateMachineDoesNotExist", "State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:n'")]
    public async Task A_test_case_that_does_not_exist_is_refused(string machine, string type, string message)
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":1}}}""", """{"C":{},"Wrong":{"T":"R","no/such":"R"}}""");
        await fixture.Create("m", Machine(Function("f")));
        await fixture.Create("o", Machine(Function("f")));
        Assert.Equal((type, message.Replace("FILE", _path, StringComparison.Ordinal)), await fixture.RefuseStart(machine));
    }

    [Fact]
    public async Task A_state_in_another_case_is_told_with_the_one_that_is_meant()
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":1}}}""", """{"C":{"t":"R"}}""");
        await fixture.Create("m", Machine(Function("f")));
        Assert.EndsWith(
            "/StateMachines/m/TestCases/C/t: The state machine 'm' has no Task state 't'. Did you mean 'T'?", (await fixture.RefuseStart("m#C")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_mocks_there_are_no_test_cases()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Machine(Function("f")));
        Assert.Equal("StateMachineDoesNotExist", (await fixture.RefuseStart("m#C")).Type);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[]", "It must be a JSON object.")]
    [InlineData("{\n x}", ": line 2, column ")]
    [InlineData("{}", "/MockedResponses: It is required and must be a JSON object.")]
    [InlineData("""{"MockedResponses":{}}""", "/StateMachines: It is required and must be a JSON object. A whole file: {\"StateMachines\":{\"MACHINE\":")]
    [InlineData("""{"MockedResponses":{"R":1}}""", "/MockedResponses/R: It is required and must be a JSON object.")]
    [InlineData("""{"MockedResponses":{"R":{"x":{"Return":1}}}}""", "/MockedResponses/R: \"x\" is neither the number of an attempt")]
    [InlineData("""{"MockedResponses":{"R":{"2-1":{"Return":1}}}}""", "/MockedResponses/R: \"2-1\" is neither the number of an attempt")]
    [InlineData("""{"MockedResponses":{"R":{"0-2":{"Return":1},"1":{"Return":1}}}}""", "The attempts of \"1\" have an answer already.")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Throw":{}}}}}""", "\"0\" must have either \"Return\" or \"Throw\"")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Return":1,"Throw":{"Error":"E"}}}}}""", "\"0\" must have either \"Return\" or \"Throw\"")]
    [InlineData("""{"MockedResponses":{},"StateMachines":{"m":{}}}""", "/StateMachines/m/TestCases: It is required")]
    [InlineData(
        """{"MockedResponses":{},"StateMachines":{"m":{"TestCases":{"C":{"T":"R"}}}}}""",
        "/StateMachines/m/TestCases/C/T: There is no mocked response 'R'.")]
    [InlineData("""{"MockedResponse":{}}""", "/MockedResponse: There is no such member; there are: StateMachines, MockedResponses, Defaults. Did you mean 'MockedResponses'?")]
    [InlineData("""{"MockedResponses":{},"StateMachines":{"m":{"TestCase":{}}}}""", "/StateMachines/m/TestCase: There is no such member; there are: TestCases.")]
    [InlineData("""{"MockedResponses":{},"StateMachines":{"a/b":1}}""", "/StateMachines/a~1b: It is required and must be a JSON object.")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Return":1}}},"StateMachines":{},"Defaults":{"sqs:sendMessages":"R"}}""", "/Defaults/sqs:sendMessages: A task can call no such thing.")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Return":1}}},"StateMachines":{},"Defaults":{"sqss:*":"R"}}""", "/Defaults/sqss:*: A task can call no such thing.")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Return":1}}},"StateMachines":{},"Defaults":{"aws-sdk:s3:getObjekt":"R"}}""", "/Defaults/aws-sdk:s3:getObjekt: A task can call no such thing.")]
    [InlineData("""{"MockedResponses":{"R":{"0":{"Return":1}}},"StateMachines":{},"Defaults":{"aws-sdk:s4:*":"R"}}""", "/Defaults/aws-sdk:s4:*: A task can call no such thing.")]
    [InlineData("""{"MockedResponses":{},"StateMachines":{},"Defaults":{"sqs:*":"R"}}""", "/Defaults/sqs:*: There is no mocked response 'R'.")]
    public void A_broken_file_is_refused_with_place_and_reason(string text, string reason)
    {
        File.WriteAllText(_path, text);
        MockFileException e = Assert.Throws<MockFileException>(() => MockFile.Open(_path));
        Assert.StartsWith(_path + ": ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused() => Assert.Equal(
        _path + "x: There is no such file.", Assert.Throws<MockFileException>(() => MockFile.Open(_path + "x")).Message);

    [Fact]
    public async Task A_file_that_breaks_later_fails_what_needs_it()
    {
        await using TaskFixture fixture = With("""{"R":{"0":{"Return":"again"}}}""", """{"C":{"T":"R"}}""");
        await fixture.Create("m", Looping);
        string arn = await fixture.Start("m#C");
        await fixture.UntilHistory(arn, "WaitStateEntered");
        File.WriteAllText(_path, "{");
        JsonMap described = await fixture.EndInTime(arn);
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.Contains("The mock configuration cannot be used: ", Text(described, "cause"), StringComparison.Ordinal);
        Assert.Equal("ValidationException", (await fixture.RefuseStart("m#C", "other")).Type);
    }
}
