namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// What the tasks of an execution came to, as a mock file: each state of the test case has the response of its name, with what every
/// attempt gave. The items of Distributed Maps are executions of their own, and what came after a redrive hangs on no state in a history:
/// both are left out.
/// </summary>
public sealed class MockRecording
{
    private readonly Dictionary<string, SortedDictionary<int, JsonMap>> _states = new(StringComparer.Ordinal);

    private MockRecording()
    {
    }

    /// <summary>How many attempts have no end: those of an execution that runs or was stopped, or whose branch was cut off.</summary>
    public int Open { get; private set; }

    /// <param name="history">All events, in their order.</param>
    public static MockRecording Of(IEnumerable<HistoryEvent> history)
    {
        var recording = new MockRecording();
        var attempts = new TaskAttempts();
        HashSet<(string, int)> open = [];
        foreach (HistoryEvent e in history)
        {
            if (attempts.Of(e) is not { } attempt)
            {
                continue;
            }

            if (TaskAttempts.IsBeginning(e.Type))
            {
                open.Add(attempt);
            }
            else if (TaskAttempts.IsEnd(e.Type) && open.Remove(attempt))
            {
                recording.Add(attempt.State, attempt.Number, e);
            }
        }

        recording.Open = open.Count;
        return recording;
    }

    /// <summary>The mock file.</summary>
    public JsonMap ToFile(string stateMachine, string testCase) => JsonMap.Of(
        ("StateMachines", JsonMap.Of(
            (stateMachine, JsonMap.Of(
                ("TestCases", JsonMap.Of(
                    (testCase, JsonMap.Of([.. _states.Keys.Select(static state => (state, (JsonAny)state))])))))))),
        ("MockedResponses", JsonMap.Of([.. _states.Select(static s => (s.Key, (JsonAny)Response(s.Value)))])));

    private void Add(string state, int number, HistoryEvent end)
    {
        if (!_states.TryGetValue(state, out SortedDictionary<int, JsonMap>? answers))
        {
            _states.Add(state, answers = []);
        }

        answers.TryAdd(number, TaskAttempts.IsSuccess(end.Type) ? JsonMap.Of(("Return", Result(end))) : JsonMap.Of(("Throw", Failure(end))));
    }

    /// <summary>What the task gave. A function by its ARN is mocked by what <c>lambda:invoke</c> would give (DG/sfn-local-mock-cfg-file).</summary>
    private static JsonAny Result(HistoryEvent end)
    {
        JsonAny output = (end.Details?["output"] ?? JsonAny.Null).WithoutSourceText();
        return end.Type == HistoryEventType.LambdaFunctionSucceeded ? JsonMap.Of(("StatusCode", 200), ("Payload", output)) : output;
    }

    /// <summary>The failure. A time-out has the name that retriers and catchers know it by.</summary>
    private static JsonMap Failure(HistoryEvent end)
    {
        bool isTimeout = end.Type.ToString().EndsWith("TimedOut", StringComparison.Ordinal);
        return new JsonMap.Builder()
            .Set("Error", end.Details?["error"] ?? (isTimeout ? ErrorName.Timeout : ErrorName.TaskFailed))
            .SetIfPresent("Cause", end.Details?["cause"])
            .Build();
    }

    /// <summary>The answers by their numbers; equal ones that follow each other as a range.</summary>
    private static JsonMap Response(SortedDictionary<int, JsonMap> answers)
    {
        List<(int First, int Last, JsonMap Answer)> ranges = [];
        foreach ((int number, JsonMap answer) in answers)
        {
            if (ranges is [.., var last] && last.Last == number - 1 && last.Answer.Equals(answer))
            {
                ranges[^1] = last with { Last = number };
            }
            else
            {
                ranges.Add((number, number, answer));
            }
        }

        return JsonMap.Of([.. ranges.Select(static r => (Name(r.First, r.Last), (JsonAny)r.Answer))]);
    }

    private static string Name(int first, int last) => first == last
        ? first.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
