using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Simulation;

/// <summary>
/// A host on a clock of its own: carries commands out late, sends events late, twice and out of order, forgets what is under way
/// when it crashes, and runs tasks that succeed, fail, hang and answer after nobody waits any more. Checks every step.
/// </summary>
internal sealed class SimulatedHost(StateMachine definition, Random random)
{
    private const int MaxEvents = 300;

    private readonly PriorityQueue<Func<DateTimeOffset, Event>, (DateTimeOffset Time, int Order)> _inFlight = new();
    private readonly Dictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tasks = new(StringComparer.Ordinal);
    private readonly List<byte[]> _changes = [];
    // Half of the executions are held to very small steps.
    private readonly StepLimits _limits = StepLimits.Standard with { HistoryBytes = random.Next(2) == 0 ? random.Next(3_000) : 1024 * 1024 };
    // And half keep what is at all large apart.
    private readonly bool _keepsLargeValues = random.Next(2) == 0;
    private readonly List<byte[]> _stored = [];
    private readonly Dictionary<string, ExecutionState> _mapRuns = new(StringComparer.Ordinal);
    private LargeValues? _values;
    private SavedState? _saved;
    private byte[] _snapshot = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private int _order;
    private ExecutionState _state = null!;

    /// <summary>Everything the machine was told.</summary>
    public List<Event> Events { get; } = [];

    public List<HistoryEvent> History { get; } = [];

    public ExecutionState Run(JsonAny input, string arn = "arn:aws:states:us-east-1:123456789012:execution:m:e")
    {
        var started = new Event.Started(_now, (ulong)random.NextInt64(), new ExecutionInput
        {
            Arn = arn,
            Name = "e",
            RoleArn = "arn:aws:iam::123456789012:role/r",
            StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            StateMachineName = "m",
            Input = input,
            TokenKey = "00ff",
        });
        if (Chance(0.05))
        {
            Send(random.Next(0, 60), now => new Event.Stopped(now, Seed(), "Stop", null));
        }

        if (Chance(0.02))
        {
            Send(random.Next(0, 60), now => new Event.MachineDeleted(now, Seed()));
        }

        Events.Add(started);
        Take(Machine.Start(definition, started, _limits));
        while (_state.Status == ExecutionStatus.Running)
        {
            ApplyNext();
        }

        AfterTheEnd();
        Replay(started);
        return _state;
    }

    private bool Chance(double probability) => random.NextDouble() < probability;

    private ulong Seed() => (ulong)random.NextInt64();

    private void Send(double afterSeconds, Func<DateTimeOffset, Event> what) =>
        _inFlight.Enqueue(what, (_now.AddSeconds(afterSeconds), _order++));

    /// <summary>Sends an event about a task, once in a while twice.</summary>
    private void Report(double afterSeconds, Func<DateTimeOffset, Event> what)
    {
        Send(afterSeconds, what);
        if (Chance(0.1))
        {
            Send(afterSeconds + random.Next(0, 20), what);
        }
    }

    private void ApplyNext()
    {
        Event next;
        if (Events.Count < MaxEvents && _inFlight.TryDequeue(out Func<DateTimeOffset, Event>? what, out (DateTimeOffset Time, int) due))
        {
            _now = due.Time > _now ? due.Time : _now;
            next = what(_now);
        }
        else
        {
            // Only tasks that hang may keep an execution waiting for ever.
            Check.That(
                Events.Count >= MaxEvents || !_state.Ready.IsEmpty || _state.Branches.Values.Any(b => b.Waiting is Waiting.ForTask),
                "The execution waits for nothing that will come.");
            next = new Event.Stopped(_now, Seed(), null, "enough");
        }

        Note(next);
        Events.Add(next);
        ExecutionState before = _state;
        byte[] saved = StateSerializer.Save(before);
        ExecutionState loaded = StateSerializer.Load(saved);
        Step step = Machine.Apply(definition, before, next, _limits);
        Check.Same(step, Machine.Apply(definition, loaded, next, _limits), "a loaded state");
        Check.That(saved.AsSpan().SequenceEqual(StateSerializer.Save(before)), "Applying an event changed the state before it.");
        Check.Repeated(definition, step.State, next, Machine.Apply(definition, step.State, next, _limits));
        Take(step);
    }

    /// <summary>Some events mean that the host's timer or task has ended, whatever the machine makes of it.</summary>
    private void Note(Event next)
    {
        switch (next)
        {
            case Event.TimerFired timer:
                _timers.Remove(timer.Id);
                break;
            case Event.TaskSucceeded succeeded:
                _tasks.Remove(succeeded.Id);
                break;
            case Event.TaskFailed failed:
                _tasks.Remove(failed.Id);
                break;
        }
    }

