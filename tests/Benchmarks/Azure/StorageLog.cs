using System.Text.RegularExpressions;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>The operations that a storage account was asked for, by kind. Looking into a queue counts apart: that goes on when nothing runs.</summary>
internal sealed partial class StorageLog
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);

    /// <summary>Takes a line of Azurite's log.</summary>
    public void Add(string line)
    {
        if (Request().Match(line) is { Success: true } request)
        {
            string kind = KindOf(request.Groups["method"].Value, request.Groups["path"].Value, request.Groups["query"].Value);
            lock (_lock)
            {
                _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            }
        }
    }

    /// <summary>What has come since the last time.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        lock (_lock)
        {
            Dictionary<string, int> taken = new(_kinds);
            _kinds.Clear();
            return taken;
        }
    }

    public const string Look = "queue look";

    private static string KindOf(string method, string path, string query)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string rest = string.Join('/', parts.Skip(1));
        return rest.EndsWith("/messages", StringComparison.Ordinal) ? method == "GET" ? Look : "queue add"
            : rest.Contains("/messages/", StringComparison.Ordinal) ? method == "DELETE" ? "queue delete" : "queue update"
            : rest.Contains("$batch", StringComparison.Ordinal) ? "table batch"
            : rest.Contains('(', StringComparison.Ordinal) || rest is [>= 'A' and <= 'Z', ..] ? $"table {method} {rest.Split('(')[0]}"
            : query.Contains("comp=lease", StringComparison.Ordinal) ? "lease"
            : $"blob {method} {(parts.Length > 1 ? parts[1] : "")}/{(parts.Length > 2 ? parts[2] : "")} {query}";
    }

    [GeneratedRegex("\"(?<method>[A-Z]+) (?<path>[^ ?\"]+)(?:\\?(?<query>[^ \"]*))?")]
    private static partial Regex Request();
}
