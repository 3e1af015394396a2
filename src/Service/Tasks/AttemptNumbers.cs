namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Numbers the attempts at each state of each execution, from 0 in the order in which they were first asked for. Who asks for one again gets
/// the same.
/// </summary>
public sealed class AttemptNumbers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Execution, string State), Dictionary<string, int>> _numbers = [];

    public int Of(TaskOrigin origin, Command.RunTask task)
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
