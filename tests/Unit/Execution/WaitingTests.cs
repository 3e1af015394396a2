using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class WaitingTests
{
    private const string Activity = "arn:aws:states:us-east-1:123456789012:activity:a";
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // The definition of the test, compiled last.
    private StateMachine _machine = null!;

    [Theory]
    [InlineData(""" "Seconds":0 """, 0)]
    [InlineData(""" "Seconds":90 """, 90)]
    [InlineData(""" "SecondsPath":"$.s" """, 7)]
    [InlineData(""" "SecondsPath":"$.text" """, 8)]
    [InlineData(""" "Timestamp":"2026-01-02T03:04:15Z" """, 10)]
    [InlineData(""" "Timestamp":"2026-01-02T05:04:15.5+02:00" """, 10.5)]
    [InlineData(""" "Timestamp":"1999-01-01T00:00:00Z" """, 0)]
    [InlineData(""" "TimestampPath":"$.at" """, 55)]
    [InlineData(""" "TimestampPath":"$$.Execution.StartTime" """, 0)]
    public void A_wait_takes_its_time(string field, double seconds)
    {
        Workflow run = Wait(field);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
        Assert.Equal(seconds, (run.Now - Start).TotalSeconds);
        Assert.Equal(seconds > 0 ? 1 : 0, run.Commands.OfType<Command.StartTimer>().Count());
    }

    [Theory]
    [InlineData(""" "SecondsPath":"$.missing" """, "The SecondsPath parameter does not reference an input value: $.missing")]
    [InlineData(""" "SecondsPath":"$.negative" """, "The SecondsPath parameter references a negative value: $.negative == -1")]
    [InlineData(""" "SecondsPath":"$.fraction" """, "The SecondsPath parameter cannot be parsed as a long value: $.fraction == 1.5")]
    [InlineData(
        """ "TimestampPath":"$.bad" """,
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.bad == 2016-12-05T21:29:29")]
    [InlineData(""" "TimestampPath":"$.missing" """, "The TimestampPath parameter does not reference an input value: $.missing")]
    public void A_wait_without_a_time_fails(string field, string cause)
    {
        Workflow run = Wait(field);
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal("An error occurred while executing the state 'W' (entered at the event id #2). " + cause, run.State.Cause);
    }

    [Fact]
    public void A_heartbeat_moves_the_deadline_and_without_one_the_task_times_out()
    {
        (ExecutionState state, string id) = StartActivity(""","TimeoutSeconds":100,"HeartbeatSeconds":10 """);
        string heartbeat = id + ":heartbeat";
        state = Apply(state, new Event.TaskStarted(Start, 0, id, "w")).State;
        state = Apply(state, new Event.TaskHeartbeat(Start.AddSeconds(8), 0, id)).State;

        // The timer that was set first finds that there was a heartbeat, and is set again.
        Step early = Apply(state, new Event.TimerFired(Start.AddSeconds(10), 0, heartbeat));
        Assert.Equal(new Command.StartTimer(heartbeat, Start.AddSeconds(18)), Assert.Single(early.Commands));
        Assert.Empty(early.History);
        Step late = Apply(early.State, new Event.TimerFired(Start.AddSeconds(18), 0, heartbeat));
        Assert.Equal((ExecutionStatus.Failed, "States.Timeout", null), (late.State.Status, late.State.Error, late.State.Cause));
        Assert.Contains(new Command.CancelTask(id), late.Commands);
        Assert.Contains(new Command.CancelTimer(id + ":timeout"), late.Commands);
    }

    // faults.md L5 and services test_heartbeat_timeout, recorded: it is shown as a time-out, but Catch and Retry may name it.
    [Theory]
    [InlineData(Activity, "States.HeartbeatTimeout", true)]
    [InlineData(Activity, "States.Timeout", true)]
    [InlineData(Activity, "States.TaskFailed", false)]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "States.HeartbeatTimeout", true)]
    public void A_missing_heartbeat_is_a_time_out_by_two_names(string resource, string caught, bool takes)
    {
        string catcher = $$""" "Catch":[{"ErrorEquals":["{{caught}}"],"Next":"Z"}],"End":true """;
        string task = $$""" "Type":"Task","Resource":"{{resource}}","HeartbeatSeconds":1 """;
        string[] states =
        [
            $"{task},{catcher}",
            $$""" "Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{ {{task}},"End":true} } }],{{catcher}} """,
        ];
        foreach (string state in states)
        {
            Workflow run = new Workflow(
                $$"""{"StartAt":"S","States":{"S":{ {{state}} },"Z":{"Type":"Pass","Parameters":{"e.$":"$.Error"},"End":true} } }""",
                static (task, now) => new Event.TaskStarted(now, 0, task.Id, "w")).Run();
            HistoryEvent timedOut = run.History.Single(e => e.Type is HistoryEventType.ActivityTimedOut or HistoryEventType.TaskTimedOut);
            Assert.Equal("\"States.Timeout\"", timedOut.Details!["error"]!.ToString());
            Assert.Equal(takes ? """{"e":"States.Timeout"}""" : null, run.State.Output?.ToString());
            Assert.Equal(takes ? null : "States.Timeout", run.State.Error);
        }
    }

    [Fact]
    public void A_generation_of_an_older_release_names_it_as_it_did() => Assert.Equal(
        "States.HeartbeatTimeout",
        new Workflow(
            $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{Activity}}","HeartbeatSeconds":1,"End":true} } }""",
            static (task, now) => new Event.TaskStarted(now, 0, task.Id, "w"))
        { Limits = StepLimits.Standard with { DecidesAsBefore = true } }.Run().State.Error);

    [Fact]
    public void The_clocks_of_an_activity_start_with_its_worker()
    {
        (ExecutionState state, string id) = StartActivity(""","TimeoutSeconds":100,"HeartbeatSeconds":10 """);
        Assert.Same(state, Apply(state, new Event.TaskHeartbeat(Start, 0, id)).State);
        Step started = Apply(state, new Event.TaskStarted(Start.AddHours(1), 0, id, null));
        Assert.Equal(
            [new Command.StartTimer(id + ":timeout", Start.AddSeconds(3700)), new Command.StartTimer(id + ":heartbeat", Start.AddSeconds(3610))],
            started.Commands.AsEnumerable());
    }

    [Fact]
    public void Late_and_repeated_events_change_nothing()
    {
        (ExecutionState state, string id) = StartActivity(""","TimeoutSeconds":100,"HeartbeatSeconds":10,"Retry":[{"ErrorEquals":["States.ALL"]}] """);
        ExecutionState started = Apply(state, new Event.TaskStarted(Start, 0, id, "w")).State;
        ExecutionState failed = Apply(started, new Event.TaskFailed(Start, 0, id, "E", "c")).State;
        ExecutionState retried = Apply(failed, new Event.TimerFired(Start.AddSeconds(1), 0, id + ":retry")).State;
        ExecutionState over = Apply(retried, new Event.Stopped(Start, 0, null, null)).State;
        Assert.Equal(ExecutionStatus.Aborted, over.Status);
        Unchanged(
            started,
            new Event.TaskStarted(Start, 0, id, "other"),
            new Event.TimerFired(Start.AddSeconds(99), 0, id + ":retry"),
            new Event.TimerFired(Start.AddSeconds(99), 0, id + ":wait"),
            new Event.TimerFired(Start.AddSeconds(99), 0, "execution"));
        Event[] ofTheFirstAttempt =
        [
            new Event.TaskSucceeded(Start, 0, id, JsonAny.True),
            new Event.TaskFailed(Start, 0, id, "E", null),
            new Event.TaskHeartbeat(Start, 0, id),
            new Event.TaskStarted(Start, 0, id, null),
            new Event.TaskSubmitted(Start, 0, id, JsonAny.True),
            new Event.TimerFired(Start.AddDays(1), 0, id + ":timeout"),
            new Event.TimerFired(Start.AddDays(1), 0, id + ":heartbeat"),
            new Event.TaskSucceeded(Start, 0, "9.9", JsonAny.True),
            new Event.TaskSucceeded(Start, 0, "1.0.7/1.0", JsonAny.True),
        ];
        Unchanged(failed, [.. ofTheFirstAttempt.Where(e => e is not Event.TimerFired)]);
        Unchanged(retried, [.. ofTheFirstAttempt, new Event.TimerFired(Start.AddDays(1), 0, id + ":retry")]);
        Unchanged(over, [.. ofTheFirstAttempt, new Event.Stopped(Start, 0, null, null), new Event.MachineDeleted(Start, 0)]);
    }

    [Fact]
    public void An_event_that_no_command_asked_for_is_a_bug() =>
        Assert.Throws<FormatException>(() => Apply(StartActivity("").State, new Event.TaskSucceeded(Start, 0, "nonsense", JsonAny.True)));

    [Fact]
    public void Stopping_takes_everything_back()
    {
        StateMachine definition = Compile($$"""
            {"StartAt":"P","TimeoutSeconds":500,"States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{Activity}}","End":true} } },
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true} } } ] } } }
            """);
        Step start = Workflow.Start(definition, Start);
        Step stop = Apply(start.State, new Event.Stopped(Start, 0, "E", "c"));
        Assert.Equal((ExecutionStatus.Aborted, "E", "c"), (stop.State.Status, stop.State.Error, stop.State.Cause));
        Assert.Equal(
            start.Commands.Select(c => c.Id).Order(),
            stop.Commands.Select(c => c.Id).Order());
        HistoryEvent last = Assert.Single(stop.History);
        Assert.Equal((HistoryEventType.ExecutionAborted, """{"error":"E","cause":"c"}"""), (last.Type, last.Details!.ToString()));
        Assert.DoesNotContain(Outstanding.Of(_machine, stop.State), c => c is not Command.StartTimer { Id: "execution" });
    }

    [Theory]
    [InlineData(Activity)]
    [InlineData("arn:aws:states:::states:startExecution.sync")]
    public void A_task_that_was_accepted_is_cancelled_when_the_execution_stops(string resource)
    {
        Step start = Workflow.Start(
            Compile($$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{resource}}","End":true} } }"""), Start);
        string id = start.Commands.OfType<Command.RunTask>().Single().Id;
        Event accepted = resource == Activity ? new Event.TaskStarted(Start, 0, id, "w") : new Event.TaskSubmitted(Start, 0, id, JsonAny.True);
        Step stop = Apply(Apply(start.State, accepted).State, new Event.Stopped(Start, 0, null, null));
        Assert.Equal([new Command.CancelTask(id)], stop.Commands.AsEnumerable());
    }

    [Fact]
    public void A_machine_that_takes_too_long_times_out()
    {
        Workflow run = new Workflow("""{"StartAt":"W","TimeoutSeconds":3,"States":{"W":{"Type":"Wait","Seconds":25,"End":true}}}""").Run();
        Assert.Equal((ExecutionStatus.TimedOut, null, null), (run.State.Status, run.State.Error, run.State.Cause));
        Assert.Equal("3 0 ExecutionTimedOut", run.Lines.Last());
        Assert.Equal("""{"error":"States.Timeout"}""", run.History[^1].Details!.ToString()); // faults.md L10, measured.
        Assert.Equal(3, (run.Now - Start).TotalSeconds);
    }

    [Theory]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", true)]
    [InlineData("arn:aws:states:::sqs:sendMessage", false)]
    [InlineData("arn:aws:states:::states:startExecution.sync", false)]
    [InlineData(Activity, true)]
    [InlineData("arn:aws:lambda:us-east-1:1:function:f", false)]
    [InlineData("arn:aws:states:::lambda:invoke", false)]
    public void Only_a_task_that_is_called_back_has_a_token(string resource, bool hasToken)
    {
        Command.RunTask task = Workflow.Start(
            Compile($$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{resource}}","End":true} } }"""), Start).Commands.OfType<Command.RunTask>().Single();
        Assert.Equal(hasToken, task.Token is not null);
    }

    // faults.md L15: others may end a job, but for one that gives its token to nobody the host need not ask whether they have.
    [Theory]
    [InlineData(""" "Parameters":{"a.$":"$$.Task.Token"} """, true)]
    [InlineData(""" "Parameters":{"a":[{"b.$":"States.Format('{}', $$['Task']['Token'])"}]} """, true)]
    [InlineData(""" "Parameters":{"a.$":"$$"} """, true)]
    [InlineData(""" "InputPath":"$$.Task" """, true)]
    [InlineData(""" "Parameters":{"a.$":"$$.Execution.Id","b.$":"$$.State.Name","c.$":"$$.StateMachine"} """, false)]
    [InlineData(""" "QueryLanguage":"JSONata","Arguments":{"a":"{% $states.context.Task.Token %}"} """, true)]
    [InlineData(""" "QueryLanguage":"JSONata","Arguments":{"a":"{% $lookup($states.context, 'Task') %}"} """, true)]
    [InlineData(""" "QueryLanguage":"JSONata","Arguments":"{% ($s := $states; $s.context.Task) %}" """, true)]
    [InlineData(""" "QueryLanguage":"JSONata","Arguments":"{% [$states.input, $states.context.Execution.Id] %}","Output":"{% $states.result %}" """, false)]
    public void A_job_has_a_token_where_it_may_give_it_away(string fields, bool hasToken)
    {
        foreach (string pattern in (string[])[".sync", ".sync:2"])
        {
            StateMachine definition = Compile(
                $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution{{pattern}}","End":true,{{fields}} } } }""");
            Step start = Workflow.Start(definition, Start);
            Command.RunTask task = start.Commands.OfType<Command.RunTask>().Single();
            Assert.Equal(hasToken, task.Token is not null);
            Assert.Equal(hasToken, task.Token is { } token && task.Input.ToString().Contains(token, StringComparison.Ordinal));

            // The job is watched again after a restart, and its token is the same.
            ExecutionState accepted = Apply(start.State, new Event.TaskSubmitted(Start, 0, task.Id, JsonAny.True)).State;
            Assert.Equal(task with { Submitted = true }, Assert.Single(Outstanding.Of(definition, StateSerializer.Load(StateSerializer.Save(accepted)))));
        }
    }

    // A request-response task has none, and says so in the words of a path that leads nowhere.
    [Theory]
    [InlineData("arn:aws:states:::states:startExecution", false)]
    [InlineData("arn:aws:states:::aws-sdk:sfn:startExecution", false)]
    [InlineData("arn:aws:states:::states:startExecution.sync", true)]
    public void A_generation_of_an_older_release_has_no_token_for_a_job(string resource, bool decidesAsBefore)
    {
        Workflow run = new Workflow(
            $$$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{{resource}}}","Parameters":{"a.$":"$$.Task.Token"},"End":true} } }""")
        { Limits = StepLimits.Standard with { DecidesAsBefore = decidesAsBefore } }.Run();
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.EndsWith(
            "The JSONPath '$$.Task.Token' specified for the field 'a.$' could not be found in the input '{}'", run.State.Cause, StringComparison.Ordinal);
    }

    // faults.md L17.
    [Fact]
    public void The_task_of_an_activity_is_scheduled_once_it_is_offered()
    {
        StateMachine definition = Compile(
            $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{Activity}}","TimeoutSeconds":9,"HeartbeatSeconds":3,"End":true} } }""");
        Step start = Workflow.Start(definition, Start, JsonAny.ParseVerbatim("""{ "n": 1.0 }"""));
        Command.RunTask task = start.Commands.OfType<Command.RunTask>().Single();
        Assert.Equal([HistoryEventType.ExecutionStarted, HistoryEventType.TaskStateEntered], start.History.Select(static e => e.Type));
        Assert.Equal("""{"n":1.0}""", task.Input.ToString());
        ExecutionState loaded = StateSerializer.Load(StateSerializer.Save(start.State));
        Assert.Equal([task], Outstanding.Of(definition, loaded));
        Unchanged(loaded, new Event.TaskHeartbeat(Start, 0, task.Id));

        Step offered = Apply(loaded, new Event.TaskOffered(Start.AddSeconds(1), 0, task.Id));
        HistoryEvent scheduled = Assert.Single(offered.History);
        Assert.Equal((3L, 2L, HistoryEventType.ActivityScheduled), (scheduled.Id, scheduled.PreviousEventId, scheduled.Type));
        Assert.Equal(
            $$"""{"resource":"{{Activity}}","input":{ "n": 1.0 },"timeoutInSeconds":9,"heartbeatInSeconds":3}""", scheduled.Details!.ToString());
        Assert.Equal([task with { Submitted = true }], Outstanding.Of(definition, offered.State));
        Unchanged(offered.State, new Event.TaskOffered(Start.AddSeconds(2), 0, task.Id));

        // A worker that is faster than the host, and one that fails or ends the task without a word before.
        HistoryEventType[] taken = [HistoryEventType.ActivityScheduled, HistoryEventType.ActivityStarted];
        Step leased = Apply(loaded, new Event.TaskStarted(Start, 0, task.Id, "w"));
        Assert.Equal(taken, leased.History.Select(static e => e.Type));
        Unchanged(leased.State, new Event.TaskOffered(Start, 0, task.Id));
        Assert.Equal(
            [HistoryEventType.ActivityScheduled, HistoryEventType.ActivityFailed, HistoryEventType.ExecutionFailed],
            Apply(loaded, new Event.TaskFailed(Start, 0, task.Id, "E", null)).History.Select(static e => e.Type));
        Assert.Equal(
            HistoryEventType.ActivityScheduled, Apply(loaded, new Event.TaskSucceeded(Start, 0, task.Id, JsonAny.True)).History[0].Type);
    }

    [Fact]
    public void A_generation_of_an_older_release_schedules_the_task_of_an_activity_at_once()
    {
        Workflow run = new Workflow(
            $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{Activity}}","End":true} } }""",
            static (task, now) => new Event.TaskFailed(now, 0, task.Id, "States.Runtime", "There is no such activity."))
        { Limits = StepLimits.Standard with { DecidesAsBefore = true } }.Run();
        Assert.Equal(
            ["1 0 ExecutionStarted", "2 0 TaskStateEntered", "3 2 ActivityScheduled", "4 3 ActivityFailed", "5 4 ExecutionFailed"], run.Lines);
    }

    private void Unchanged(ExecutionState state, params ReadOnlySpan<Event> events)
    {
        foreach (Event @event in events)
        {
            Step step = Apply(state, @event);
            Assert.Same(state, step.State);
            Assert.Empty(step.Commands);
            Assert.Empty(step.History);
        }
    }

    private Step Apply(ExecutionState state, Event @event) => Machine.Apply(_machine, state, @event);

    private StateMachine Compile(string definition)
    {
        (StateMachine? machine, ImmutableArray<Diagnostic> found) = StateMachine.Compile(definition);
        return _machine = machine ?? throw new ArgumentException(string.Join("; ", found), nameof(definition));
    }

    private (ExecutionState State, string Id) StartActivity(string fields)
    {
        Step step = Workflow.Start(
            Compile($$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"{{Activity}}","End":true{{fields}} } } }"""), Start);
        return (step.State, step.Commands.OfType<Command.RunTask>().Single().Id);
    }

    private static Workflow Wait(string field) => new Workflow($$"""{"StartAt":"W","States":{"W":{"Type":"Wait","End":true,{{field}} } } }""")
        .Run("""{"s":7,"text":"8","negative":-1,"fraction":1.5,"at":"2026-01-02T03:05:00Z","bad":"2016-12-05T21:29:29"}""");
}
