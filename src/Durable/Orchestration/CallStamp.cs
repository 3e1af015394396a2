using System.Globalization;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// What tells one call of an activity from another under the same number. While a partition of the task hub moves, two processes may
/// each do an episode of one orchestration. Only one of them is taken, but what either has called is done, and the engine gives answers
/// by the numbers of calls, which both count alike. So calls carry the time of their episode, and answers say it again. Only the process
/// whose episode was taken hears of a failure: a call that is made again is its.
/// </summary>
internal static class CallStamp
{
    private const string Start = "{\"asked\":";
    private const string Again = "\"again\":true,";

    /// <summary>The stamp of calls in an episode: milliseconds since 1970.</summary>
    public static long Of(DateTimeOffset episode) => episode.ToUnixTimeMilliseconds();

    /// <summary>Stamps a JSON object.</summary>
    /// <param name="isAgain">Whether the call is made once more.</param>
    public static string Put(string message, long stamp, bool isAgain = false) =>
        string.Create(CultureInfo.InvariantCulture, $"{Start}{stamp}{(message == "{}" ? "" : ",")}{(isAgain ? Again : "")}{message.AsSpan(1)}");

    /// <summary>Whether a call is made once more.</summary>
    public static bool IsAgain(string message) =>
        Find(message) is not null && message.AsSpan(message.IndexOf(',', StringComparison.Ordinal) + 1).StartsWith(Again, StringComparison.Ordinal);

    /// <summary>
    /// Whether a text is the answer to a call. It may be that of another call, or what the engine gives as the end of a timer: a number.
    /// </summary>
    public static bool IsAnswer(string text, long stamp) => text.StartsWith('{') && (Find(text) ?? stamp) == stamp;

    /// <summary>What <see cref="Put"/> was given; <see langword="null"/> where there is no stamp, as before release 0.12.0.</summary>
    public static long? Find(string message) =>
        message.StartsWith(Start, StringComparison.Ordinal)
        && message.AsSpan(Start.Length) is var rest
        && rest.IndexOfAny(',', '}') is > 0 and var end
        && long.TryParse(rest[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long stamp)
            ? stamp
            : null;
}
