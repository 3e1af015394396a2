using System.Globalization;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// An execution's record as its blob holds it: lines of JSON, which are the head, what it began with and, once it has ended, what
/// came of it and its history. The last is empty where the history has a blob of its own.
/// </summary>
internal sealed record StoredExecution
{
    private static ReadOnlySpan<byte> NewLine => "\n"u8;

    public required ExecutionKey Key { get; init; }

    /// <summary>The blob's; <see langword="null"/> where it is not known.</summary>
    public string? ETag { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required DateTimeOffset StartDate { get; init; }

    public DateTimeOffset? StopDate { get; init; }

    /// <summary>The id of the <see cref="Storage.Revision"/> it runs.</summary>
    public required string Revision { get; init; }

    /// <summary>Seeds its first step; the seeds of all others come from it.</summary>
    public required ulong Seed { get; init; }

    /// <inheritdoc cref="ExecutionInput.TokenKey"/>
    public required string TokenKey { get; init; }

    /// <inheritdoc cref="ExecutionInput.WaitScale"/>
    public required double WaitScale { get; init; }

    /// <inheritdoc cref="RecordSerializer.SaveBeginning"/>
    public required ReadOnlyMemory<byte> Beginning { get; init; }

    /// <inheritdoc cref="RecordSerializer.SaveOutcome(ExecutionRecord)"/>
    public ReadOnlyMemory<byte> Outcome { get; init; }

    /// <summary>The whole history (<see cref="HistorySerializer"/>), where it was never written to its own blob.</summary>
    public ReadOnlyMemory<byte> History { get; init; }

    public bool IsRunning => Status == ExecutionStatus.Running;

    /// <summary>The record once the execution has ended.</summary>
    /// <param name="status">How.</param>
    /// <param name="stopDate">When.</param>
    /// <param name="outcome">From <see cref="RecordSerializer.SaveOutcome(DateTimeOffset, JsonValue, string, string)"/>.</param>
    /// <param name="history">As <see cref="History"/>.</param>
    public StoredExecution Ended(
        ExecutionStatus status, DateTimeOffset stopDate, ReadOnlyMemory<byte> outcome, ReadOnlyMemory<byte> history) =>
        this with { Status = status, StopDate = stopDate, Outcome = outcome, History = history };

    /// <summary>The record once the execution has come to a state in which it does not run any more.</summary>
    public StoredExecution Ended(ExecutionState state, DateTimeOffset stopDate, ReadOnlyMemory<byte> history) =>
        Ended(state.Status, stopDate, RecordSerializer.SaveOutcome(stopDate, state.Output, state.Error, state.Cause), history);

    /// <summary>The blob's content.</summary>
    public byte[] Save()
    {
        byte[] head = new JsonObject.Builder()
            .Set("status", Status.ToString())
            .Set("startDate", StartDate.UtcTicks)
            .SetIfPresent("stopDate", StopDate is { } stop ? JsonNumber.Of(stop.UtcTicks) : null)
            .Set("revision", Revision)
            .Set("seed", unchecked((long)Seed))
            .Set("tokenKey", TokenKey)
            .Set("waitScale", WaitScale)
            .Build()
            .ToUtf8();
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

        return lines.Count == 5
            && JsonReader.ReadSaved(lines[0].Span) is JsonObject head
            && Enum.TryParse(Text(head, "status"), out ExecutionStatus status)
            && Number(head, "startDate") is { } startDate
            && Text(head, "revision") is { } revision
            && Number(head, "seed") is { } seed
            && Text(head, "tokenKey") is { } tokenKey
            && head["waitScale"] is JsonNumber waitScale
                ? new StoredExecution
                {
                    Key = key,
                    ETag = etag,
                    Status = status,
                    StartDate = new DateTimeOffset(startDate, TimeSpan.Zero),
                    StopDate = Number(head, "stopDate") is { } stopDate ? new DateTimeOffset(stopDate, TimeSpan.Zero) : null,
                    Revision = revision,
                    Seed = unchecked((ulong)seed),
                    TokenKey = tokenKey,
                    WaitScale = waitScale.AsDouble,
                    Beginning = lines[1],
                    Outcome = lines[2],
                    History = lines[3],
                }
                : throw Broken(key);
    }

    /// <summary>The record as the API describes it.</summary>
    public ExecutionRecord ToRecord(StateMachineRecord machine) =>
        RecordSerializer.LoadExecution(machine, Status, Beginning.Span, Outcome.Span);

    private static string? Text(JsonObject head, string name) => (head[name] as JsonString)?.Value;

    // Not by the number itself, which holds no integers of 19 digits.
    private static long? Number(JsonObject head, string name) =>
        head[name] is JsonNumber number && long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static FormatException Broken(ExecutionKey key) => new($"The record of the execution {key} is broken.");
}
