using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>What hosts do: timers that fire early, events that come twice, states that were saved.</summary>
public sealed class HostTests
{
    private const string Activity = "arn:aws:states:us-east-1:123456789012:activity:a";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // The definition of the test, compiled last.
    private StateMachine _machine = null!;

    [Theory]
    [InlineData("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}""", "1.0:wait")]
    [InlineData("""{"StartAt":"W","TimeoutSeconds":10,"States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""", "execution")]
    [InlineData("""{"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":10,"Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true}}}""", "1.0:timeout")]
    public void A_timer_that_fires_early_is_set_again(string definition, string id)
    {
        ExecutionState state = Begin(definition).State;
        Step step = Apply(state, new Event.TimerFired(Start.AddSeconds(9.999), 0, id));
        Assert.Equal(new Command.StartTimer(id, Start.AddSeconds(10)), Assert.Single(step.Commands));
        Assert.Same(state, step.State);
        Assert.NotEmpty(Apply(state, new Event.TimerFired(Start.AddSeconds(10), 0, id)).History);
    }

    [Fact]
    public void A_heartbeat_counts_once_and_never_backwards()
    {
        Step step = Begin($$$$"""{"StartAt":"T","States":{"T":{"Type":"Task","HeartbeatSeconds":10,"Resource":"{{{{Activity}}}}","End":true}}}""");
        ExecutionState state = Apply(step.State, new Event.TaskStarted(Start, 0, "1.0", null)).State;
        var heartbeat = new Event.TaskHeartbeat(Start.AddSeconds(5), 0, "1.0");
        ExecutionState beaten = Apply(state, heartbeat).State;
        Assert.NotSame(state, beaten);
        Assert.Same(beaten, Apply(beaten, heartbeat).State);
        Assert.Same(beaten, Apply(beaten, heartbeat with { Time = Start.AddSeconds(4) }).State);
    }

    [Fact]
    public void A_task_that_a_worker_has_is_cancelled_when_it_times_out()
    {
        Step step = Begin($$$$"""{"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":10,"Resource":"{{{{Activity}}}}","End":true}}}""");
        ExecutionState state = Apply(step.State, new Event.TaskStarted(Start, 0, "1.0", null)).State;
        Assert.Contains(new Command.CancelTask("1.0"), Apply(state, new Event.TimerFired(Start.AddSeconds(10), 0, "1.0:timeout")).Commands);
        Assert.Contains(new Command.CancelTask("1.0"), Apply(state, new Event.Stopped(Start, 0, null, null)).Commands);
    }

    [Fact]
    public void Nothing_is_outstanding_after_the_end()
    {
        Step step = Begin("""
            {"StartAt":"P","TimeoutSeconds":60,"States":{"P":{"Type":"Pass","Assign":{"v":"text"},"Next":"W"},"W":{"Type":"Wait","Seconds":10,"End":true}}}
            """);
        Assert.Equal(2, Outstanding.Of(_machine, step.State).Count());
        ExecutionState over = Apply(step.State, new Event.TimerFired(Start.AddSeconds(10), 0, "2.0:wait")).State;
        Assert.Equal(ExecutionStatus.Succeeded, over.Status);
        Assert.Empty(Outstanding.Of(_machine, over));
        Assert.Equal(0, over.VariableBytes);
    }

    [Fact]
    public void Commands_that_end_many_branches_come_in_the_order_of_their_ids()
    {
        Step step = Begin("""
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}},"End":true}}}
            """, "[1,2,3,4,5,6,7,8,9]");
        string[] expected = [.. Enumerable.Range(0, 9).Select(i => $"1.0.{i}/1.0:wait")];
        Assert.Equal(expected, Outstanding.Of(_machine, step.State).Select(c => c.Id));
        Assert.Equal(expected, Apply(step.State, new Event.Stopped(Start, 0, null, null)).Commands.Select(c => c.Id));
    }

    [Fact]
    public void A_state_that_was_not_entered_is_not_aborted()
    {
        // Both inner states fail at once: the first is caught and about to go on when the second takes everything down.
        const string Inner = """{"Type":"Parallel","Branches":[{"StartAt":"F@","States":{"F@":{"Type":"Fail","Error":"Boom"}}}],#}""";
        string caught = Inner.Replace('@', '1').Replace("#", """
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}],"Next":"T"
            """, StringComparison.Ordinal);
        string uncaught = Inner.Replace('@', '2').Replace("#", "\"End\":true", StringComparison.Ordinal);
        Step step = Begin($$$$"""
            {"StartAt":"O","States":{"O":{"Type":"Parallel","Branches":[
            {"StartAt":"A","States":{"A":{{{{caught}}}},"T":{"Type":"Task","Resource":"{{{{Activity}}}}","End":true}}},
            {"StartAt":"B","States":{"B":{{{{uncaught}}}} }}],"End":true}}}
            """);
        Assert.Equal(ExecutionStatus.Failed, step.State.Status);
        Assert.DoesNotContain(step.History, e => e.Type == HistoryEventType.TaskStateAborted);
    }

