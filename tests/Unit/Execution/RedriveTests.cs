using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>What ST redrive_execution and DG/redrive-executions say of what goes on and what is done anew.</summary>
public sealed class RedriveTests
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:";

    private static string Task(string name, string rest = "\"End\":true") =>
        $$"""{"Type":"Task","Resource":"{{Function}}{{name}}",{{rest}}}""";

    [Fact]
    public void The_failed_state_is_done_anew_without_a_second_entry_and_counts_its_attempts_from_the_beginning()
    {
        const string Retry = "\"End\":true,\"Retry\":[{\"ErrorEquals\":[\"E\"],\"IntervalSeconds\":1,\"MaxAttempts\":1}]";
        bool works = false;
        var workflow = new Workflow(
            $$$$$"""{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},"T":{{{{{Task("f", Retry)}}}}}}}""",
            (task, now) => works ? new Event.TaskSucceeded(now, 0, task.Id, task.Input) : new Event.TaskFailed(now, 0, task.Id, "E", null)).Run();
        Assert.Equal(ExecutionStatus.Failed, workflow.State.Status);
        DateTimeOffset started = workflow.State.StartTime;

        workflow.Redrive();
        works = true;
        workflow.Redrive();

        Assert.Equal(
            [
                "10 9 LambdaFunctionFailed", "11 10 ExecutionFailed",
                "12 11 ExecutionRedriven", "13 4 LambdaFunctionScheduled", "14 13 LambdaFunctionStarted", "15 14 LambdaFunctionFailed",
                "16 15 LambdaFunctionScheduled", "17 16 LambdaFunctionStarted", "18 17 LambdaFunctionFailed", "19 18 ExecutionFailed",
                "20 19 ExecutionRedriven", "21 4 LambdaFunctionScheduled", "22 21 LambdaFunctionStarted", "23 22 LambdaFunctionSucceeded",
                "24 23 TaskStateExited", "25 24 ExecutionSucceeded",
            ],
            workflow.Lines.Skip(9));
        Assert.Equal((2, started), (workflow.State.RedriveCount, workflow.State.StartTime));
        string[] ids = [.. workflow.Commands.OfType<Command.RunTask>().Select(static t => t.Id)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void The_context_object_counts_redrives()
    {
        var workflow = new Workflow(
            """
            {"StartAt":"F","States":{"F":{"Type":"Fail","ErrorPath":"States.Format('{}/{}', $$.Execution.RedriveCount, $$.State.EnteredTime)"}}}
            """).Run();
        Assert.Equal("0/2026-01-02T03:04:05.000Z", workflow.State.Error);
        workflow.Redrive(TimeSpan.FromHours(1));
        // The time of the entry stays.
        Assert.Equal("1/2026-01-02T03:04:05.000Z", workflow.State.Error);
        Assert.Equal(["1 0 ExecutionStarted", "2 0 FailStateEntered", "3 2 ExecutionFailed", "4 3 ExecutionRedriven", "5 2 ExecutionFailed"], workflow.Lines);
        Assert.Equal(workflow.Now, workflow.State.RedriveTime);
    }

    [Fact]
    public void A_parallel_state_keeps_what_has_succeeded()
    {
        bool works = false;
        var workflow = new Workflow(
            $$$$$"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
                {"StartAt":"A","States":{"A":{{{{{Task("a")}}}}}}},
                {"StartAt":"B","States":{"B":{{{{{Task("b")}}}}}}},
                {"StartAt":"C","States":{"C":{"Type":"Wait","Seconds":60,"Next":"D"},"D":{{{{{Task("d")}}}}} } }] } } }
            """,
            (task, now) => task.State == "B" && !works
                ? new Event.TaskFailed(now, 0, task.Id, "E", null)
                : new Event.TaskSucceeded(now, 0, task.Id, FunctionsAsl.Json.JsonAny.Parse($"\"{task.State}\""))).Run();
        Assert.Equal(ExecutionStatus.Failed, workflow.State.Status);

        works = true;
        int before = workflow.History.Count;
        workflow.Redrive();

        Assert.Equal((ExecutionStatus.Succeeded, """["A","B","D"]"""), (workflow.State.Status, workflow.State.Output!.ToString()));
        Assert.Equal(
            [
                "ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited",
                "WaitStateExited", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded",
                "TaskStateExited", "ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded",
            ],
            workflow.History.Skip(before).Select(static e => e.Type.ToString()));
        Assert.Equal(["A", "B", "B", "D"], workflow.Commands.OfType<Command.RunTask>().Select(static t => t.State));
    }

    [Fact]
    public void A_map_state_keeps_what_has_succeeded_and_starts_the_items_that_it_had_not()
    {
        bool works = false;
        var workflow = new Workflow(
            $$$$$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"MaxConcurrency":1,"ItemProcessor":{"StartAt":"A","States":{"A":{{{{{Task("a")}}}}} } } } } }
            """,
            (task, now) => task.Input.ToString() == "2" && !works
                ? new Event.TaskFailed(now, 0, task.Id, "E", null)
                : new Event.TaskSucceeded(now, 0, task.Id, task.Input)).Run("[1,2,3]");
        Assert.Equal(ExecutionStatus.Failed, workflow.State.Status);
        works = true;
        workflow.Redrive();
        Assert.Equal("[1,2,3]", workflow.State.Output!.ToString());
        Assert.Equal(["1", "2", "2", "3"], workflow.Commands.OfType<Command.RunTask>().Select(static t => t.Input.ToString()));
        Assert.Equal(3, workflow.History.Count(static e => e.Type == HistoryEventType.MapIterationStarted));
        Assert.Single(workflow.History, static e => e.Type == HistoryEventType.MapStateStarted);
    }

    [Theory]
    [InlineData("""{"Type":"Parallel","ResultSelector":{"x.$":"$.nope"},"End":true,"Branches":[{"StartAt":"B","States":{"B":TASK}}]}""", "[]", 1)]
    [InlineData("""{"Type":"Parallel","QueryLanguage":"JSONata","Output":"{% $error('x') %}","End":true,"Branches":[{"StartAt":"B","States":{"B":TASK}}]}""", "[]", 1)]
    [InlineData("""{"Type":"Map","ResultSelector":{"x.$":"$.nope"},"End":true,"ItemProcessor":{"StartAt":"B","States":{"B":TASK}}}""", "[1,2]", 2)]
    [InlineData("""{"Type":"Map","ResultSelector":{"x.$":"$.nope"},"End":true,"ItemProcessor":{"StartAt":"B","States":{"B":TASK}}}""", "[]", 0)]
    public void A_state_that_fails_by_what_it_makes_of_its_branches_is_done_anew(string state, string input, int tasks)
    {
        var workflow = new Workflow("""{"StartAt":"S","States":{"S":STATE}}""".Replace("STATE", state.Replace("TASK", Task("b"), StringComparison.Ordinal), StringComparison.Ordinal)).Run(input);
        Assert.Equal(ExecutionStatus.Failed, workflow.State.Status);
        workflow.Redrive();
        workflow.Redrive();
        Assert.Equal(ExecutionStatus.Failed, workflow.State.Status);
        string[] ids = [.. workflow.Commands.OfType<Command.RunTask>().Select(static t => t.Id)];
        Assert.Equal(3 * tasks, ids.Distinct().Count());
        Assert.Equal(3, workflow.History.Count(static e => e.Type == HistoryEventType.ExecutionFailed));
    }

    [Fact]
    public void A_state_around_that_gave_up_can_try_again()
    {
        var workflow = new Workflow(
            $$$$$"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}],
                "Branches":[{"StartAt":"B","States":{"B":{{{{{Task("b")}}}}} } }] } } }
            """,
            static (task, now) => new Event.TaskFailed(now, 0, task.Id, "E", null)).Run();
        Assert.Equal(2, workflow.Commands.OfType<Command.RunTask>().Count());
        workflow.Redrive();
        string[] ids = [.. workflow.Commands.OfType<Command.RunTask>().Select(static t => t.Id)];
        Assert.Equal(4, ids.Distinct().Count());
    }

    [Fact]
    public void A_wait_begins_anew_and_the_clock_of_the_whole_too()
    {
        var workflow = new Workflow("""{"TimeoutSeconds":100,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":99,"End":true}}}""");
        workflow.Begin();
        workflow.Apply(new Event.Stopped(workflow.Now, 0, "E", "C"));
        Assert.Equal((ExecutionStatus.Aborted, "E"), (workflow.State.Status, workflow.State.Error));
        workflow.Redrive(TimeSpan.FromDays(1));
        Assert.Equal(ExecutionStatus.Succeeded, workflow.State.Status);
        Assert.Equal(
            ["1 0 ExecutionStarted", "2 0 WaitStateEntered", "3 0 ExecutionAborted", "4 3 ExecutionRedriven", "5 2 WaitStateExited", "6 5 ExecutionSucceeded"],
            workflow.Lines);
    }

    [Fact]
    public void Only_what_ended_without_success_goes_on()
    {
        var succeeded = new Workflow("""{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""").Run();
        Assert.False(succeeded.State.IsRedrivable);
        ExecutionState state = succeeded.State;
        Assert.Same(state, succeeded.ApplyTo(state, new Event.Redriven(succeeded.Now, 0)).State);

        var running = new Workflow("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":99,"End":true}}}""");
        running.Begin();
        Assert.Same(running.State, running.ApplyTo(running.State, new Event.Redriven(running.Now, 0)).State);
    }

    [Fact]
    public void A_full_history_is_named_as_an_obstacle()
    {
        var endless = new Workflow("""{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"S"}],"Default":"P"},"S":{"Type":"Succeed"}}}""").Run();
        Assert.Equal(
            (25_000, "Execution has exceeded the maximum history event limit"), (endless.State.LastEventId, endless.State.RedriveObstacle));
    }
}
