namespace FunctionsAsl.Durable.Orchestration;

/// <summary>An event on its way to the core.</summary>
/// <param name="Event">What happened. Time and seed are the orchestration's to set (<see cref="Stamp"/>).</param>
/// <param name="Blob">
/// A blob that only an activity can read, and without which the event cannot be applied. For the end of a task: where its outcome
/// lies, in a payload's blob or in the task's own; the event has null for it. For a time-out: the blob of the task, which
/// decides whether the holder of its token was faster.
/// </param>
internal sealed record PendingEvent(Event Event, string? Blob = null)
{
    /// <summary>About as many bytes as it takes to pass it on.</summary>
    public int Bytes => Event switch
    {
        Event.TaskSucceeded e => e.Output.Utf8Length,
        Event.TaskSubmitted e => e.Output.Utf8Length,
        Event.TaskFailed e => e.Cause?.Length ?? 0,
        _ => 0,
    };

    /// <summary>The task that it is about.</summary>
    public string? TaskId => (Event as Event.OfTask)?.Id;

    public bool EndsTask => Event is Event.OfTask { Ends: true };

    public PendingEvent Stamp(DateTimeOffset time, ulong seed) => this with { Event = Event with { Time = time, Seed = seed } };
}
