using System.Globalization;
using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Local.Mcp;

/// <summary>What happened in an execution, for a reader who has not seen it.</summary>
internal static class ExecutionAccount
{
    /// <summary>The most events of which each is told; an answer has to be read.</summary>
    private const int MostTold = 200;

    /// <param name="described">As DescribeExecution tells of it.</param>
    /// <param name="history">All of its events.</param>
    public static JsonMap Of(JsonMap described, IReadOnlyList<HistoryEvent> history)
    {
        List<(string, JsonAny)> account = [("status", described["status"]!)];
        foreach (string name in (string[])["input", "output", "error", "cause"])
        {
            if (described[name] is JsonString text)
            {
                account.Add((name, text));
            }
        }

        using var told = new StringWriter(CultureInfo.InvariantCulture);
        new Progress(told, tellsTasks: true).Tell(history);
        string[] lines = told.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        account.Add(("states", JsonList.Of(history.Where(IsEntry).Take(MostTold).Select(static e => e.Details!["name"]!))));
        account.Add(("failures", JsonList.Of(history.Where(IsFailure).Take(MostTold).Select(e => Failure(e, history)))));
        account.Add(("events", JsonList.Of(lines.Take(MostTold).Select(static line => (JsonAny)line))));
        if (lines.Length > MostTold)
        {
            account.Add(("note", string.Create(CultureInfo.InvariantCulture, $"Only the first {MostTold} of {lines.Length} lines are told.")));
        }

        return JsonMap.Of([.. account]);
    }

    private static bool IsEntry(HistoryEvent e) => e.Type.ToString().EndsWith("StateEntered", StringComparison.Ordinal);

    private static bool IsFailure(HistoryEvent e) =>
        e.Details?["error"] is JsonString && !e.Type.ToString().StartsWith("Execution", StringComparison.Ordinal);

    /// <summary>A failure, in which state, and what a user can do about it.</summary>
    private static JsonMap Failure(HistoryEvent failed, IReadOnlyList<HistoryEvent> history)
    {
        string? cause = (failed.Details!["cause"] as JsonString)?.Value;
        HistoryEvent? e = failed;
        while (e is not null && !IsEntry(e))
        {
            // Ids begin at 1 and have no gap.
            e = e.PreviousEventId is > 0 and var previous && previous <= history.Count ? history[(int)previous - 1] : null;
        }

        return JsonMap.Of(
            ("event", failed.Id),
            ("state", e?.Details?["name"] ?? JsonNull.Instance),
            ("error", failed.Details["error"]!),
            ("cause", cause is null ? JsonNull.Instance : (JsonAny)cause),
            ("advice", Advice.For(cause).TrimStart()));
    }
}
