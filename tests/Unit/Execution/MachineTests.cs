using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class MachineTests
{
    [Fact]
    public void A_map_links_iterations_as_recorded()
    {
        Workflow run = new Workflow("""
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}
            """).Run("[1,2]");
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
        Assert.Equal(
        [
            "1 0 ExecutionStarted",
            "2 0 MapStateEntered",
            "3 2 MapStateStarted",
            "4 3 MapIterationStarted",
            "5 4 PassStateEntered",
            "6 5 PassStateExited",
            "7 6 MapIterationSucceeded",
            "8 6 MapIterationStarted",
            "9 8 PassStateEntered",
            "10 9 PassStateExited",
            "11 10 MapIterationSucceeded",
            "12 11 MapStateSucceeded",
            "13 11 MapStateExited",
            "14 13 ExecutionSucceeded",
        ], run.Lines);
        Assert.Equal("[1,2]", run.State.Output!.ToString());
    }

    [Fact]
    public void A_failing_parallel_is_tried_again_and_then_caught()
    {
        Workflow run = new Workflow("""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true}}}],
            "Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],"End":true},"Z":{"Type":"Succeed"}}}
            """, (task, now) => new Event.TaskFailed(now, 0, task.Id, "Boom", "why")).Run();
        Assert.Equal(
        [
            "1 0 ExecutionStarted",
            "2 0 ParallelStateEntered",
            "3 2 ParallelStateStarted",
            "4 3 TaskStateEntered",
            "5 4 LambdaFunctionScheduled",
            "6 5 LambdaFunctionStarted",
            "7 6 LambdaFunctionFailed",
            "8 7 TaskStateAborted",
            "9 7 ParallelStateStarted",
            "10 9 TaskStateEntered",
            "11 10 LambdaFunctionScheduled",
            "12 11 LambdaFunctionStarted",
            "13 12 LambdaFunctionFailed",
            "14 13 TaskStateAborted",
            "15 13 ParallelStateFailed",
            "16 15 ParallelStateExited",
            "17 16 SucceedStateEntered",
            "18 17 SucceedStateExited",
            "19 18 ExecutionSucceeded",
        ], run.Lines);
        Assert.Equal("""{"Error":"Boom","Cause":"why"}""", run.State.Output!.ToString());
    }

    [Fact]
    public void A_task_that_takes_too_long_times_out_without_a_cause()
    {
        Workflow run = new Workflow("""
            {"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":5,"Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true}}}
            """, (_, _) => null).Run();
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal("""{"error":"States.Timeout"}""", run.History[^1].Details!.ToString());
    }

    [Fact]
    public void A_history_ends_with_its_25000th_event()
    {
        Workflow run = new Workflow("""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"A"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
            """).Run("""{"x":1}""");
        Assert.Equal(25000, run.History.Count);
        Assert.Equal(25000, run.History[^1].Id);
        Assert.Equal("The execution reached the maximum number of history events (25000).", run.State.Cause);
    }
}
