using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>What the history says when a branch fails, as others measured it on AWS (faults.md L6 to L8).</summary>
public sealed class FailingBranchTests
{
    private const string Nope = """ "Type":"Pass","Parameters":{"m.$":"$.nope"},"End":true """;
    private const string Caught = """ "Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"M"}], """;

    // faults.md L6.
    [Fact]
    public void What_nothing_can_take_ends_the_execution_at_once() => Assert.Equal(
        ["1 0 ExecutionStarted", "2 0 ParallelStateEntered", "3 2 ParallelStateStarted", "4 3 PassStateEntered", "5 4 ExecutionFailed"],
        Parallel(Caught, $$"""{"StartAt":"A","States":{"A":{ {{Nope}} } } }""", Wait("B", 20)).Run().Lines);

    [Theory]
    [InlineData(Nope)]
    [InlineData(""" "Type":"Fail","Error":"States.Runtime" """)]
    [InlineData(""" "Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true """)]
    public void So_it_does_from_an_iteration_while_others_wait(string state)
    {
        Workflow run = Map(Caught, state, static (task, now) => new Event.TaskFailed(now, 0, task.Id, "States.Runtime", "c")).Run("[1,30]");
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(1, run.History.Count(static e => e.Type.ToString() is { } type && (
            type.EndsWith("Aborted", StringComparison.Ordinal) || type.EndsWith("StateFailed", StringComparison.Ordinal)
            || type.EndsWith("IterationFailed", StringComparison.Ordinal) || type == "ExecutionFailed")));
        Assert.Contains(new Command.CancelTimer("1.0.1/1.0:wait"), run.Commands);
    }

    // faults.md L7.
    [Fact]
    public void What_is_cut_off_links_to_the_failure()
    {
        Workflow run = Parallel(
            "", """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail","Error":"E"}}}""", Wait("B", 20)).Run();
        Assert.Equal(
            [
                "4 3 WaitStateEntered", "5 3 WaitStateEntered", "6 4 WaitStateExited", "7 6 FailStateEntered", "8 7 WaitStateAborted",
                "9 7 ParallelStateFailed", "10 9 ExecutionFailed",
            ],
            run.Lines.Skip(3));
    }

    // faults.md L8.
    [Fact]
    public void Iterations_that_are_cut_off_come_before_the_one_that_failed() => Assert.Equal(
        ["10 9 MapIterationAborted", "11 9 WaitStateAborted", "12 9 MapIterationFailed", "13 9 MapStateFailed", "14 13 ExecutionFailed"],
        Map("", """ "Type":"Fail","Error":"E" """).Run("[1,30]").Lines.Skip(9));

    [Fact]
    public void What_is_cut_off_within_what_is_cut_off_comes_behind_it() => Assert.Equal(
        ["ParallelStateAborted", "WaitStateAborted", "WaitStateAborted", "ParallelStateFailed", "ExecutionFailed"],
        Parallel(
            "",
            """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail","Error":"E"}}}""",
            $$"""{"StartAt":"Q","States":{"Q":{"Type":"Parallel","Branches":[{{Wait("C", 20)}},{{Wait("D", 20)}}],"End":true} } }""").Run()
            .History.SkipWhile(static e => e.Type != HistoryEventType.FailStateEntered).Skip(1).Select(static e => e.Type.ToString()));

    // faults.md L13.
    [Fact]
    public void A_catcher_that_fails_has_the_state_fail_once_more() => Assert.Equal(
        [
            "4 3 FailStateEntered", "5 4 ParallelStateFailed", "6 4 EvaluationFailed", "7 6 ParallelStateFailed", "8 7 ExecutionFailed",
        ],
        Parallel(
            """ "QueryLanguage":"JSONata","Catch":[{"ErrorEquals":["States.ALL"],"Output":"{% $states.input.nope %}","Next":"M"}], """,
            """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""").Run().Lines.Skip(3));

    private static string Wait(string name, int seconds) =>
        $$"""{"StartAt":"{{name}}","States":{"{{name}}":{"Type":"Wait","Seconds":{{seconds}},"End":true} } }""";

    private static Workflow Parallel(string caught, params string[] branches) =>
        Machine($$""" "Type":"Parallel",{{caught}}"Branches":[{{string.Join(',', branches)}}] """);

    /// <summary>Each item waits as many seconds as it says and then comes to a state.</summary>
    private static Workflow Map(string caught, string state, Func<Command.RunTask, DateTimeOffset, Event?>? answer = null) => Machine(
        $$"""
        "Type":"Map",{{caught}}"ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","Next":"S"},"S":{ {{state}} } } }
        """,
        answer);

    private static Workflow Machine(string state, Func<Command.RunTask, DateTimeOffset, Event?>? answer = null) =>
        new($$"""{"StartAt":"P","States":{"P":{ {{state}},"Next":"M"},"M":{"Type":"Succeed"} } }""", answer);
}
