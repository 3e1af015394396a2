using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>The seeds of an execution's events, which all come from that of its start.</summary>
internal static class EventSeed
{
    /// <param name="start">The seed of the start.</param>
    /// <param name="ordinal">The number of the event.</param>
    public static ulong Of(ulong start, long ordinal) => new Entropy(start + (ulong)ordinal).NextUInt64();
}
