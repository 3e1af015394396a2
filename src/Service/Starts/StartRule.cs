namespace FunctionsAsl.Service.Starts;

/// <summary>What starts the executions of a state machine.</summary>
public sealed record StartRule
{
    /// <summary>Stands in the names of its executions: up to 64 letters, digits, '.', '-' and '_'.</summary>
    public required string Name { get; init; }

    /// <summary>The machine, or a version or alias of it.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The queue whose messages start it, as the host names queues; <see langword="null"/> where events or times do.</summary>
    public string? Queue { get; init; }

    internal EventPattern? Pattern { get; init; }

    internal Schedule? Schedule { get; init; }

    /// <summary>The expression and time zone of <see cref="Schedule"/>: another one begins anew.</summary>
    internal string? ScheduleText { get; init; }

    internal RuleInput Input { get; init; } = RuleInput.Whole;

    /// <summary>Whether times start it.</summary>
    public bool IsScheduled => Schedule is not null;

    public override string ToString() => Name;
}
