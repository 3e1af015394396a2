namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// An execution's record as its blob holds it: lines of JSON, which are the head, what it began with and, once it has ended, what
/// came of it, its history, and the state that it ended in. The history is empty where it has a blob of its own.
/// </summary>
internal sealed record StoredExecution : ExecutionHead
{
    private static ReadOnlySpan<byte> NewLine => "\n"u8;

    public required ExecutionKey Key { get; init; }

    /// <summary>The blob's; <see langword="null"/> where it is not known.</summary>
    public string? ETag { get; init; }

    /// <summary>A saved <see cref="ExecutionBeginning"/>.</summary>
    public required ReadOnlyMemory<byte> Beginning { get; init; }

    /// <summary>A saved <see cref="ExecutionOutcome"/>; empty while the execution runs.</summary>
    public ReadOnlyMemory<byte> Outcome { get; init; }

    /// <summary>The whole history (<see cref="HistorySerializer"/>), where it was never written to its own blob.</summary>
    public ReadOnlyMemory<byte> History { get; init; }

    /// <summary>
    /// The state that it ended in, or before its last redrive had ended in (<see cref="StateSerializer"/>); empty where it has a blob of
    /// its own, or where there is none.
    /// </summary>
    public ReadOnlyMemory<byte> Kept { get; init; }

    public long RedriveCount => Redrives?.Count ?? 0;

    public bool IsRunning => Status == ExecutionStatus.Running;

    /// <summary>The id of its orchestration.</summary>
    public string InstanceId(string arn) => Key.InstanceId(arn, RedriveCount);

    /// <summary>The record once the execution has ended.</summary>
    public StoredExecution Ended(
        ExecutionStatus status, ExecutionOutcome outcome, ReadOnlyMemory<byte> history, ReadOnlyMemory<byte> kept = default) =>
        this with { Status = status, StopDate = outcome.StopDate, Outcome = outcome.Save(), History = history, Kept = kept };

    /// <summary>The record of an execution that goes on from where it ended.</summary>
    public StoredExecution Redriven(ExecutionRedrives redrives) => this with
    {
        Status = ExecutionStatus.Running,
        StopDate = null,
        Outcome = default,
        History = default,
        Redrives = redrives,
    };

    /// <summary>The history in the record.</summary>
    public IReadOnlyList<HistoryEvent> ReadHistory() => History.IsEmpty ? [] : HistorySerializer.Load(History.Span);

    /// <summary>The blob's content.</summary>
    public byte[] Save()
    {
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Default.ExecutionHead);
        byte[] saved = [.. head, .. NewLine, .. Beginning.Span, .. NewLine, .. Outcome.Span, .. NewLine, .. History.Span, .. NewLine];
        return Kept.IsEmpty ? saved : [.. saved, .. Kept.Span, .. NewLine];
    }

    /// <summary>Reads what <see cref="Save"/> gave.</summary>
    /// <exception cref="FormatException">It gave something else.</exception>
    public static StoredExecution Load(ExecutionKey key, ReadOnlyMemory<byte> saved, string? etag)
    {
        List<ReadOnlyMemory<byte>> lines = [];
        foreach (Range line in saved.Span.Split((byte)'\n'))
        {
            lines.Add(saved[line]);
        }

        if (lines.Count is not (5 or 6))
        {
            throw new FormatException($"The record of the execution {key} has {lines.Count} lines.");
        }

        ExecutionHead head = JsonReader.ReadSaved(lines[0].Span, StorageJson.Default.ExecutionHead);
        return new StoredExecution
        {
            Key = key,
            ETag = etag,
            Status = head.Status,
            StartDate = head.StartDate,
            StopDate = head.StopDate,
            Revision = head.Revision,
            Version = head.Version,
            Alias = head.Alias,
            Owner = head.Owner,
            ItemCount = head.ItemCount,
            Redrives = head.Redrives,
            Seed = head.Seed,
            TokenKey = head.TokenKey,
            WaitScale = head.WaitScale,
            Beginning = lines[1],
            Outcome = lines[2],
            History = lines[3],
            // Behind the last line there is nothing.
            Kept = lines[4],
        };
    }

    /// <summary>The record as the API describes it.</summary>
    public ExecutionRecord ToRecord(StateMachineRecord machine) =>
        ExecutionBeginning.Load(Beginning.Span).ToRecord(machine, Status, ExecutionOutcome.Load(Outcome.Span)) with
        {
            Version = Version,
            Alias = Alias,
            Redrives = Redrives,
            // Said only where it is another: records that are equal are.
            NamedDate = Key.Time == StartDate ? default : Key.Time,
        };
}
