namespace FunctionsAsl.Service.Records;

/// <summary>An execution as the API describes it. The record, not the engine's state, is the authority for status, input and output.</summary>
public sealed record ExecutionRecord
{
    /// <summary>How long after its end an execution can be redriven (DG/redrive-executions).</summary>
    public static readonly TimeSpan RedrivablePeriod = TimeSpan.FromDays(14);

    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required string StateMachineArn { get; init; }

    /// <summary>The definition, role and settings that this execution started with; updates do not touch it.</summary>
    public required StateMachineRecord StateMachine { get; init; }

    /// <summary>The number of the version that it runs; <see langword="null"/> where it was started without one.</summary>
    public int? Version { get; init; }

    /// <summary>The name of the alias that it was started by, which led to the version.</summary>
    public string? Alias { get; init; }

    /// <summary>The input text exactly as it was sent.</summary>
    public required string Input { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required DateTimeOffset StartDate { get; init; }

    /// <summary>
    /// When its name became its own, which no other execution of its ARN has: the start, or a little before where the process that took the
    /// name did not get to start it. The start where it is not set.
    /// </summary>
    public DateTimeOffset NamedDate { get => field == default ? StartDate : field; init; }

    public DateTimeOffset? StopDate { get; init; }

    public JsonAny? Output { get; init; }

    public string? Error { get; init; }

    public string? Cause { get; init; }

    /// <summary>Whether the state that it has ended in is kept, so that it can go on from there.</summary>
    public bool KeepsState { get; init; }

    /// <summary>Why it cannot go on from there, where there is a reason besides the status and the time.</summary>
    public string? RedriveObstacle { get; init; }

    /// <summary>That it was redriven; <see langword="null"/> where it was not.</summary>
    public ExecutionRedrives? Redrives { get; init; }

    public string? TraceHeader { get; init; }

    /// <summary>Whether it is an Express execution whose end nobody waits for.</summary>
    public bool IsAsynchronousExpress { get; init; }

    /// <summary>
    /// The task that started this execution: its execution's ARN, <c>#</c> and the command's id. A task that is run again after a
    /// crash recognises by it what it has started already.
    /// </summary>
    public string? ParentTask { get; init; }

    /// <summary>The run of a Distributed Map that this execution runs an item of.</summary>
    public string? MapRunArn { get; init; }

    /// <summary>How many items it runs; <see langword="null"/> where it runs none, or an older release began it.</summary>
    public int? ItemCount { get; init; }

    /// <summary>How the Map Run has ended that this is the execution of.</summary>
    public MapRunFigures? MapRun { get; init; }

    /// <summary>Whether it is the execution of a Map Run. It has the run's ARN, and is none of its machine's executions.</summary>
    public bool IsMapRun => MapRunArn is null && Core.Execution.MapRunArn.LabelOf(Arn) is not null;

    /// <summary>What it is listed by besides its machine: the Map Run of a child, the execution of a Map Run.</summary>
    public string? Owner => MapRunArn ?? (IsMapRun ? ParentTask?.Split('#')[0] : null);

    /// <summary>
    /// The cause of its stop where the task that waited for it does not any more (faults.md L9, measured). What AWS says of the items of
    /// a Map Run is not known.
    /// </summary>
    public string? CauseWhenUnawaited() => ParentTask is { } task && Owner is null
        ? $"The Task state in AWS Step Functions execution [{task.Split('#')[0]}] which was managing this resource was aborted"
        : null;

    /// <summary>The test case of the mock configuration that answers this execution's tasks.</summary>
    public string? TestCase { get; init; }

    /// <summary>The input as a value, where that has been read already and the record is not kept.</summary>
    internal JsonAny? InputValue { get; init; }

    /// <summary>The event that this execution begins with.</summary>
    public Event.Started Started(ulong seed, string tokenKey, double waitScale) => new(StartDate, seed, new ExecutionInput
    {
        Arn = Arn,
        Name = Name,
        RoleArn = StateMachine.RoleArn,
        StateMachineArn = StateMachineArn,
        StateMachineName = StateMachine.Name,
        StateMachineVersionArn = MachineReference.ArnOf(StateMachineArn, Version),
        StateMachineAliasArn = MachineReference.ArnOf(StateMachineArn, Alias),
        Input = InputValue?.AsWrittenIn(Input) ?? JsonAny.ParseVerbatim(Input),
        TokenKey = tokenKey,
        WaitScale = waitScale,
        IsAsynchronous = IsAsynchronousExpress,
    });

    /// <summary>The record after a step that led to <paramref name="state"/> at this time.</summary>
    public ExecutionRecord After(ExecutionState state, DateTimeOffset time) => state.Status == ExecutionStatus.Running
        ? this
        : this with
        {
            Status = state.Status,
            StopDate = time,
            Output = state.Output,
            Error = state.Error,
            Cause = state.Cause,
            MapRun = state.MapRun,
            KeepsState = state.IsRedrivable,
            RedriveObstacle = state.RedriveObstacle,
        };

    /// <summary>The record of an execution that ended and that a redrive has led to <paramref name="state"/> at this time.</summary>
    public ExecutionRecord AfterRedrive(ExecutionState state, DateTimeOffset time, string? clientToken) => (this with
    {
        Status = ExecutionStatus.Running,
        StopDate = null,
        Error = null,
        Cause = null,
        KeepsState = false,
        MapRun = null,
        Redrives = ExecutionRedrives.After(Redrives, time, clientToken),
    }).After(state, time);

    /// <summary>What a request to redrive it gets where nothing is to be done; <see langword="null"/> where it is to be redriven.</summary>
    /// <remarks>The token comes before the status: who asks again is told the same (ST redrive_execution).</remarks>
    public RedriveAnswer? AnswerRedrive(string? clientToken, DateTimeOffset now) =>
        clientToken is not null && Redrives?.DateOf(clientToken, Owner is null ? now : null) is { } date ? new RedriveAnswer(date, null)
        : WhyNotRedrivable(now) is { } reason ? new RedriveAnswer(null, reason)
        : null;

    /// <summary>Why the execution cannot be redriven, in AWS's words where it has some; <see langword="null"/> where it can.</summary>
    public string? WhyNotRedrivable(DateTimeOffset now) => Status switch
    {
        ExecutionStatus.Running => "Execution is RUNNING and cannot be redriven",
        ExecutionStatus.Succeeded => "Execution is SUCCEEDED and cannot be redriven",
        _ when StopDate + RedrivablePeriod <= now => "Execution redrivable period exceeded",
        _ when RedriveObstacle is { } obstacle => obstacle,
        // Release e305a53 or an earlier one began the run, which had no execution of its own.
        _ when MapRunArn is not null && ItemCount is null => "Redriving a Map Run is not supported by this service",
        // It ended with an older release, or its state was lost.
        _ => KeepsState ? null : "There is no saved state of the execution to go on from",
    };

    /// <summary>
    /// Whether it may still ask for executions that it has started: it runs, and may not have been told yet how they ended, or it can be
    /// redriven.
    /// </summary>
    public bool NeedsChildren(DateTimeOffset now) => Status == ExecutionStatus.Running || WhyNotRedrivable(now) is null;
}
