using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.StateTests;

/// <summary>TestState of states that do something: tasks that run, and waits.</summary>
public sealed class RunningStateTests
{
    private const string Task = """{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":20,"End":true}""";

    [Fact]
    public async Task A_task_without_a_mock_is_run()
    {
        await using var test = new StateTest(static (input, _) => new(JsonList.Of(input)));
        (_, JsonMap answer) = await test.Call(StateTest.Request(Task, null, "1"));
        Assert.Equal(
            """{"inspectionData":{"afterInputPath":"1","afterParameters":"1","afterResultPath":"[1]","afterResultSelector":"[1]","input":"1","result":"[1]"},"output":"[1]","status":"SUCCEEDED"}""",
            answer.ToString());
    }

    [Fact]
    public async Task A_state_cannot_test_itself_without_end()
    {
        const string State = """
            {"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:testState","Parameters":{"Definition.$":"$.d","Input.$":"$","RoleArn.$":"$.r"},"End":true}
            """;
        JsonMap answer = await StateTest.Answer(State, input: JsonMap.Of(("d", State), ("r", StateTest.Role)).ToString());
        Assert.Equal(("FAILED", "States.Runtime"), (((JsonString)answer["status"]!).Value, ((JsonString)answer["error"]!).Value));
    }

    [Fact]
    public async Task Its_failure_is_an_answer()
    {
        await using var test = new StateTest(static (_, _) => throw new TaskFailedException("E", "c"));
        (_, JsonMap answer) = await test.Call(StateTest.Request(Task, null, "1", ("inspectionLevel", "INFO")));
        Assert.Equal("""{"cause":"c","error":"E","status":"FAILED"}""", answer.ToString());
    }

    [Fact]
    public async Task Its_time_out_is_one_too()
    {
        await using var test = new StateTest(static async (input, cancel) =>
        {
            await System.Threading.Tasks.Task.Delay(Timeout.Infinite, cancel);
            return input;
        });
        (_, JsonMap answer) = await test.Call(
            StateTest.Request(Task, null, "1", ("inspectionLevel", "INFO")), TimeSpan.FromMinutes(1));
        Assert.Equal("""{"error":"States.Timeout","status":"FAILED"}""", answer.ToString());
    }

    [Theory]
    [InlineData(299, """{"output":"1","status":"SUCCEEDED"}""")]
    [InlineData(301, """{"error":"States.Timeout","status":"FAILED"}""")] // API/API_TestState
    public async Task Five_minutes_are_all_that_a_test_gets(int seconds, string expected)
    {
        await using var test = new StateTest();
        (_, JsonMap answer) = await test.Call(
            StateTest.Request($$"""{"Type":"Wait","Seconds":{{seconds}},"End":true}""", null, "1", ("inspectionLevel", "INFO")),
            TimeSpan.FromMinutes(6));
        Assert.Equal(expected, answer.ToString());
    }

    [Fact]
    public async Task The_time_out_of_the_whole_machine_is_not_the_states()
    {
        await using var test = new StateTest();
        (_, JsonMap answer) = await test.Call(
            StateTest.Request(
                """{"StartAt":"W","TimeoutSeconds":1,"States":{"W":{"Type":"Wait","Seconds":5,"Next":"S"},"S":{"Type":"Succeed"}}}""", null, "1",
                ("stateName", "W"), ("inspectionLevel", "INFO")),
            TimeSpan.FromMinutes(6));
        Assert.Equal("""{"nextState":"S","output":"1","status":"SUCCEEDED"}""", answer.ToString());
    }

    [Fact]
    public async Task A_state_that_is_too_much_for_a_brief_step_is_tested_too()
    {
        // The step is given up, and taken again elsewhere.
        JsonMap answer = await StateTest.Answer(
            """{"Type":"Pass","QueryLanguage":"JSONata","Assign":{"n":"{% $count([1..200000].($ + 1)) %}"},"Output":"{% $states.input %}","End":true}""",
            input: "1");
        Assert.Equal("""{"inspectionData":{"input":"1","variables":"{\"n\":200000}"},"output":"1","status":"SUCCEEDED"}""", answer.ToString());
    }
}
