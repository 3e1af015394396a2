using System.Text;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>Bytes to send on a connection of their own.</summary>
/// <param name="Pieces">One after the other, with a pause between them.</param>
/// <param name="Answers">In the order in which they must come; empty where anything may follow, or nothing.</param>
public sealed record FuzzRequest(IReadOnlyList<byte[]> Pieces, IReadOnlyList<ExpectedAnswer> Answers)
{
    // Whatever else is sent, an answer comes within this time.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    // Who need not be answered goes.
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether the server must answer, or close the connection, while the client has <see cref="Patience"/>.</summary>
    public bool IsAnswered { get; private init; } = true;

    /// <summary>How long the client waits for an answer.</summary>
    public TimeSpan Patience { get; private init; } = HangLimit;

    /// <summary>Between two pieces.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether the client says that it has sent all.</summary>
    public bool ClosesHalf { get; init; }

    /// <summary>An answer follows.</summary>
    public static FuzzRequest Answered(byte[] bytes) => new([bytes], []);

    /// <summary>An answer may follow, or not.</summary>
    /// <param name="patience">How long the client waits for one; <see langword="null"/> for hardly at all.</param>
    public static FuzzRequest Unanswered(byte[] bytes, TimeSpan? patience = null) =>
        new([bytes], []) { IsAnswered = false, Patience = patience ?? Impatience };

    public override string ToString()
    {
        byte[] bytes = [.. Pieces.SelectMany(static piece => piece)];
        string how = $"{Pieces.Count} pieces{(ClosesHalf ? ", closed on this side" : "")}";
        return $"({how})\n{Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 4000)])}";
    }
}

/// <summary>What must be answered.</summary>
/// <param name="Status">Of HTTP; <see langword="null"/> for any but a failure of the server.</param>
/// <param name="Part">What stands in the body.</param>
public sealed record ExpectedAnswer(int? Status, string Part);
