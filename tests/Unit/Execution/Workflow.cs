using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>Runs a definition on a clock that jumps from timer to timer; tasks are answered by a function.</summary>
internal sealed class Workflow
{
    private readonly Func<Command.RunTask, DateTimeOffset, Event?> _answer;
    private readonly SortedDictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);
    private readonly Queue<Event> _events = new();
    private Action<Workflow> _ended = static _ => { };

    public Workflow(string definition, Func<Command.RunTask, DateTimeOffset, Event?>? answer = null)
    {
        (StateMachine? machine, System.Collections.Immutable.ImmutableArray<Diagnostic> diagnostics) = StateMachine.Compile(definition);
        Definition = machine ?? throw new ArgumentException(string.Join("; ", diagnostics), nameof(definition));
        _answer = answer ?? ((task, now) => new Event.TaskSucceeded(now, 0, task.Id, task.Input));
    }

    private Workflow(StateMachine definition, Func<Command.RunTask, DateTimeOffset, Event?> answer) =>
        (Definition, _answer) = (definition, answer);

    public StateMachine Definition { get; }

    /// <summary>The execution of the last Map Run that it has begun; its end is told to this one.</summary>
    public Workflow MapRun { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public ExecutionState State { get; private set; } = null!;

    public List<HistoryEvent> History { get; } = [];

    public List<Command> Commands { get; } = [];

    /// <summary>How much each step may do; all steps of a run are the same.</summary>
    public StepLimits Limits { get; init; } = StepLimits.Standard;

    /// <summary>The history as lines <c>id previous Type</c>.</summary>
    public IEnumerable<string> Lines => History.Select(e => $"{e.Id} {e.PreviousEventId} {e.Type}");

    /// <summary>The first step of an execution that has nothing special.</summary>
    public static Step Start(StateMachine definition, DateTimeOffset now, string input = "{}") =>
        Start(definition, now, JsonAny.Parse(input));

    /// <inheritdoc cref="Start(StateMachine, DateTimeOffset, string)"/>
    public static Step Start(
        StateMachine definition, DateTimeOffset now, JsonAny input, StepLimits? limits = null,
        string arn = "arn:aws:states:us-east-1:123456789012:execution:m:e") =>
        Machine.Start(definition, new Event.Started(now, 42, new ExecutionInput
        {
            Arn = arn,
            Name = "e",
            RoleArn = "arn:aws:iam::123456789012:role/r",
            StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            StateMachineName = "m",
            Input = input,
            TokenKey = "00",
        }), limits);

    public Workflow Run(string input = "{}")
    {
        Begin(input);
        GoOn();
        return this;
    }

    /// <summary>Only the first step.</summary>
    public void Begin(string input = "{}") => Take(Start(Definition, Now, JsonAny.Parse(input), Limits));

    /// <summary>Has an execution that has ended go on, a while later.</summary>
    public void Redrive(TimeSpan later = default)
    {
        Now += later;
        Apply(new Event.Redriven(Now, 7));
        GoOn();
    }

    /// <summary>Goes on until nothing happens by itself any more.</summary>
    public void GoOn()
    {
        while (State.Status == ExecutionStatus.Running && Step())
        {
        }
    }

    public Step ApplyTo(ExecutionState state, Event @event) => Machine.Apply(Definition, state, @event);

    public void Apply(Event @event) => Take(Machine.Apply(Definition, State, @event, Limits));

    private bool Step()
    {
        if (_events.TryDequeue(out Event? next))
        {
            Take(Machine.Apply(Definition, State, next, Limits));
            return true;
        }

        if (_timers.Count == 0)
        {
            return false;
        }

        (string id, DateTimeOffset due) = _timers.MinBy(t => t.Value);
        _timers.Remove(id);
        Now = due > Now ? due : Now;
        Take(Machine.Apply(Definition, State, new Event.TimerFired(Now, 7, id), Limits));
        return true;
    }

    private void Take(Step step)
    {
        byte[] saved = StateSerializer.Save(step.State);
        State = StateSerializer.Load(saved);
        if (State.Status != ExecutionStatus.Running)
        {
            _ended(this);
        }

        Assert.Equal(JsonAny.Parse(saved), JsonAny.Parse(StateSerializer.Save(State)));
        History.AddRange(step.History);
        Commands.AddRange(step.Commands);
        foreach (Command command in step.Commands)
        {
            switch (command)
            {
                case Command.StartTimer timer:
                    _timers[timer.Id] = timer.Due;
                    break;
                case Command.CancelTimer timer:
                    _timers.Remove(timer.Id);
                    break;
                case Command.Continue goOn:
                    _events.Enqueue(new Event.Continued(Now, 7, goOn.Id));
                    break;
                case Command.RunTask { Resource: TaskResource.MapRun run } task:
                    Run(run, task);
                    break;
                case Command.CancelTask when MapRun is { State.Status: ExecutionStatus.Running }:
                    MapRun.Apply(new Event.Stopped(Now, 0, null, null));
                    break;
                case Command.RunTask task when _answer(task, Now) is { } answer:
                    _events.Enqueue(answer);
                    break;
            }
        }
    }

    private void Run(TaskResource.MapRun run, Command.RunTask task)
    {
        if (run.Redrive == 0)
        {
            MapRun = new Workflow(Definition.For(run.MapRunArn), _answer)
            {
                Now = Now,
                Limits = Limits,
                _ended = child => _events.Enqueue(child.State.Output is { } results
                    ? new Event.TaskSucceeded(Now, 0, task.Id, results)
                    : new Event.TaskFailed(Now, 0, task.Id, child.State.Error, child.State.Cause)),
            };
            MapRun.Take(Start(MapRun.Definition, Now, task.Input, Limits, run.MapRunArn));
        }
        else
        {
            MapRun.Now = Now;
            MapRun.Apply(new Event.Redriven(Now, 7));
        }

        MapRun.GoOn();
    }
}
