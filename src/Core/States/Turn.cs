using System.Collections.Frozen;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Core.States;

/// <summary>
/// The application of one event: works on clones of the branches it touches, and collects history and commands. Nothing of the
/// state it began with changes.
/// </summary>
internal sealed partial class Turn
{
    // About what an event weighs besides its details.
    private const int EventBytes = 128;

    private static readonly JsonShape Entered = new("name", "input");
    private static readonly JsonShape Exited = new("name", "output");
    private static readonly JsonShape ExitedAssigning = new("name", "output", "assignedVariables", "assignedVariablesDetails");
    private static readonly JsonObject NotTruncated = JsonObject.Of(("truncated", JsonValue.False));

    private readonly FrozenDictionary<string, State> _states;
    private readonly ExecutionState _before;
    private readonly Event _event;
    private readonly StepLimits _limits;
    // An earlier step has left something that comes first.
    private readonly bool _waits;
    private readonly Dictionary<string, Branch?> _edited = new(StringComparer.Ordinal);
    private readonly Queue<Branch> _ready = new();
    private readonly Action<Branch> _enter;
    private readonly ImmutableArray<HistoryEvent>.Builder _history = ImmutableArray.CreateBuilder<HistoryEvent>();
    private readonly ImmutableArray<Command>.Builder _commands = ImmutableArray.CreateBuilder<Command>();
    private ExecutionStatus _status = ExecutionStatus.Running;
    private JsonValue? _output;
    private string? _error;
    private string? _cause;
    private long _lastEventId;
    private long _variableBytes;
    private long _historyBytes;
    // Where the turn has ended before all was done.
    private Branch? _paused;

    public Turn(FrozenDictionary<string, State> states, ExecutionState before, Event @event, StepLimits? limits)
    {
        _limits = limits ?? StepLimits.Standard;
        Steps = new StepBudget(_limits.MaxWork, _limits.Cancellation);
        _waits = !before.Ready.IsEmpty && @event is not Event.Continued;
        _states = states;
        _before = before;
        _event = @event;
        _lastEventId = before.LastEventId;
        _variableBytes = before.VariableBytes;
        _enter = branch => StateOf(branch).Enter(this, branch);
    }

    public DateTimeOffset Now => _event.Time;

    /// <summary>The region that the execution's ARN names.</summary>
    public string Region => field ??= _before.Execution.Arn.Split(':') is { Length: > 3 } parts ? parts[3] : "";

    public double WaitScale => _before.Execution.WaitScale;

    public bool IsOver => _status != ExecutionStatus.Running;

    internal StepBudget Steps { get; }

    internal Entropy Entropy => field ??= new Entropy(_event.Seed);

    /// <summary><c>$$.Execution</c> and <c>$$.StateMachine</c>, which do not change; built when first asked for.</summary>
    internal (JsonObject Execution, JsonObject StateMachine) ContextParts =>
        field.Execution is null ? field = ContextObject.Fixed(_before) : field;

    public static string ResultTooLarge(string subject) =>
        $"The state/task '{subject}' returned a result with a size exceeding the maximum number of bytes service limit.";

    /// <summary>What a state gives to its task, branch or iteration; the payload limit holds for it too (DG/service-quotas).</summary>
    /// <exception cref="StatesException">It is too large. AWS's text is not known.</exception>
    public static JsonValue CheckInput(JsonValue input, State state) => JsonSize.Of(input) <= Limits.PayloadBytes
        ? input
        : throw new StatesException(
            ErrorName.DataLimitExceeded,
            $"The state/task '{state.Name}' was given an input with a size exceeding the maximum number of bytes service limit.");

    /// <summary>How the causes of failures begin that the engine itself raises (FLOCI).</summary>
    public static string Prefix(Branch branch) =>
        $"An error occurred while executing the state '{branch.StateName.Value}' (entered at the event id #{branch.EnteredEventId}). ";

