using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionsAsl.Service.Records;

/// <summary>That an execution was redriven.</summary>
/// <param name="Count">How often.</param>
/// <param name="Date">When last.</param>
/// <param name="Tokens">The client tokens of the last redrives, the oldest first.</param>
public sealed record ExecutionRedrives(long Count, DateTimeOffset Date, ImmutableArray<RedriveToken> Tokens)
{
    // API/API_RedriveExecution.
    private const int TokensKept = 10;
    private static readonly TimeSpan TokensLast = TimeSpan.FromMinutes(15);

    /// <summary>One redrive more.</summary>
    public static ExecutionRedrives After(ExecutionRedrives? before, DateTimeOffset date, string? clientToken)
    {
        ImmutableArray<RedriveToken> tokens = before?.Tokens ?? [];
        if (clientToken is not null)
        {
            tokens = [.. tokens.Skip(Math.Max(0, tokens.Length + 1 - TokensKept)), new RedriveToken(clientToken, date)];
        }

        return new ExecutionRedrives((before?.Count ?? 0) + 1, date, tokens);
    }

    /// <summary>When a request with this token redrove the execution; <see langword="null"/> where none did, or long ago.</summary>
    /// <param name="now">The time; <see langword="null"/> where nothing is long ago.</param>
    public DateTimeOffset? DateOf(string clientToken, DateTimeOffset? now) =>
        Tokens.LastOrDefault(t => t.Token == clientToken && !(now >= t.Date + TokensLast))?.Date;

    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.ExecutionRedrives);

    /// <exception cref="FormatException">These bytes say nothing of redrives.</exception>
    public static ExecutionRedrives Load(ReadOnlySpan<byte> saved) => JsonReader.ReadSaved(saved, RecordJson.Default.ExecutionRedrives);

    public bool Equals(ExecutionRedrives? other) =>
        other is not null && Count == other.Count && Date == other.Date && Tokens.SequenceEqual(other.Tokens);

    public override int GetHashCode() => HashCode.Combine(Count, Date);
}

/// <summary>A request that redrove an execution.</summary>
public sealed record RedriveToken(string Token, DateTimeOffset Date);
