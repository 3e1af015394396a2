using System.Text.RegularExpressions;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// Counts what a storage account is asked for by executions. What an idle host asks for too does not count: looking into queues, and the
/// leases of partitions.
/// </summary>
internal sealed partial class StorageLog
{
    private int _count;

    /// <summary>Takes a line of Azurite's log.</summary>
    public void Add(string line)
    {
        if (Request().Match(line) is { Success: true } request && !IsIdle(request.Groups["method"].Value, request.Groups["path"].Value))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>How many there were since the last time.</summary>
    public int Take() => Interlocked.Exchange(ref _count, 0);

    private static bool IsIdle(string method, string path) =>
        (method == "GET" && path.EndsWith("/messages", StringComparison.Ordinal)) || path.Contains("Partitions", StringComparison.Ordinal);

    [GeneratedRegex("\"(?<method>[A-Z]+) (?<path>[^ ?\"]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Request();
}