    public static JsonObject ErrorDetails(string? error, string? cause) => (error, cause) switch
    {
        (null, null) => JsonObject.Empty,
        (null, _) => JsonObject.Of(("cause", cause)),
        (_, null) => JsonObject.Of(("error", error)),
        _ => JsonObject.Of(("error", error), ("cause", cause)),
    };

    public Scope Scope(Branch branch, string? token = null) => new StateScope(this, branch, branch.MapItem, token);

    /// <summary>The scope of a Map state's ItemSelector for one item.</summary>
    public Scope Scope(Branch branch, JsonObject mapItem) => new StateScope(this, branch, mapItem, token: null);

    public string Token(string commandId) => TaskToken.Create(_before.Execution.TokenKey, _before.Execution.Arn, commandId).Text;

    /// <summary>The state that the branch stands in.</summary>
    public State StateOf(Branch branch) => _states[branch.StateName.Value];

    /// <summary>The branch as this turn sees it, or <see langword="null"/> where it is gone.</summary>
    public Branch? Find(string id) =>
        _edited.TryGetValue(id, out Branch? edited) ? edited : _before.Branches.GetValueOrDefault(id);

    /// <summary>The branch, for changing it.</summary>
    public Branch? Edit(string id)
    {
        if (_edited.TryGetValue(id, out Branch? edited))
        {
            return edited;
        }

        Branch? branch = _before.Branches.GetValueOrDefault(id)?.Clone();
        if (branch is not null)
        {
            _edited[id] = branch;
        }

        return branch;
    }

    /// <summary>Opens a branch; it runs when the branch that opened it has come to rest.</summary>
    public Branch Open(Branch? parent, int index, State start, JsonValue input, JsonObject? mapItem, long previousEventId)
    {
        var branch = new Branch
        {
            Id = parent?.Position.Child(index) ?? "",
            ParentId = parent?.Id,
            Index = index,
            StateName = start.NameJson,
            Input = input,
            MapItem = mapItem,
            LastEventId = previousEventId,
        };
        _edited[branch.Id] = branch;
        _ready.Enqueue(branch);
        return branch;
    }

    /// <summary>Writes an event of the branch's chain.</summary>
    public void Write(Branch branch, HistoryEventType type, JsonObject? details)
    {
        WriteAside(branch, type, details);
        branch.LastEventId = _lastEventId;
    }

    /// <summary>Writes an event that links to the branch's chain, but that its next event does not link to.</summary>
    public void WriteAside(Branch branch, HistoryEventType type, JsonObject? details) => Append(branch.LastEventId, type, details);

    /// <summary>The ARN of a new run of the Distributed Map of this label.</summary>
    public string NewMapRunArn(string label)
    {
        string[] parts = _before.Execution.Arn.Split(':', 6);
        return $"{string.Join(':', parts[..5])}:mapRun:{_before.Execution.StateMachineName}/{label}:{Entropy.NextGuid()}";
    }

    public void Issue(Command command) => _commands.Add(command);

    /// <summary>Starts the execution: its first event, its root branch, and all that can run at once.</summary>
    public void Begin(ExecutionInput execution, State startAt)
    {
        JsonObject details = JsonObject.Of(("input", execution.Input), ("roleArn", execution.RoleArn));
        AppendUnchecked(0, HistoryEventType.ExecutionStarted, details);
        // The first state links to 0, not to ExecutionStarted (every recorded history).
        Open(null, 0, startAt, execution.Input, null, previousEventId: 0);
        RunReady();
    }

    public void StartTimer(Branch branch, string purpose, DateTimeOffset due) =>
        Issue(new Command.StartTimer(TimerPurpose.Id(branch, purpose), due));

