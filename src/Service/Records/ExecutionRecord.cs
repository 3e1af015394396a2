namespace FunctionsAsl.Service.Records;

/// <summary>An execution as the API describes it. The record, not the engine's state, is the authority for status, input and output.</summary>
public sealed record ExecutionRecord
{
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

    public DateTimeOffset? StopDate { get; init; }

    public JsonValue? Output { get; init; }

    public string? Error { get; init; }

    public string? Cause { get; init; }

    public string? TraceHeader { get; init; }

    /// <summary>
    /// The task that started this execution: its execution's ARN, <c>#</c> and the command's id. A task that is run again after a
    /// crash recognises by it what it has started already.
    /// </summary>
    public string? ParentTask { get; init; }

    /// <summary>The run of a Distributed Map that this execution runs an item of.</summary>
    public string? MapRunArn { get; init; }

    /// <summary>
    /// The cause of its stop where the task that waited for it does not any more (faults.md L9, measured). What AWS says of the items of
    /// a Map Run is not known.
    /// </summary>
    public string? CauseWhenUnawaited() => ParentTask is { } task && MapRunArn is null
        ? $"The Task state in AWS Step Functions execution [{task.Split('#')[0]}] which was managing this resource was aborted"
        : null;

    /// <summary>The test case of the mock configuration that answers this execution's tasks.</summary>
    public string? TestCase { get; init; }

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
        Input = JsonValue.ParseVerbatim(Input),
        TokenKey = tokenKey,
        WaitScale = waitScale,
    });

    /// <summary>The record after a step that led to <paramref name="state"/> at this time.</summary>
    public ExecutionRecord After(ExecutionState state, DateTimeOffset time) => state.Status == ExecutionStatus.Running
        ? this
        : this with { Status = state.Status, StopDate = time, Output = state.Output, Error = state.Error, Cause = state.Cause };
}
