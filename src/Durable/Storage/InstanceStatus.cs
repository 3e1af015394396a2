using System.Globalization;

namespace FunctionsAsl.Durable.Storage;

/// <summary>What an orchestration shows beside itself, at no cost.</summary>
/// <param name="Due">When the first of its timers is due.</param>
/// <param name="Tail">The newest events of the history, those that are not stored yet; the older ones of them where not all can be shown.</param>
/// <param name="MapRun">How the Map Run stands, where it is one; it has no history.</param>
internal sealed record InstanceStatus(DateTimeOffset? Due, IReadOnlyList<HistoryEvent> Tail, MapRunFigures? MapRun = null)
{
    private const int MostCharacters = 8192;

    private static readonly InstanceStatus Nothing = new(null, []);

    /// <summary>The status as text of at most 8,192 characters, all of which stand as they are in JSON.</summary>
    public override string ToString()
    {
        string due = Due is { } time ? time.UtcTicks.ToString(CultureInfo.InvariantCulture) : "";
        if (MapRun is not null)
        {
            return $"{due};;{Packed.Pack(JsonSerializer.SerializeToUtf8Bytes(MapRun, StorageJson.Default.MapRunFigures))}";
        }

        for (int count = Tail.Count; count > 0; count /= 2)
        {
            string tail = Packed.Pack(HistorySerializer.Save(Tail.Take(count)));
            if (due.Length + 1 + tail.Length <= MostCharacters)
            {
                return $"{due};{tail}";
            }
        }

        return $"{due};";
    }

    /// <summary>Reads what <see cref="ToString"/> gave. Of anything else, nothing: a status may be shown late, or somebody else's.</summary>
    public static InstanceStatus Parse(string? text)
    {
        if (text?.Split(';') is not [var due, var tail, .. var more])
        {
            return Nothing;
        }

        try
        {
            return new InstanceStatus(
                due.Length == 0 ? null : new DateTimeOffset(long.Parse(due, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero),
                tail.Length == 0 ? [] : HistorySerializer.Load(Packed.UnpackBytes(tail)),
                more is [var run] ? JsonReader.ReadSaved(Packed.UnpackBytes(run), StorageJson.Default.MapRunFigures) : null);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return Nothing;
        }
    }
}