    /// <summary>Takes back what the branch waits for.</summary>
    /// <param name="branch">The branch, which waits for nothing afterwards.</param>
    /// <param name="task">Whether a task is still running.</param>
    public void CancelWaiting(Branch branch, bool task)
    {
        // Also one that a service or worker has accepted, and that is not to be issued again: its job would go on for nobody.
        if (task && branch.Waiting is Waiting.ForTask)
        {
            Issue(new Command.CancelTask(branch.Position.ToString()));
        }

        foreach (Command.StartTimer timer in branch.Timers())
        {
            Issue(new Command.CancelTimer(timer.Id));
        }

        branch.Waiting = null;
    }

    /// <summary>Leaves the state: writes its Exited event, assigns, and goes on with the next state or ends the branch.</summary>
    public void Exit(Branch branch, HistoryEventType exited, JsonValue output, JsonObject? assigned, State? next)
    {
        branch.Waiting = null;
        if (JsonSize.Of(output) > Limits.PayloadBytes)
        {
            throw new StatesException(ErrorName.DataLimitExceeded, ResultTooLarge(branch.StateName.Value));
        }

        CheckDepth(output);
        if (assigned is { Count: > 0 })
        {
            Assign(branch, assigned);
            Write(branch, exited, JsonObject.Adopt(ExitedAssigning, [branch.StateName, output, assigned.ConvertAll(static value => value.ToString()), NotTruncated]));
        }
        else
        {
            Write(branch, exited, JsonObject.Adopt(Exited, [branch.StateName, output]));
        }

        if (next is null)
        {
            branch.Output = output;
        }
        else
        {
            branch.StateName = next.NameJson;
            branch.Input = output;
            branch.EnteredEventId = 0;
        }
    }

    /// <summary>The outputs of a branch's children, in order; the children are gone afterwards.</summary>
    public JsonArray CollectBranches(Branch parent, int count)
    {
        var outputs = new JsonValue[count];
        bool verbatim = false;
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            Branch child = Find(parent.Position.Child(i))!;
            outputs[i] = child.Output!;
            verbatim |= child.Output!.SourceText is not null;
            bytes += child.Output!.Utf8Length;
            Remove(child);
        }

        if (!verbatim)
        {
            return JsonArray.Adopt(outputs);
        }

