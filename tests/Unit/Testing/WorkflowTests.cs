using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsAsl.Testing;
using Xunit;
using static FunctionsAsl.Testing.MockedResult;

namespace FunctionsAsl.Unit.Testing;

public sealed class WorkflowTests
{
    private const string Call =
        """
        {"StartAt":"Call","States":{
          "Call":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","TimeoutSeconds":60,
            "Retry":[{"ErrorEquals":["Busy","States.Timeout"],"IntervalSeconds":10,"BackoffRate":1,"MaxAttempts":3}],
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Sorry"}],"Next":"Rest"},
          "Rest":{"Type":"Wait","Seconds":31536000,"End":true},
          "Sorry":{"Type":"Fail","Error":"Sorry","Cause":"No."}}}
        """;

    private const string Each =
        """
        {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"StartAt":"One","States":{
          "One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}},"End":true}}}
        """;

    private const string Asking =
        """
        {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"HeartbeatSeconds":100,"End":true}}}
        """;

    [Fact]
    public async Task A_year_passes_at_once()
    {
        await using Workflow workflow = Workflow.FromText(Call).On<int, int>("F", static n => n + 1);
        WorkflowRun run = await workflow.RunAsync(1);
        run.AssertSucceeded().AssertPath("Call", "Rest").AssertOutput(2);
        Assert.Equal((2, TimeSpan.FromDays(365)), (run.Output<int>(), run.Elapsed));
    }

    [Fact]
    public async Task Attempts_have_their_results_and_their_times()
    {
        await using Workflow workflow = Workflow.FromText(Call).Mock("Call", Throw("Busy"), Never, Return("done").After(TimeSpan.FromSeconds(5)));
        WorkflowRun run = await workflow.RunAsync();
        run.AssertSucceeded().AssertOutput("\"done\"");
        Assert.Equal(TimeSpan.FromSeconds(10 + 60 + 10 + 5) + TimeSpan.FromDays(365), run.Elapsed);
        Assert.Equal(3, run.CallsOf("Call").Count);
    }

    [Fact]
    public async Task The_last_result_stands_for_all_further_attempts()
    {
        await using Workflow workflow = Workflow.FromText(Call).Mock("Call", Throw("Busy", "later"));
        WorkflowRun run = await workflow.RunAsync();
        run.AssertFailed("Sorry", "No.").AssertPath("Call", "Sorry");
        Assert.Equal(4, run.CallsOf("Call").Count);
    }

    [Fact]
    public async Task Tasks_beside_each_other_run_in_one_order_each_time()
    {
        for (int round = 0; round < 5; round++)
        {
            List<int> order = [];
            await using Workflow workflow = Workflow.FromText(Each).On<int, int>("F", n =>
            {
                order.Add(n);
                return n;
            });
            WorkflowRun run = await workflow.RunAsync(Enumerable.Range(0, 25));
            run.AssertSucceeded().AssertPath("Each").AssertEntered("One", 25);
            Assert.Equal(Enumerable.Range(0, 25), order);
        }
    }

