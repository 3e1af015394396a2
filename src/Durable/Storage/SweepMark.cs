namespace FunctionsAsl.Durable.Storage;

/// <summary>Where a sweep of a state machine ended: the next one looks at what is newer, and at what was open.</summary>
/// <param name="Through">All executions with keys up to this time were looked at, in ticks.</param>
/// <param name="Whole">When all were listed last, in ticks.</param>
/// <param name="Open">Those that were running, by ARN.</param>
/// <param name="Expiring">Where in the list of all the removal of old ones goes on; <see langword="null"/> where it has come to the end.</param>
/// <param name="Told">When all that run were told last that the machine is deleted, in ticks; 0 where it is not.</param>
internal sealed record SweepMark(
    long Through,
    long Whole,
    IReadOnlyDictionary<string, ExecutionKey> Open,
    string? Expiring = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Told = 0)
{
    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Default.SweepMark);

    /// <summary>Reads what <see cref="Save"/> gave.</summary>
    /// <returns><see langword="null"/> for anything else: then all is looked at again.</returns>
    public static SweepMark? TryLoad(ReadOnlySpan<byte> saved)
    {
        try
        {
            return JsonReader.ReadSaved(saved, StorageJson.Default.SweepMark);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
