namespace FunctionsAsl.Service.Telemetry;

/// <summary>A state from its Entered event on.</summary>
/// <param name="kind">As <c>Task</c>; <see langword="null"/> where it was entered in an earlier part of the history.</param>
/// <param name="around">The Parallel or Map state around; <see langword="null"/> where there is none.</param>
internal sealed class StateVisit(long enteredEventId, string name, string? kind, DateTimeOffset entered, StateVisit? around)
{
    public long EnteredEventId => enteredEventId;

    public string Name => name;

    public string? Kind => kind;

    public DateTimeOffset Entered => entered;

    public StateVisit? Around => around;

    /// <summary>Whether branches of a Parallel or Map state stand in it.</summary>
    public bool HasBranches { get; init; } = kind is "Map" or "Parallel";

    /// <summary>When its last attempt was scheduled, where that has not ended.</summary>
    public DateTimeOffset? Scheduled { get; set; }

    /// <summary>When it was started, where that is known.</summary>
    public DateTimeOffset? Started { get; set; }

    /// <summary>Whether it has failed, and only what becomes of that is to come.</summary>
    public bool HasFailed { get; set; }
}

/// <summary>A visit that an event ends; or an attempt of its task, where it says since when that was.</summary>
internal readonly record struct EndedVisit(StateVisit Visit, HistoryEvent By, bool IsFailed)
{
    /// <summary>When the attempt was scheduled; <see langword="null"/> where the visit itself ends.</summary>
    public DateTimeOffset? AttemptSince { get; init; }

    /// <summary>When the attempt was started, where that is known.</summary>
    public DateTimeOffset? AttemptStarted { get; init; }
}
