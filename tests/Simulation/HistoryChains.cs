using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Simulation;

/// <summary>What must be true of the history of an execution that is over.</summary>
internal static class HistoryChains
{
    // Following every chain back is quadratic; a history that ran into its limit has been checked enough without.
    private const int LongestWalked = 2_000;

    private static readonly (HistoryEventType Entered, HistoryEventType Aborted)[] Abortable =
    [
        (HistoryEventType.TaskStateEntered, HistoryEventType.TaskStateAborted),
        (HistoryEventType.WaitStateEntered, HistoryEventType.WaitStateAborted),
    ];

    public static void Check(List<HistoryEvent> history, ExecutionStatus status)
    {
        CheckLinks(history);
        if (history.Count > LongestWalked)
        {
            return;
        }

        HashSet<long> open = CheckPairs(history);
        if (status == ExecutionStatus.Succeeded)
        {
            CheckEnds(history, open);
        }
    }

    private static void CheckLinks(List<HistoryEvent> history)
    {
        for (int i = 0; i < history.Count; i++)
        {
            HistoryEvent e = history[i];
            Simulation.Check.That(e.Id == i + 1, $"Event {i + 1} has the id {e.Id}.");
            Simulation.Check.That(e.PreviousEventId >= 0 && e.PreviousEventId < e.Id, $"Event {e.Id} links to {e.PreviousEventId}.");
            Simulation.Check.That(i == 0 || e.Timestamp >= history[i - 1].Timestamp, $"Event {e.Id} goes back in time.");
            bool ends = e.Type is HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed
                or HistoryEventType.ExecutionAborted or HistoryEventType.ExecutionTimedOut;
            Simulation.Check.That(ends == (i == history.Count - 1), $"Event {e.Id} is {e.Type}.");
            bool begins = i < 2 || (i == 2 && EntryBefore(history, e) is not null) || e.Type is HistoryEventType.ExecutionAborted or HistoryEventType.ExecutionTimedOut;
            Simulation.Check.That(begins == (e.PreviousEventId == 0), $"Event {e.Id}, {e.Type}, links to {e.PreviousEventId}.");
        }
    }

    /// <summary>Whatever leaves a state leads back to where it was entered.</summary>
    /// <returns>The Entered events of states that were not left.</returns>
    private static HashSet<long> CheckPairs(List<HistoryEvent> history)
    {
        var open = new HashSet<long>();
        foreach (HistoryEvent e in history)
        {
            string type = e.Type.ToString();
            if (type.EndsWith("StateEntered", StringComparison.Ordinal))
            {
                open.Add(e.Id);
            }
            else if (type.EndsWith("StateExited", StringComparison.Ordinal))
            {
                HistoryEvent? entered = Before(history, e).FirstOrDefault(b => Name(b) == Name(e) && Kind(b, "StateEntered") == Kind(e, "StateExited"));
                Simulation.Check.That(entered is not null && open.Remove(entered.Id), $"Event {e.Id} leaves a state that was not entered.");
            }
        }

        // What is aborted does not say which state it was: all link to the event of the failure (faults.md L7).
        foreach ((HistoryEventType entered, HistoryEventType aborted) in Abortable)
        {
            int left = open.Count(id => history[(int)id - 1].Type == entered);
            int cut = history.Count(e => e.Type == aborted);
            Simulation.Check.That(cut <= left, $"{cut} states of {entered} were aborted, {left} were not left.");
        }

        return open;
    }

    /// <summary>Where all went well in the end, what was not left has failed within a Parallel or Map state that dealt with it.</summary>
    private static void CheckEnds(List<HistoryEvent> history, HashSet<long> open)
    {
        foreach ((HistoryEventType entered, HistoryEventType aborted) in Abortable)
        {
            int left = open.Count(id => history[(int)id - 1].Type == entered);
            Simulation.Check.That(left == Count(aborted), $"{left} states of {entered} were not left, {Count(aborted)} were aborted.");
        }

        int Count(HistoryEventType type) => history.Count(e => e.Type == type);
        int ended = Count(HistoryEventType.MapIterationSucceeded) + Count(HistoryEventType.MapIterationFailed)
            + Count(HistoryEventType.MapIterationAborted);
        Simulation.Check.That(
            Count(HistoryEventType.MapIterationStarted) == ended,
            $"{Count(HistoryEventType.MapIterationStarted)} iterations started, {ended} ended.");
        foreach ((HistoryEventType entered, HistoryEventType failed, HistoryEventType aborted) in new[]
        {
            (HistoryEventType.ParallelStateEntered, HistoryEventType.ParallelStateFailed, HistoryEventType.ParallelStateAborted),
            (HistoryEventType.MapStateEntered, HistoryEventType.MapStateFailed, HistoryEventType.MapStateAborted),
        })
        {
            int left = open.Count(id => history[(int)id - 1].Type == entered);
            Simulation.Check.That(left <= Count(failed) + Count(aborted), $"{left} states of {entered} were not left.");
        }
    }

    /// <summary>The events that lead to this one, latest first.</summary>
    private static IEnumerable<HistoryEvent> Before(List<HistoryEvent> history, HistoryEvent e)
    {
        while (EntryBefore(history, e) is not null || e.PreviousEventId > 0)
        {
            e = EntryBefore(history, e) ?? history[(int)e.PreviousEventId - 1];
            yield return e;
        }
    }

    /// <summary>The entry of a state whose expression failed at once, which is left out of the chain.</summary>
    private static HistoryEvent? EntryBefore(List<HistoryEvent> history, HistoryEvent e) =>
        e.Type == HistoryEventType.EvaluationFailed && history[(int)e.Id - 2] is { } entry
        && entry.PreviousEventId == e.PreviousEventId && Kind(entry, "StateEntered") is not null
            ? entry
            : null;

    private static string? Name(HistoryEvent e) => (e.Details?["name"] as JsonString)?.Value;

    /// <summary>The kind of state that the event is about, if it says this of it.</summary>
    private static string? Kind(HistoryEvent e, string what)
    {
        string type = e.Type.ToString();
        return type.EndsWith(what, StringComparison.Ordinal) ? type[..^what.Length] : null;
    }
}
