namespace FunctionsAsl.Service.Driver;

/// <summary>The time of one execution, which never goes back, whatever the host's clock does.</summary>
/// <param name="time">The time of the last event so far.</param>
public sealed class EventClock(DateTimeOffset time)
{
    public DateTimeOffset Time { get; private set; } = time;

    /// <summary>Gives an event its time and its seed.</summary>
    /// <param name="now">The host's clock, in whole milliseconds: the API shows no more, and what is shown is to be what was decided on.</param>
    /// <param name="seed">Of the random draws that are made while it is applied.</param>
    public Event Stamp(Event @event, DateTimeOffset now, ulong seed)
    {
        Advance(now);
        return @event with { Time = Time, Seed = seed };
    }

    /// <summary>Time goes on to this, unless it is there already.</summary>
    public void Advance(DateTimeOffset to) => Time = to > Time ? to : Time;
}
