using System.Globalization;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Support;

namespace FunctionsAsl.Simulation;

/// <summary>What must be true of every step of every execution.</summary>
internal static class Check
{
    public static void That(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SimulationException(otherwise);
        }
    }

    /// <summary>Two steps from the same state by the same event are the same to the byte.</summary>
    public static void Same(Step expected, Step actual, string of)
    {
        That(
            expected.Commands.Select(Describe).SequenceEqual(actual.Commands.Select(Describe), StringComparer.Ordinal),
            $"Other commands from {of}: {string.Join("; ", actual.Commands)} instead of {string.Join("; ", expected.Commands)}.");
        SameHistory(expected.History, actual.History, of);
        SameState(expected.State, actual.State, of);
    }

    public static void SameHistory(IReadOnlyList<HistoryEvent> expected, IReadOnlyList<HistoryEvent> actual, string of)
    {
        That(expected.Count == actual.Count, $"Another history from {of}: {actual.Count} events instead of {expected.Count}.");
        for (int i = 0; i < expected.Count; i++)
        {
            HistoryEvent a = expected[i];
            HistoryEvent b = actual[i];
            bool same = (a.Id, a.PreviousEventId, a.Type, a.Timestamp) == (b.Id, b.PreviousEventId, b.Type, b.Timestamp)
                && (ReferenceEquals(a.Details, b.Details) || a.Details?.ToString() == b.Details?.ToString());
            That(same, $"Another history from {of}: {Describe(b)} instead of {Describe(a)}.");
        }
    }

    public static void SameState(ExecutionState expected, ExecutionState actual, string of)
    {
        string a = Expanded(expected);
        string b = Expanded(actual);
        That(a == b, $"Another state from {of}:\n{b}\ninstead of\n{a}");
    }

    /// <summary>An event that comes again changes nothing; a timer that fires too early is set again.</summary>
    public static void Repeated(StateMachine definition, ExecutionState state, Event @event, Step again)
    {
        bool tooEarly = @event is Event.TimerFired timer && again.Commands is [Command.StartTimer set]
            && set.Id == timer.Id && set.Due > timer.Time && Outstanding.Of(definition, state).Contains(set);
        That(again.Commands.IsEmpty || tooEarly, $"An event that came twice gave commands: {string.Join("; ", again.Commands)}.");
        That(ReferenceEquals(again.State, state), "An event that came twice changed the state.");
        That(again.History.IsEmpty, "An event that came twice wrote history.");
    }

    public static void State(ExecutionState state, List<HistoryEvent> history)
    {
        // That of a Map Run is nobody's to read.
        That(state.LastEventId == history.Count || (IsMapRun(state) && history.Count == 0), $"The state says {state.LastEventId} events, the history has {history.Count}.");
        long bytes = state.Branches.Values.Sum(b => b.Variables.Values.Sum(v => (long)v.Utf8Length));
        That(state.VariableBytes == bytes, $"The state counts {state.VariableBytes} bytes of variables; there are {bytes}.");
        bool runs = state.Status == ExecutionStatus.Running;
        That(runs || state.Status != ExecutionStatus.Succeeded || state.Branches.IsEmpty, "There are branches after success.");
        foreach (Branch branch in state.Branches.Values)
        {
            That(!runs || branch.Waiting is not null || state.Ready.Contains(branch.Id, StringComparer.Ordinal), $"The branch '{branch.Id}' waits for nothing.");
            That(branch.ParentId is null || state.Branches.ContainsKey(branch.ParentId), $"The branch '{branch.Id}' has no parent.");
        }
    }

    /// <summary>The host's timers and tasks are those that the state waits for.</summary>
    public static void Awaited(StateMachine definition, ExecutionState state, Dictionary<string, DateTimeOffset> timers, HashSet<string> tasks)
    {
        var expected = Outstanding.Of(definition, state).OfType<Command.StartTimer>().ToDictionary(t => t.Id, t => t.Due, StringComparer.Ordinal);
        foreach ((string id, DateTimeOffset due) in expected)
        {
            That(timers.TryGetValue(id, out DateTimeOffset set), $"The timer '{id}' is awaited and was not set.");
            // Heartbeats move the deadline and leave the timer.
            That(set == due || (set < due && id.EndsWith(":heartbeat", StringComparison.Ordinal)), $"The timer '{id}' was set to {set:O}, not {due:O}.");
        }

        That(timers.Count == expected.Count, $"Timers nobody awaits: {string.Join(", ", timers.Keys.Except(expected.Keys))}.");
        var awaited = state.Branches.Values.Where(b => b.Waiting is Waiting.ForTask).Select(b => b.Position.ToString()).ToHashSet(StringComparer.Ordinal);
        That(tasks.SetEquals(awaited), $"The host runs tasks [{string.Join(", ", tasks)}]; [{string.Join(", ", awaited)}] are awaited.");
    }

    public static void Over(ExecutionState state, List<HistoryEvent> history, Dictionary<string, DateTimeOffset> timers, HashSet<string> tasks)
    {
        That(timers.Count == 0 && tasks.Count == 0, $"Not taken back at the end: {string.Join(", ", timers.Keys.Concat(tasks))}.");
        if (IsMapRun(state))
        {
            return;
        }

        HistoryEventType expected = state.Status switch
        {
            ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
            ExecutionStatus.Failed => HistoryEventType.ExecutionFailed,
            ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
            _ => HistoryEventType.ExecutionAborted,
        };
        That(history[^1].Type == expected, $"The last event is {history[^1].Type} and the status {state.Status}.");
        That(state.Output is not null == (state.Status == ExecutionStatus.Succeeded), "There is an output if the execution succeeded.");
        HistoryChains.Check(history, state.Status);
    }

    private static bool IsMapRun(ExecutionState state) => MapRunArn.LabelOf(state.Execution.Arn) is not null;

    public static string Describe(HistoryEvent e) => $"{e.Id} {e.PreviousEventId} {e.Type} {e.Details}";

    /// <summary>
    /// The saved state with its values in their places. Which of them are one instance, and are saved once, may differ: what came
    /// from the definition is not known for the same once it was loaded.
    /// </summary>
    private static string Expanded(ExecutionState state)
    {
        var saved = (JsonMap)JsonAny.Parse(StateSerializer.Save(state));
        var texts = (JsonMap)saved["sourceTexts"]!;
        var values = JsonList.Of(((JsonList)saved["values"]!).Select((value, at) => texts[$"{at}"] is { } text ? JsonList.Of(value, text) : value));
        JsonMap rest = saved.With("values", JsonAny.Null).With("sourceTexts", JsonAny.Null);
        return Expanded(rest, values, isReference: _ => false).ToString();
    }

    private static JsonAny Expanded(JsonAny saved, JsonList values, Func<string, bool> isReference) => saved switch
    {
        JsonList array => JsonList.Of(array.Select(item => Expanded(item, values, isReference))),
        JsonMap o => o.Aggregate(new JsonMap.Builder(), (members, m) => members.Set(m.Key, m.Value switch
        {
            JsonNumber at when isReference(m.Key) || m.Key is "input" or "output" or "items" => values[int.Parse(at.Text, NumberFormatInfo.InvariantInfo)],
            _ => Expanded(m.Value, values, _ => m.Key == "variables"),
        })).Build(),
        _ => saved,
    };

    private static string Describe(Command command) => command is Command.RunTask task
        ? $"RunTask {task.Id} {task.State} {task.Resource.Arn} {task.Input} {task.Attempt} {task.Token}"
        : command.ToString();
}