        // Thousands of branches may pass on one large input: a text of all of them would not fit into memory, nor into any output.
        return bytes <= Limits.PayloadBytes
            ? JsonArray.Verbatim(outputs)
            : JsonArray.Adopt(Array.ConvertAll(outputs, static output => output.WithoutSourceText()));
    }

    /// <summary>Nothing more is to be known of the branch.</summary>
    public void Remove(Branch branch)
    {
        Forget(branch.Variables);
        _edited[branch.Id] = null;
    }

    /// <summary>Ends the execution: everything that is still awaited is taken back.</summary>
    public void Finish(
        ExecutionStatus status, long previousEventId, HistoryEventType type, JsonObject? details, JsonValue? output, string? error, string? cause)
    {
        if (IsOver)
        {
            return;
        }

        AppendUnchecked(previousEventId, type, details);
        _status = status;
        _output = output;
        _error = error;
        _cause = cause;
        // Hash tables enumerate in another order in each process; a replay must give the same commands.
        foreach (Branch branch in Current().OrderBy(b => b.Id, StringComparer.Ordinal))
        {
            CancelWaiting(branch.Clone(), task: true);
        }

        if (_before.TimeoutDue is not null)
        {
            Issue(new Command.CancelTimer(TimerPurpose.Execution));
        }
    }

    /// <summary>The commands of a turn that leaves the state as it was.</summary>
    public ImmutableArray<Command> TakeCommands() => _commands.DrainToImmutable();

    public Execution.Step ToStep(DateTimeOffset? timeoutDue)
    {
        ImmutableDictionary<string, Branch>.Builder branches = _before.Branches.ToBuilder();
        if (IsOver)
        {
            branches.Clear();
            // Nothing that was asked for in this very turn is to be done any more.
            _commands.RemoveAll(c => c is Command.RunTask or Command.StartTimer);
        }
        else
        {
            foreach ((string id, Branch? branch) in _edited)
            {
                if (branch is null)
                {
                    branches.Remove(id);
                }
                else
                {
                    branches[id] = branch;
                }
            }
        }

        ImmutableArray<string> left = IsOver || _paused is null ? [] : [_paused.Id, .. _ready.Select(static b => b.Id)];
        bool pauses = left.Length > 0 && !_waits;
        var state = new ExecutionState(_before.Execution, _before.StartTime)
        {
            Status = _status,
            Output = _output,
            Error = _error,
            Cause = _cause,
            LastEventId = _lastEventId,
            TimeoutDue = IsOver ? null : timeoutDue,
            MachineDeleted = _before.MachineDeleted || _event is Event.MachineDeleted,
            VariableBytes = IsOver ? 0 : _variableBytes,
            Ready = _waits && !IsOver ? [.. _before.Ready, .. left] : left,
            Pauses = _before.Pauses + (pauses ? 1 : 0),
            Branches = branches.ToImmutable(),
        };
        if (pauses)
        {
            Issue(state.Continuation!);
        }

        return new Execution.Step(state, _commands.DrainToImmutable(), _history.DrainToImmutable(), _edited.Keys)
        {
            HistoryBytes = _historyBytes,
            Work = Steps.Spent,
        };
    }

    private static void CheckDepth(JsonValue value)
    {
        if (value.Depth > JsonValue.MaxDepth)
        {
            throw new JsonDepthException();
        }
    }

    private void Assign(Branch branch, JsonObject assigned)
    {
        long bytes = 0;
        ImmutableDictionary<string, JsonValue>.Builder variables = branch.Variables.ToBuilder();
        long total = _variableBytes;
        foreach ((string name, JsonValue value) in assigned)
        {
            CheckDepth(value);
            bytes += value.Utf8Length;
            total += value.Utf8Length - (variables.TryGetValue(name, out JsonValue? old) ? old.Utf8Length : 0);
            variables[name] = value;
        }

        if (bytes > Limits.AssignedBytes)
        {
            throw new StatesException(
                ErrorName.Runtime, $"The variables assigned by the state exceed the limit of {Limits.AssignedBytes} bytes.");
        }

        if (total > Limits.VariableBytes)
        {
            throw new StatesException(
                ErrorName.Runtime,
                $"Execution total variable size limit exceeded. State '{branch.StateName.Value}' assigned variables that exceed the total "
                + $"execution limit by {total - Limits.VariableBytes} bytes.");
        }

        _variableBytes = total;
        branch.Variables = variables.ToImmutable();
    }

    private void Forget(ImmutableDictionary<string, JsonValue> variables)
    {
        foreach (JsonValue value in variables.Values)
        {
            _variableBytes -= value.Utf8Length;
        }
    }

    private IEnumerable<Branch> Current()
    {
        foreach (Branch branch in _before.Branches.Values)
        {
            if (!_edited.ContainsKey(branch.Id))
            {
                yield return branch;
            }
        }

        foreach (Branch? branch in _edited.Values)
        {
            if (branch is not null)
            {
                yield return branch;
            }
        }
    }

    private void Append(long previousEventId, HistoryEventType type, JsonObject? details)
    {
        if (IsOver)
        {
            return;
        }

        if (_lastEventId + 1 < Limits.HistoryEvents)
        {
            AppendUnchecked(previousEventId, type, details);
            return;
        }

        // The last event there may be is the one that ends the execution (ST variable_limits).
        const string Cause = "The execution reached the maximum number of history events (25000).";
        Finish(
            ExecutionStatus.Failed, previousEventId, HistoryEventType.ExecutionFailed, ErrorDetails(ErrorName.Runtime, Cause),
            null, ErrorName.Runtime, Cause);
    }

    private void AppendUnchecked(long previousEventId, HistoryEventType type, JsonObject? details)
    {
        _historyBytes += EventBytes + (details?.Utf8Length ?? 0);
        _history.Add(new HistoryEvent(++_lastEventId, previousEventId, Now, type, details));
    }
}
