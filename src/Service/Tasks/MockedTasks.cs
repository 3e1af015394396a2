using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Answers the tasks of executions that were started with a test case. Attempts are numbered as <see cref="MockFile"/> says; where
/// numbering goes on after a restart tells the history.
/// </summary>
internal sealed class MockedTasks(MockFile mocks) : IMockedTasks
{
    private const int MostCounters = 1000;
    private const int PageSize = 1000;
    private const long PageBytes = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Execution, string State), Counter> _counters = [];
    private readonly Queue<(string Execution, string State)> _oldest = [];

    /// <exception cref="TaskFailedException">The mock configuration was broken meanwhile.</exception>
    public MockedAnswer? Find(TaskOrigin origin, Command.RunTask task)
    {
        try
        {
            return origin.TestCase is { } testCase && mocks.Find(origin.StateMachineName, testCase, task.State, task.Resource) is { } response
                ? (engine, cancel) => AnswerAsync(response, origin, task, engine, cancel)
                : null;
        }
        catch (MockFileException e)
        {
            throw new TaskFailedException(ErrorName.Runtime, "The mock configuration cannot be used: " + e.Message);
        }
    }

    private async ValueTask<TaskOutcome> AnswerAsync(
        MockedResponse response, TaskOrigin origin, Command.RunTask task, IEngine engine, CancellationToken cancel)
    {
        (string, string) key = (origin.ExecutionArn, task.State);
        Counter? counter = Find(key);
        if (counter is null)
        {
            int ended = await CountEndedAsync(origin.ExecutionArn, task.State, engine, cancel);
            counter = GetOrAdd(key, new Counter(ended));
        }

        return response.At(counter.NumberOf(task.Id));
    }

    private Counter? Find((string, string) key)
    {
        lock (_lock)
        {
            return _counters.GetValueOrDefault(key);
        }
    }

    private Counter GetOrAdd((string, string) key, Counter counter)
    {
        lock (_lock)
        {
            if (_counters.TryGetValue(key, out Counter? existing))
            {
                return existing;
            }

            // Those of executions that are long over; of any other the history knows.
            if (_oldest.Count == MostCounters)
            {
                _counters.Remove(_oldest.Dequeue());
            }

            _counters.Add(key, counter);
            _oldest.Enqueue(key);
            return counter;
        }
    }

    /// <summary>How many attempts at the state the history has the end of: where numbering begins, or goes on after a restart.</summary>
    private static async Task<int> CountEndedAsync(string executionArn, string state, IEngine engine, CancellationToken cancel)
    {
        var attempts = new TaskAttempts();
        int ended = 0;
        long after = 0;
        while (true)
        {
            IReadOnlyList<HistoryEvent> events = await engine.ReadHistory(executionArn, after, PageSize, PageBytes, reverse: false, cancel);
            foreach (HistoryEvent e in events)
            {
                ended += attempts.Of(e)?.State == state && TaskAttempts.IsEnd(e.Type) ? 1 : 0;
            }

            if (events.Count == 0)
            {
                return ended;
            }

            after = events[^1].Id;
        }
    }

    /// <summary>Numbers attempts in the order in which they are asked for; one that is asked for again keeps its number.</summary>
    private sealed class Counter(int next)
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private int _next = next;

        public int NumberOf(string commandId)
        {
            lock (_numbers)
            {
                if (!_numbers.TryGetValue(commandId, out int number))
                {
                    _numbers.Add(commandId, number = _next++);
                }

                return number;
            }
        }
    }
}
