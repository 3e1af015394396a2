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
    private const string Again = ",\"again\":";

    /// <summary>The stamp of calls in an episode: milliseconds since 1970.</summary>
    public static long Of(DateTimeOffset episode) => episode.ToUnixTimeMilliseconds();

    /// <summary>Stamps a JSON object.</summary>
    /// <param name="redrives">Where the call is made once more: how often the execution had been redriven.</param>
    public static string Put(string message, long stamp, long? redrives = null)
    {
        string again = redrives is { } count ? string.Create(CultureInfo.InvariantCulture, $"{Again}{count}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Start}{stamp}{again}{(message == "{}" ? "" : ",")}{message.AsSpan(1)}");
    }

    /// <summary>How often the execution had been redriven whose call is made once more; <see langword="null"/> where it is the first.</summary>
    public static long? FindAgain(string message) => Find(message) is null ? null : NumberAfter(Again, message, message.IndexOf(',', StringComparison.Ordinal));

    /// <summary>
    /// Whether a text is the answer to a call. It may be that of another call, or what the engine gives as the end of a timer: a number.
    /// </summary>
    public static bool IsAnswer(string text, long stamp) => text.StartsWith('{') && (Find(text) ?? stamp) == stamp;

    /// <summary>What <see cref="Put"/> was given; <see langword="null"/> where there is no stamp, as before release 0.12.0.</summary>
    public static long? Find(string message) => NumberAfter(Start, message, 0);

    private static long? NumberAfter(string name, string message, int at) =>
        at >= 0
        && message.AsSpan(at).StartsWith(name, StringComparison.Ordinal)
        && message.AsSpan(at + name.Length) is var rest
        && rest.IndexOfAny(',', '}') is > 0 and var end
        && long.TryParse(rest[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
