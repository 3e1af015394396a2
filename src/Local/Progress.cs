using System.Globalization;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Local;

/// <summary>Tells what happens in an execution, a line for each state that is entered or left and for each failure.</summary>
/// <param name="tellsTasks">Whether to tell what each task is given, too.</param>
internal sealed class Progress(TextWriter output, bool tellsTasks = false)
{
    private const int MostRuns = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (long Previous, string? Entered, DateTimeOffset Time)> _events = [];
    private readonly RecentIds _failed = new(MostRuns);
    private DateTimeOffset _start;

    public void Tell(IEnumerable<HistoryEvent> history)
    {
        lock (_lock)
        {
            foreach (HistoryEvent e in history)
            {
                Tell(e);
            }
        }
    }

    /// <summary>Tells why the first child of a Map Run has failed that does: no event of the history does.</summary>
    public void TellChild(ExecutionRecord ended)
    {
        if (ended is { MapRunArn: { } run, Status: ExecutionStatus.Failed or ExecutionStatus.TimedOut } && _failed.Add(run))
        {
            string?[] reasons = [ended.Status.ToString(), ended.Error, ended.Cause];
            lock (_lock)
            {
                Line(
                    ended.StopDate ?? ended.StartDate,
                    $"! The first child to fail is {ended.Name}: {string.Join(": ", reasons.OfType<string>())}{Advice.For(ended.Cause)}");
            }
        }
    }

    private void Tell(HistoryEvent e)
    {
        string type = e.Type.ToString();
        string? name = (e.Details?["name"] as JsonString)?.Value;
        bool isEntry = type.EndsWith("StateEntered", StringComparison.Ordinal);
        _events.Add(e.Id, (Previous(e), isEntry ? name : null, e.Timestamp));
        if (e.Id == 1)
        {
            _start = e.Timestamp;
        }

        if (isEntry)
        {
            Line(e, $"> {name}");
        }
        else if (type.EndsWith("StateExited", StringComparison.Ordinal))
        {
            Line(e, $"< {name} {Duration(e.Timestamp - EntryOf(e, name))}");
        }
        else if (tellsTasks && type.EndsWith("Scheduled", StringComparison.Ordinal))
        {
            Line(e, $"= {type} {e.Details?["parameters"] ?? e.Details?["input"]}");
        }
        else if (e.Details?["error"] is JsonString error && !type.StartsWith("Execution", StringComparison.Ordinal))
        {
            string? cause = (e.Details["cause"] as JsonString)?.Value;
            Line(e, $"! {type}: {error.Value}: {cause}{Advice.For(cause)}");
        }
    }

    /// <summary>The failure of an expression while a state is entered links past the entry; here it is part of the state.</summary>
    private long Previous(HistoryEvent e) =>
        e.Type == HistoryEventType.EvaluationFailed && _events.TryGetValue(e.Id - 1, out (long Previous, string? Entered, DateTimeOffset Time) entry)
        && entry.Entered is not null && entry.Previous == e.PreviousEventId
            ? e.Id - 1
            : e.PreviousEventId;

    /// <summary>When the state was entered that an event ended. The chain of events tells the iterations of a Map apart.</summary>
    private DateTimeOffset EntryOf(HistoryEvent exit, string? name)
    {
        long id = exit.PreviousEventId;
        while (_events.TryGetValue(id, out (long Previous, string? Entered, DateTimeOffset Time) e))
        {
            if (e.Entered == name)
            {
                return e.Time;
            }

            id = e.Previous;
        }

        return exit.Timestamp;
    }

    private void Line(HistoryEvent e, string text) => Line(e.Timestamp, text);

    private void Line(DateTimeOffset time, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(time - _start).TotalSeconds,9:F3} {PlainText.Of(text)}"));

    private static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"({time.TotalMilliseconds:F0} ms)")
        : string.Create(CultureInfo.InvariantCulture, $"({time.TotalSeconds:F3} s)");
}
