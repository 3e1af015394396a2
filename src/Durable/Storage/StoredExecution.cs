namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// An execution's record as its blob holds it: lines of JSON, which are the head, what it began with and, once it has ended, what
/// came of it and its history. The last is empty where the history has a blob of its own.
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

    public bool IsRunning => Status == ExecutionStatus.Running;

    /// <summary>The record once the execution has ended.</summary>
    public StoredExecution Ended(ExecutionStatus status, ExecutionOutcome outcome, ReadOnlyMemory<byte> history) =>
        this with { Status = status, StopDate = outcome.StopDate, Outcome = outcome.Save(), History = history };

    /// <summary>The record once the execution has come to a state in which it does not run any more.</summary>
    public StoredExecution Ended(ExecutionState state, DateTimeOffset stopDate, ReadOnlyMemory<byte> history) =>
        Ended(state.Status, ExecutionOutcome.Of(stopDate, state.Output, state.Error, state.Cause), history);

    /// <summary>The blob's content.</summary>
    public byte[] Save()
    {
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Default.ExecutionHead);
        return [.. head, .. NewLine, .. Beginning.Span, .. NewLine, .. Outcome.Span, .. NewLine, .. History.Span, .. NewLine];
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

        if (lines.Count != 5)
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
            Seed = head.Seed,
            TokenKey = head.TokenKey,
            WaitScale = head.WaitScale,
            Beginning = lines[1],
            Outcome = lines[2],
            History = lines[3],
        };
    }

    /// <summary>The record as the API describes it.</summary>
    public ExecutionRecord ToRecord(StateMachineRecord machine) =>
        ExecutionBeginning.Load(Beginning.Span).ToRecord(machine, Status, ExecutionOutcome.Load(Outcome.Span)) with
        {
            Version = Version,
            Alias = Alias,
        };
}