    private void Take(Step step)
    {
        History.AddRange(step.History);
        byte[] saved = StateSerializer.Save(step.State);
        ExecutionState loaded = StateSerializer.Load(saved);
        Check.That(saved.AsSpan().SequenceEqual(StateSerializer.Save(loaded)), "A state was loaded other than it was saved.");
        SavedState? reloaded = null;
        LargeValues? values = null;
        if (step.State.Status == ExecutionStatus.Running)
        {
            (reloaded, values) = SaveAndLoad(step);
            loaded = reloaded.State;
            Check.That(saved.AsSpan().SequenceEqual(StateSerializer.Save(loaded)), "Changes that were saved lead to another state.");
        }

        if (Chance(0.5))
        {
            (_state, _saved, _values) = (loaded, reloaded, values);
        }
        else
        {
            _state = step.State;
        }

        Check.State(_state, History);

        bool crash = Chance(0.05) && _state.Status == ExecutionStatus.Running;
        foreach (Command command in step.Commands)
        {
            CarryOut(command, again: false);
        }

        Check.Awaited(definition, _state, _timers, _tasks);
        if (crash)
        {
            (_saved, _values) = (reloaded, values);
            Crash(loaded);
        }
    }

    /// <summary>Saves what the step has changed, or all, and loads what was saved so far.</summary>
    private (SavedState Saved, LargeValues? Values) SaveAndLoad(Step step)
    {
        _values ??= LoadValues();
        if (_saved is null || Chance(0.1))
        {
            _saved = SavedState.Of(step.State, _values, out _snapshot);
            _changes.Clear();
        }
        else
        {
            _changes.Add(_saved.Change(step.State, step.Changed));
        }

        foreach (LargeValue added in _values?.TakeNew() ?? [])
        {
            Check.That(added.Number == _stored.Count, "Large values are not numbered one after the other.");
            _stored.Add(added.Data);
        }

        LargeValues? values = LoadValues();
        var loaded = SavedState.Load(_snapshot, values);
        foreach (byte[] change in _changes)
        {
            Check.That(loaded.TryApply(change), "A change is none.");
        }

        return (loaded, values);
    }

    private LargeValues? LoadValues() => _keepsLargeValues ? new LargeValues(_stored.Count, n => _stored[n], least: 10) : null;

    /// <summary>All timers are lost, some reports of tasks too; what is outstanding is asked for again.</summary>
    private void Crash(ExecutionState loaded)
    {
        _state = loaded;
        _timers.Clear();
        (Func<DateTimeOffset, Event> What, (DateTimeOffset Time, int Order) Due)[] survivors =
            [.. _inFlight.UnorderedItems.OrderBy(i => i.Priority).Select(i => (i.Element, i.Priority))];
        _inFlight.Clear();
        foreach ((Func<DateTimeOffset, Event> what, (DateTimeOffset Time, int Order) due) in survivors)
        {
            if (Chance(0.7) && what(_now) is not Event.TimerFired)
            {
                _inFlight.Enqueue(what, due);
            }
        }

        foreach (Command command in Outstanding.Of(definition, _state))
        {
            CarryOut(command, again: true);
        }

        Check.Awaited(definition, _state, _timers, _tasks);
    }

    private void CarryOut(Command command, bool again)
    {
        switch (command)
        {
            case Command.StartTimer timer:
                Check.That(timer.Due > _now.AddDays(-400), "A timer is due long ago.");
                _timers[timer.Id] = timer.Due;
                double late = Chance(0.3) ? random.NextDouble() * 5 : Chance(0.05) ? -random.NextDouble() : 0;
                Report(Math.Max(0, (timer.Due - _now).TotalSeconds + late), now => new Event.TimerFired(now, Seed(), timer.Id));
                break;
            case Command.CancelTimer timer:
                _timers.Remove(timer.Id);
                break;
            case Command.RunTask task:
                Check.That(_tasks.Add(task.Id) || again, $"The task '{task.Id}' was asked for twice.");
                Check.That(
                    task.Resource.AwaitsJob || task.Resource.AwaitsToken == task.Token is not null,
                    "A token where none belongs, or none where one does.");
                if (task.Token is { } text)
                {
                    Check.That(
                        TaskToken.TryParse(text, out TaskToken? token) && token.IsFrom(_state.Execution.TokenKey) && token.CommandId == task.Id,
                        "The token does not lead back to the task.");
                }

                RunTask(task);
                break;
            case Command.Continue goOn:
                Report(Chance(0.5) ? 0 : random.NextDouble() * 5, now => new Event.Continued(now, Seed(), goOn.Id));
                break;
            case Command.CancelTask task:
                _tasks.Remove(task.Id);
                break;
        }
    }