    [Fact]
    public async Task What_is_drawn_is_the_same_each_time()
    {
        const string Drawing = """{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"id.$":"States.UUID()","name.$":"$$.Execution.Name","at.$":"$$.State.EnteredTime"},"End":true}}}""";
        await using Workflow workflow = Workflow.FromText(Drawing);
        string? first = (await workflow.RunAsync()).OutputJson;
        Assert.Equal(first, (await workflow.RunAsync()).OutputJson);
        Assert.Contains("2026-01-01T00:00:00", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_token_is_answered()
    {
        await using Workflow workflow = Workflow.FromText(Asking).Mock("Ask", Never);
        WorkflowRun run = await workflow.StartAsync();
        Assert.Equal(("RUNNING", "q"), (run.Status, (string?)run.CallsOf("Ask")[0]!["QueueUrl"]));
        await run.AdvanceAsync(TimeSpan.FromSeconds(99));
        await run.HeartbeatAsync("Ask");
        await run.AdvanceAsync(TimeSpan.FromSeconds(99));
        await run.SucceedAsync("Ask", new { Yes = true });
        run.AssertSucceeded().AssertOutput(new { yes = true });

        run = await workflow.StartAsync();
        await run.FailAsync("Ask", "Refused", "no");
        run.AssertFailed("Refused", "no");

        run = await workflow.RunAsync();
        run.AssertFailed("States.Timeout");
        Assert.Equal(TimeSpan.FromSeconds(100), run.Elapsed);

        run = await workflow.StartAsync();
        Assert.Equal("ABORTED", (await run.StopAsync()).Status);
    }

    [Fact]
    public async Task What_nobody_answers_is_told()
    {
        await using Workflow workflow = Workflow.FromText(Asking.Replace(",\"HeartbeatSeconds\":100", "", StringComparison.Ordinal)).Mock("Ask", Never);
        WorkflowTestException stuck = await Assert.ThrowsAsync<WorkflowTestException>(() => workflow.RunAsync());
        Assert.StartsWith("The workflow waits for something that does not come, in 'Ask'.", stuck.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Call, "The state 'Call' calls the function 'F': add On(\"F\", …), or Mock(\"Call\", …).")]
    [InlineData(Asking, "The state 'Ask' calls arn:aws:states:::sqs:sendMessage.waitForTaskToken, which is not there in a test: add Mock(\"Ask\", Never), and answer with SucceedAsync, FailAsync or HeartbeatAsync.")]
    [InlineData("{}", "The definition of 'workflow' is not valid:")]
    public async Task What_is_missing_is_told(string definition, string message)
    {
        await using Workflow workflow = Workflow.FromText(definition);
        WorkflowTestException missing = await Assert.ThrowsAsync<WorkflowTestException>(() => workflow.RunAsync());
        Assert.StartsWith(message, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mock_for_no_state_is_told()
    {
        await using Workflow workflow = Workflow.FromText(Call).Mock("Cal", Return(null));
        WorkflowTestException unknown = await Assert.ThrowsAsync<WorkflowTestException>(() => workflow.RunAsync());
        Assert.Equal("The workflow has no Task state 'Cal'. Did you mean 'Call'?", unknown.Message);
    }

    [Fact]
    public async Task A_handler_without_end_is_told()
    {
        await using Workflow workflow = Workflow.FromText(Call).WithPatience(TimeSpan.FromMilliseconds(200))
            .On<int, int>("F", static async (_, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return 0;
            });
        WorkflowTestException stuck = await Assert.ThrowsAsync<WorkflowTestException>(() => workflow.RunAsync(1));
        Assert.Contains("Call", stuck.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_is_shown()
    {
        await using Workflow workflow = Workflow.FromText(Call).Mock("Call", Return(new { a = 1, b = new[] { 1, 2 } }));
        WorkflowRun run = await workflow.RunAsync();
        Assert.Equal(
            """
            The workflow has taken another path.
              Expected: Call -> Sorry
              Actual:   Call -> Rest
              After 1 states: expected 'Sorry', was 'Rest'.
              SUCCEEDED
            """.ReplaceLineEndings("\n"),
            Assert.Throws<WorkflowAssertionException>(() => run.AssertPath("Call", "Sorry")).Message);
        Assert.Contains("/b/1 is 2, not 3", Assert.Throws<WorkflowAssertionException>(() => run.AssertOutput(new { A = 1, B = new[] { 1, 3 } })).Message, StringComparison.Ordinal);
        Assert.Contains("/c is missing: 1", Assert.Throws<WorkflowAssertionException>(() => run.AssertOutput(new { A = 1, B = new[] { 1, 2 }, C = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("/b is not expected", Assert.Throws<WorkflowAssertionException>(() => run.AssertOutput("""{"a":1}""")).Message, StringComparison.Ordinal);
        Assert.Throws<WorkflowAssertionException>(() => run.AssertFailed("Sorry"));
        Assert.Throws<WorkflowAssertionException>(() => run.AssertEntered("Sorry"));
    }

    [Fact]
    public async Task A_state_is_tested_by_itself()
    {
        await using Workflow workflow = Workflow.FromText(Call).On<int, int>("F", static n => n * 2);
        StateResult result = await workflow.TestStateAsync("Call", 21);
        Assert.Equal(("SUCCEEDED", "Rest", 42), (result.Status, result.NextState, result.Output<int>()));
        result = await workflow.TestStateAsync("Call", 21, Throw("Odd"));
        Assert.Equal(("CAUGHT_ERROR", "Odd", "Sorry"), (result.Status, result.Error, result.NextState));
    }

    [Fact]
    public async Task Code_answers_for_a_state()
    {
        await using Workflow workflow = Workflow.FromText(Asking).Mock<JsonObject, string>("Ask", static input => (string?)input["QueueUrl"] + "!");
        (await workflow.RunAsync()).AssertOutput("\"q!\"");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_assertion_that_fails_in_code_fails_the_test(bool isMock)
    {
        const string Caught = """
            {"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Catch":[{"ErrorEquals":["States.ALL"],"Next":"Done"}],"Next":"Done"},
              "Done":{"Type":"Succeed"}}}
            """;
        await using Workflow workflow = Workflow.FromText(Caught);
        _ = isMock ? workflow.Mock<int, int>("T", Expect) : workflow.On<int, int>("f", Expect);
        Exception failed = await Assert.ThrowsAnyAsync<Exception>(() => workflow.RunAsync("2"));
        Assert.StartsWith("Assert.Equal() Failure", failed.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Expect), failed.StackTrace, StringComparison.Ordinal);

        static int Expect(int given)
        {
            Assert.Equal(1, given);
            return given;
        }
    }

    [Fact]
    public async Task A_handler_without_a_token_is_not_asynchronous()
    {
        await using Workflow workflow = Workflow.FromText(Asking);
        Assert.Throws<ArgumentException>(() => workflow.On("F", static async (int n) => await Task.FromResult(n)));
        Assert.Throws<ArgumentException>(() => workflow.Mock("Ask", static (int n) => Task.FromResult(n)));
    }

    [Theory]
    [InlineData("arn:aws:states:::states:startExecution.sync:2")]
    public async Task Another_state_machine_is_started(string resource)
    {
        const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:inner";
        await using Workflow workflow = Workflow
            .FromText($$$"""{"StartAt":"Nest","States":{"Nest":{"Type":"Task","Resource":"{{{resource}}}","Parameters":{"StateMachineArn":"{{{Machine}}}","Input.$":"$"},"OutputPath":"$.Output","End":true}} }""")
            .WithStateMachine("inner", Call)
            .On<int, int>("F", static n => n + 1);
        WorkflowRun run = await workflow.RunAsync(1);
        run.AssertSucceeded().AssertOutput(2);
        Assert.Equal(TimeSpan.FromDays(365), run.Elapsed);
    }

    [Theory]
    [InlineData("STANDARD")]
    [InlineData("EXPRESS")]
    public async Task Children_of_a_distributed_map_wait_as_others_do(string type)
    {
        await using Workflow workflow = Workflow
            .FromText($$$$"""
                {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{{{type}}}}"},
                  "StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":60,"Next":"One"},
                  "One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}},"End":true}}}
                """)
            .On<int, int>("F", static n => n + 1);
        WorkflowRun run = await workflow.RunAsync(new[] { 1, 2, 3 });
        run.AssertSucceeded().AssertOutput(new[] { 2, 3, 4 });
        Assert.Equal(TimeSpan.FromSeconds(60), run.Elapsed);
    }
    /// <summary>How many run at once says how long it takes all together: time that passed too early would make it longer.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(""" "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"items.json"}},""")]
    public async Task What_Express_children_do_takes_as_long_each_time(string reader)
    {
        string folder = Directory.CreateTempSubdirectory("asl-testing-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        int[] items = [.. Enumerable.Range(1, 40)];
        await File.WriteAllTextAsync(Path.Combine(folder, "b", "items.json"), JsonSerializer.Serialize(items));
        await using Workflow workflow = Workflow
            .FromText($$$$"""
                {"StartAt":"Each","States":{"Each":{"Type":"Map","MaxConcurrency":4,{{{{reader}}}}"ItemProcessor":{
                  "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
                  "StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":60,"Next":"One"},
                  "One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F",
                    "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":10}],"End":true}}},"End":true}}}
                """)
            .Mock("One", Throw("Busy"), Return(1))
            .WithBuckets(folder);
        WorkflowRun run = await workflow.RunAsync(items);
        run.AssertSucceeded();
        Assert.Equal(TimeSpan.FromSeconds(40 / 4 * (60 + 10)), run.Elapsed);
        Assert.Equal(80, run.CallsOf("One").Count);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("arn:aws:states:::aws-sdk:sfn:startSyncExecution", 70, 1)]
    // Nobody waits for it: it stays where it is when the workflow has ended.
    [InlineData("arn:aws:states:::states:startExecution", 0, 0)]
    public async Task An_Express_machine_is_started(string resource, int seconds, int calls)
    {
        const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:inner";
        await using Workflow workflow = Workflow
            .FromText($$$"""
                {"StartAt":"Nest","States":{"Nest":{"Type":"Task","Resource":"{{{resource}}}","Parameters":{"StateMachineArn":"{{{Machine}}}","Input.$":"States.JsonToString($)"},"End":true}} }
                """)
            .WithStateMachine(
                "inner",
                """
                {"StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":60,"Next":"One"},
                  "One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","Next":"Again"},
                  "Again":{"Type":"Wait","Seconds":10,"End":true}}}
                """,
                isExpress: true)
            .On<int, int>("F", static n => n + 1);
        WorkflowRun run = await workflow.StartAsync(1);
        await run.AdvanceAsync(TimeSpan.FromMinutes(5));
        run.AssertSucceeded();
        Assert.Equal(TimeSpan.FromSeconds(seconds), run.Elapsed);
        Assert.Equal(calls, run.CallsOf("One").Count);
    }
}
