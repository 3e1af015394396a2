namespace FunctionsAsl.Testing;

/// <summary>
/// Has tasks run one after the other, in an order that is the same each time: by when they are due, then by their executions, then by where
/// they stand in the workflow.
/// </summary>
internal sealed class TaskTurns
{
    private readonly Lock _lock = new();
    private readonly SortedSet<Turn> _waiting = new(TurnOrder.First);

    /// <summary>How many tasks wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>When the first of them is due; <see cref="DateTimeOffset.MaxValue"/> where none ever is.</summary>
    public DateTimeOffset Next
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Min?.Due ?? DateTimeOffset.MaxValue;
            }
        }
    }

    /// <summary>Completes when it is the task's turn.</summary>
    /// <param name="due">Not before; <see cref="DateTimeOffset.MaxValue"/> for never.</param>
    /// <param name="id">The command's (<c>2.0.5/1.0</c>).</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the task any more.</exception>
    public async Task WaitAsync(DateTimeOffset due, string executionArn, string id, CancellationToken cancel)
    {
        var turn = new Turn(due, executionArn, id);
        lock (_lock)
        {
            _waiting.Add(turn);
        }

        await using CancellationTokenRegistration given = cancel.Register(() =>
        {
            lock (_lock)
            {
                _waiting.Remove(turn);
            }

            turn.Come.TrySetCanceled(cancel);
        });
        await turn.Come.Task;
    }

    /// <summary>Lets the first task run that is due.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Give(DateTimeOffset now)
    {
        Turn? first;
        lock (_lock)
        {
            first = _waiting.Min;
            if (first is null || first.Due > now)
            {
                return false;
            }

            _waiting.Remove(first);
        }

        first.Come.TrySetResult();
        return true;
    }

    private sealed record Turn(DateTimeOffset Due, string ExecutionArn, string Id)
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class TurnOrder : IComparer<Turn>
    {
        public static readonly TurnOrder First = new();

        public int Compare(Turn? x, Turn? y)
        {
            int order = x!.Due.CompareTo(y!.Due);
            order = order != 0 ? order : ByNumbers(x.ExecutionArn, y.ExecutionArn);
            return order != 0 ? order : ByNumbers(x.Id, y.Id);
        }

        /// <summary>Compares as people count: the tenth branch comes after the ninth.</summary>
        private static int ByNumbers(string x, string y)
        {
            int i = 0;
            while (i < x.Length && i < y.Length && x[i] == y[i])
            {
                i++;
            }

            while (i > 0 && char.IsAsciiDigit(x[i - 1]))
            {
                i--;
            }

            int inX = Digits(x, i);
            int inY = Digits(y, i);
            return inX > 0 && inY > 0 && inX != inY ? inX.CompareTo(inY) : string.CompareOrdinal(x, i, y, i, int.MaxValue);
        }

        private static int Digits(string text, int from)
        {
            int end = from;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            return end - from;
        }
    }
}
