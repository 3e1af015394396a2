namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Numbers the attempts at each state of each execution, in the order in which they were first asked for. Who asks for one again gets the
/// same.
/// </summary>
public sealed class AttemptNumbers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Execution, string State), Dictionary<string, int>> _numbers = [];

    /// <summary>What an attempt comes to.</summary>
    /// <param name="results">One at least, in the order of the attempts; the last is that of all further ones.</param>
    public T Choose<T>(T[] results, TaskOrigin origin, Command.RunTask task) => results[Math.Min(Of(origin, task), results.Length - 1)];

    private int Of(TaskOrigin origin, Command.RunTask task)
    {
        lock (_lock)
        {
            if (!_numbers.TryGetValue((origin.ExecutionArn, task.State), out Dictionary<string, int>? numbers))
            {
                _numbers.Add((origin.ExecutionArn, task.State), numbers = new(StringComparer.Ordinal));
            }

            if (!numbers.TryGetValue(task.Id, out int number))
            {
                number = numbers.Count;
                numbers.Add(task.Id, number);
            }

            return number;
        }
    }
}
