using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Backend;

/// <summary>Where a sweep of a state machine ended: the next one looks at what is newer, and at what was open.</summary>
/// <param name="Through">All executions with keys up to this time were looked at, in ticks.</param>
/// <param name="Whole">When all were listed last, in ticks.</param>
/// <param name="Open">Those that were running, by ARN.</param>
internal sealed record SweepMark(long Through, long Whole, IReadOnlyDictionary<string, ExecutionKey> Open)
{
    public byte[] Save() => JsonObject.Of(
        ("through", Through),
        ("whole", Whole),
        ("open", JsonObject.Of([.. Open.Select(static o => (o.Key, (JsonValue)o.Value.ToString()))]))).ToUtf8();

    /// <summary>Reads what <see cref="Save"/> gave.</summary>
    /// <returns><see langword="null"/> for anything else: then all is looked at again.</returns>
    public static SweepMark? TryLoad(ReadOnlySpan<byte> saved)
    {
        try
        {
            return JsonReader.ReadSaved(saved) is JsonObject json
                && json["through"] is JsonNumber through && through.TryGetInt64(out long throughTicks)
                && json["whole"] is JsonNumber whole && whole.TryGetInt64(out long wholeTicks)
                && json["open"] is JsonObject open
                    ? new SweepMark(throughTicks, wholeTicks, open.ToDictionary(
                        static o => o.Key, static o => ExecutionKey.Parse(((JsonString)o.Value).Value), StringComparer.Ordinal))
                    : null;
        }
        catch (Exception e) when (e is FormatException or InvalidCastException)
        {
            return null;
        }
    }
}
