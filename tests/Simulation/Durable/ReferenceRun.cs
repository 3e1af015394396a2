using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>
/// What an orchestration should come to: the core alone, told of the same things at the same times. Tasks take no time and end in the
/// order in which they were asked for; timers fire once nothing else happens.
/// </summary>
internal sealed class ReferenceRun(StateMachine definition, ScriptedTasks tasks, ulong seed)
{
    private const int MostEvents = 400;

    private readonly Queue<Command.RunTask> _running = new();
    private readonly Dictionary<string, (DateTimeOffset Due, int Order)> _timers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Time, Func<DateTimeOffset, ulong, Event> What)> _messages = [];
    private ulong _ordinal;
    private int _order;
    private DateTimeOffset _now;

    public ExecutionState State { get; private set; } = null!;

    public List<HistoryEvent> History { get; } = [];

    /// <summary>
    /// Whether the course of events can be told exactly: it ends, and nothing came for something that was just cancelled. What an
    /// orchestrator has taken by then, and counted, depends on how much it has to save in between.
    /// </summary>
    public bool IsExact { get; private set; } = true;

    public void SendAt(DateTimeOffset time, Func<DateTimeOffset, ulong, Event> what) => _messages.Add((time, what));

    public void Run(Event.Started started)
    {
        _now = started.Time;
        Take(Machine.Start(definition, started));
        while (State.Status == ExecutionStatus.Running && IsExact)
        {
            if (_running.TryDequeue(out Command.RunTask? task))
            {
                End(task);
            }
            else
            {
                MoveOn();
            }

            IsExact &= _ordinal < MostEvents;
        }
    }

    private void End(Command.RunTask task)
    {
        if (!_open.Contains(task.Id))
        {
            IsExact = false;
            return;
        }

        TaskOutcome outcome = tasks.OutcomeOf(task);
        if (task.Resource is TaskResource.Activity)
        {
            Apply((time, seed) => new Event.TaskStarted(time, seed, task.Id, null));
        }

        _open.Remove(task.Id);
        Apply((time, seed) => outcome switch
        {
            TaskOutcome.Succeeded succeeded => new Event.TaskSucceeded(time, seed, task.Id, JsonAny.Parse(succeeded.Output.ToString())),
            TaskOutcome.Failed failed => new Event.TaskFailed(time, seed, task.Id, failed.Error, failed.Cause),
            _ => throw new SimulationException("No such outcome is scripted."),
        });
    }

    private void MoveOn()
    {
        DateTimeOffset due = _timers.Values.Select(static t => t.Due).Concat(_messages.Select(static m => m.Time)).DefaultIfEmpty().Min();
        if (due == default)
        {
            throw new SimulationException("The execution waits for nothing that will come.");
        }

        _now = due > _now ? due : _now;
        (DateTimeOffset Time, Func<DateTimeOffset, ulong, Event> What)[] messages = [.. _messages.Where(m => m.Time == due)];
        _messages.RemoveAll(m => m.Time == due);
        foreach ((_, Func<DateTimeOffset, ulong, Event> what) in messages)
        {
            Apply(what);
        }

        // Those that are due at once come in the order in which they were set.
        (string Id, (DateTimeOffset Due, int Order) At)[] fired =
            [.. _timers.Where(t => t.Value.Due == due).OrderBy(t => t.Value.Order).Select(t => (t.Key, t.Value))];
        foreach ((string id, (DateTimeOffset Due, int Order) at) in fired)
        {
            if (!_timers.TryGetValue(id, out (DateTimeOffset Due, int Order) set) || set != at)
            {
                IsExact = false;
                return;
            }

            _timers.Remove(id);
            Apply((time, seed) => new Event.TimerFired(time, seed, id), due);
        }
    }

    private void Apply(Func<DateTimeOffset, ulong, Event> what, DateTimeOffset? due = null)
    {
        _ordinal++;
        // A timer that fires at a fraction of a millisecond has fired in the next.
        DateTimeOffset time = due?.AddTicks(TimeSpan.TicksPerMillisecond - 1) ?? _now;
        time = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        _now = time > _now ? time : _now;
        DateTimeOffset now = new(_now.UtcTicks - (_now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        Take(Machine.Apply(definition, State, what(now, new Entropy(seed + _ordinal).NextUInt64())));
    }

    private void Take(Core.Execution.Step step)
    {
        State = step.State;
        History.AddRange(step.History);
        foreach (Command command in step.Commands)
        {
            switch (command)
            {
                case Command.StartTimer timer:
                    _timers[timer.Id] = (timer.Due, _order++);
                    break;
                case Command.CancelTimer timer:
                    _timers.Remove(timer.Id);
                    break;
                case Command.RunTask task:
                    _open.Add(task.Id);
                    _running.Enqueue(task);
                    break;
                case Command.Continue goOn:
                    throw new SimulationException($"A step is too large to be foretold: {goOn.Id}.");
                case Command.CancelTask task:
                    _open.Remove(task.Id);
                    break;
            }
        }
    }
}
