using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class StepBudgetTests
{
    // faults.md L11, measured on AWS; its text is not known.
    [Fact]
    public void An_expression_without_an_end_is_caught_as_an_expression_that_fails()
    {
        Workflow run = new Workflow("""
            {"QueryLanguage":"JSONata","StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Arguments":"{% ($f := function($x){ $f($x+1) }; $f(1)) %}",
                "Retry":[{"ErrorEquals":["States.QueryEvaluationError"],"MaxAttempts":1}],
                "Catch":[{"ErrorEquals":["States.QueryEvaluationError"],"Output":"{% $states.errorOutput.Error %}","Next":"Z"}],"End":true},
              "Z":{"Type":"Succeed"}}}
            """)
        { Limits = StepLimits.Standard with { MaxWork = 100_000 } }.Run();
        Assert.Equal("\"States.QueryEvaluationError\"", run.State.Output?.ToString());
        Assert.Equal(2, run.History.Count(static e => e.Type == HistoryEventType.EvaluationFailed));
    }

    private const string Loop = """
        {"StartAt":"A","States":{
          "A":{"Type":"Pass","Parameters":{"found.$":"$..[?(@.none == 1)]","items.$":"$.items"},"Next":"B"},
          "B":{"Type":"Choice","Choices":[{"Variable":"$.items","IsPresent":true,"Next":"A"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
        """;

    // Each branch fails for its own reason, waits, loops or ends; what is left of a step must go on in the same order.
    private const string Busy = """
        {"StartAt":"P","States":{"P":{"Type":"Parallel","Next":"M","Branches":[
          {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}},
          {"StartAt":"D","States":{"D":{"Type":"Map","ItemsPath":"$.items","End":true,
            "ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","Next":"F"},"F":{"Type":"Succeed"}}}}}}],"ResultPath":"$.r"},
        "M":{"Type":"Parallel","Branches":[
          {"StartAt":"G","States":{"G":{"Type":"Pass","Next":"H"},"H":{"Type":"Fail","Error":"Boom"}}},
          {"StartAt":"I","States":{"I":{"Type":"Wait","Seconds":100,"End":true}}}],
          "Catch":[{"ErrorEquals":["Boom"],"Next":"Z"}],"Next":"Z"},
        "Z":{"Type":"Succeed"}}}
        """;

    [Fact]
    public void A_loop_over_an_expensive_path_is_taken_in_steps_that_are_bounded()
    {
        Workflow run = Looping(StepLimits.Standard, 2_000);
        Assert.Equal("The execution reached the maximum number of history events (25000).", run.State.Cause);
        Assert.True(run.Commands.OfType<Command.Continue>().Count() > 100, "The whole loop was taken in a few steps.");
    }

    [Fact]
    public void Without_bounds_the_whole_loop_has_one_budget_as_it_had_in_8e0147c()
    {
        Workflow run = Looping(StepLimits.None, 20_000);
        Assert.EndsWith("The expressions take more than 50000000 steps together.", run.State.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_gives_up_says_so_and_has_not_happened() =>
        Assert.Throws<StepBudgetException>(() => Looping(StepLimits.Brief with { MaxWork = 1_000 }, 20_000));

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(1_000)]
    public void Small_steps_come_to_the_same_history(long historyBytes)
    {
        const string Input = """{"items":[1,2,3,4,5]}""";
        Workflow whole = new Workflow(Busy) { Limits = StepLimits.None }.Run(Input);
        Workflow cut = new Workflow(Busy) { Limits = StepLimits.Standard with { HistoryBytes = historyBytes } }.Run(Input);
        Assert.Equal(whole.Lines, cut.Lines);
        Assert.Equal(whole.State.Output, cut.State.Output);
        Assert.Empty(whole.Commands.OfType<Command.Continue>());
        Assert.True(cut.Commands.OfType<Command.Continue>().Count() > 3);
    }

    [Fact]
    public void An_execution_that_has_more_to_do_is_stopped_at_once()
    {
        var run = new Workflow(Busy) { Limits = StepLimits.Standard with { HistoryBytes = 0 } };
        Step first = Machine(run);
        Step stopped = run.ApplyTo(first.State, new Event.Stopped(run.Now, 1, "E", null));
        Assert.Equal(ExecutionStatus.Aborted, stopped.State.Status);
        Assert.Empty(Core.Outstanding.Of(run.Definition, stopped.State));
        string id = first.Commands.OfType<Command.Continue>().Single().Id;
        Assert.Same(stopped.State, run.ApplyTo(stopped.State, new Event.Continued(run.Now, 1, id)).State);
    }

    [Fact]
    public void What_is_left_is_done_once_and_asked_for_again_after_a_restart()
    {
        var run = new Workflow(Busy) { Limits = StepLimits.Standard with { HistoryBytes = 0 } };
        ExecutionState state = StateSerializer.Load(StateSerializer.Save(Machine(run).State));
        var goOn = Assert.IsType<Command.Continue>(Assert.Single(Core.Outstanding.Of(run.Definition, state)));
        Step next = run.ApplyTo(state, new Event.Continued(run.Now, 1, goOn.Id));
        Assert.NotSame(state, next.State);
        Assert.Same(next.State, run.ApplyTo(next.State, new Event.Continued(run.Now, 1, goOn.Id)).State);
    }

    private static Step Machine(Workflow run) =>
        Workflow.Start(run.Definition, run.Now, JsonAny.Parse("""{"items":[1,2]}"""), run.Limits);

    private static Workflow Looping(StepLimits limits, int count)
    {
        string items = string.Join(',', Enumerable.Range(0, count));
        return new Workflow(Loop) { Limits = limits }.Run($$"""{"items":[{{items}}]}""");
    }
}