    [Fact]
    public void A_catcher_that_assigns_what_nests_too_deeply_fails_the_execution()
    {
        string input = new string('[', JsonAny.MaxDepth) + new string(']', JsonAny.MaxDepth);
        Step step = Begin($$$$"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{{{Activity}}}}","End":true}}}],
            "Catch":[{"ErrorEquals":["States.ALL"],"Assign":{"v":{"input.$":"$$.Execution.Input"}},"Next":"Z"}],"Next":"Z"},"Z":{"Type":"Succeed"}}}
            """, input);
        Step failed = Apply(step.State, new Event.TaskFailed(Start, 0, "1.0.0/1.0", "Boom", null));
        Assert.Equal(ErrorName.Runtime, failed.State.Error);
        Assert.Equal(1, failed.History.Count(e => e.Type == HistoryEventType.ExecutionFailed));
    }

    [Fact]
    public void Empty_texts_are_saved_once_and_loaded_the_same()
    {
        StateMachine machine = Compile("""
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}},"End":true}}}
            """);
        ExecutionState state = Workflow.Start(machine, Start, JsonList.Of(new JsonString(""), new JsonString(""))).State;
        byte[] saved = StateSerializer.Save(state);
        Assert.Equal(saved, StateSerializer.Save(StateSerializer.Load(saved)));
    }

    [Theory]
    [InlineData("[$filter([1], function($x) { $x = 2 }), [], [[]], {}, '', $substring('a', 1)]")]
    [InlineData("[$map([1, 2], function($x) { $states.input.a }), [$states.input.o, $states.input.o]]")]
    [InlineData("[$append([], []), $reverse([]), $merge([]), $sort([]), [[1][2]], [[1][3]]]")]
    public void Empty_items_that_are_computed_are_saved_once_and_loaded_the_same(string items)
    {
        JsonAny definition = JsonAny.Parse("""
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% ITEMS %}",
              "ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}},"End":true}}}
            """.Replace("ITEMS", items, StringComparison.Ordinal));
        ExecutionState state = Workflow.Start(Compile(definition.ToString()), Start, JsonAny.Parse("""{"a":[],"o":{}}""")).State;
        Assert.Equal(ExecutionStatus.Running, state.Status);
        byte[] saved = StateSerializer.Save(state);
        Assert.Equal(saved, StateSerializer.Save(StateSerializer.Load(saved)));
    }

    [Theory]
    [InlineData("\"ResultPath\":\"$.r\"")]
    [InlineData("\"Parameters\":{\"r.$\":\"States.Array($)\"}")]
    [InlineData("\"Parameters\":{\"r.$\":\"$$.Execution\"}")]
    [InlineData("\"InputPath\":\"$[?(@.a)]\"")]
    public void What_is_put_into_another_value_is_written_compactly_before_and_after_saving(string fields)
    {
        StateMachine machine = Compile($$$$"""
            {"StartAt":"P","States":{"P":{"Type":"Pass",{{{{fields}}}},"Next":"W"},"W":{"Type":"Wait","Seconds":10,"End":true}}}
            """);
        ExecutionState state = Workflow.Start(machine, Start, JsonAny.ParseVerbatim("""{ "a": 1 }""")).State;
        ExecutionState loaded = StateSerializer.Load(StateSerializer.Save(state));
        var fired = new Event.TimerFired(Start.AddSeconds(10), 0, "2.0:wait");
        string output = Apply(state, fired).State.Output!.ToString();
        Assert.DoesNotContain(" ", output, StringComparison.Ordinal);
        Assert.Equal(output, Apply(loaded, fired).State.Output!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Bytes_that_are_no_saved_state_event_or_history_are_a_format_exception(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.ThrowsAny<FormatException>(() => StateSerializer.Load(bytes));
        Assert.ThrowsAny<FormatException>(() => EventSerializer.Load(bytes));
        if (text != "[]")
        {
            Assert.ThrowsAny<FormatException>(() => HistorySerializer.Load(bytes));
        }
    }

    private Step Apply(ExecutionState state, Event @event) => Machine.Apply(_machine, state, @event);

    private StateMachine Compile(string definition) =>
        StateMachine.Compile(definition) is { Machine: { } machine }
            ? _machine = machine
            : throw new ArgumentException(string.Join("; ", StateMachine.Compile(definition).Diagnostics), nameof(definition));

    private Step Begin(string definition, string input = "{}") => Workflow.Start(Compile(definition), Start, input);
}