    private void RunTask(Command.RunTask task)
    {
        double at = Chance(0.1) ? 0 : random.NextDouble() * 15;
        if (task.Resource is TaskResource.MapRun run)
        {
            if (!_mapRuns.TryGetValue(run.MapRunArn, out ExecutionState? ended))
            {
                var host = new SimulatedHost(definition.For(run.MapRunArn), new Random(random.Next()));
                _mapRuns.Add(run.MapRunArn, ended = host.Run(task.Input, run.MapRunArn));
            }

            Report(at, now => new Event.TaskSubmitted(now, Seed(), task.Id, JsonMap.Empty));
            Report(at + random.NextDouble() * 10, now => ended.Output is { } results
                ? new Event.TaskSucceeded(now, Seed(), task.Id, results)
                : new Event.TaskFailed(now, Seed(), task.Id, ended.Error, ended.Cause));
            return;
        }

        if (task.Resource is TaskResource.MapItem && Chance(0.8))
        {
            Report(at, now => new Event.TaskSubmitted(now, Seed(), task.Id, JsonMap.Empty));
        }

        if (task.Resource is TaskResource.Activity && Chance(0.9))
        {
            Report(at, now => new Event.TaskOffered(now, Seed(), task.Id));
            at += random.NextDouble() * 3 - 1;
        }

        if (task.Resource is TaskResource.Activity && Chance(0.05))
        {
            Report(Math.Max(0, at), now => new Event.TaskFailed(now, Seed(), task.Id, ErrorName.Runtime, "There is no such activity."));
            return;
        }

        at = Math.Max(0, at);
        if (task.Resource is TaskResource.Activity && Chance(0.95))
        {
            Report(at, now => new Event.TaskStarted(now, Seed(), task.Id, Chance(0.5) ? "worker" : null));
            at += random.NextDouble() * 10;
        }
        else if (task.Resource is TaskResource.Integration { Pattern: not IntegrationPattern.RequestResponse } && Chance(0.9))
        {
            Report(at, now => new Event.TaskSubmitted(now, Seed(), task.Id, JsonMap.Of(("id", task.Id))));
            at += random.NextDouble() * 10 - 1;
        }

        for (int beats = random.Next(4); beats > 0; beats--)
        {
            Report(at, now => new Event.TaskHeartbeat(now, Seed(), task.Id));
            at += random.NextDouble() * 6;
        }

        at = Math.Max(0, at);
        switch (random.Next(20))
        {
            case 0:
                break;
            case < 4:
                Report(at, now => new Event.TaskFailed(now, Seed(), task.Id, "Boom", "a cause"));
                break;
            case 4:
                Report(at, now => new Event.TaskFailed(now, Seed(), task.Id, "Custom.Error", null));
                break;
            case 5:
                Report(at, now => new Event.TaskFailed(now, Seed(), task.Id, null, null));
                break;
            case 6:
                JsonAny large = new JsonString(new string('x', Limits.PayloadBytes));
                Report(at, now => new Event.TaskSucceeded(now, Seed(), task.Id, large));
                break;
            case 7:
                Report(at + 100, now => new Event.TaskSucceeded(now, Seed(), task.Id, "late"));
                break;
            case 8:
                JsonAny value = JsonAny.ParseVerbatim($" {new RandomDefinition(new Random(random.Next()), 1).Value(2)}\n");
                Report(at, now => new Event.TaskSucceeded(now, Seed(), task.Id, value));
                break;
            default:
                Report(at, now => new Event.TaskSucceeded(now, Seed(), task.Id, task.Input));
                break;
        }
    }

    /// <summary>Whatever still arrives changes nothing.</summary>
    private void AfterTheEnd()
    {
        Check.Over(_state, History, _timers, _tasks);
        Check.That(!Outstanding.Of(definition, _state).Any(), "Something is outstanding after the end.");
        while (_inFlight.TryDequeue(out Func<DateTimeOffset, Event>? what, out (DateTimeOffset Time, int) due))
        {
            Step step = Machine.Apply(definition, _state, what(due.Time), _limits);
            Check.That(
                ReferenceEquals(step.State, _state) && step.Commands.IsEmpty && step.History.IsEmpty, "An event after the end changed something.");
        }
    }

    private void Replay(Event.Started started)
    {
        Step step = Machine.Start(definition, started, _limits);
        ImmutableArray<HistoryEvent>.Builder history = step.History.ToBuilder();
        foreach (Event @event in Events.Skip(1))
        {
            step = Machine.Apply(definition, step.State, @event, _limits);
            history.AddRange(step.History);
        }

        Check.SameHistory(History, history, "a replay");
        Check.SameState(_state, step.State, "a replay");
    }
}
