using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>Tasks whose outcome is decided by a number and the attempt alone, so that it is the same however often one is run.</summary>
internal sealed class ScriptedTasks(int seed) : ITaskRunner
{
    public bool RunsActivity(TaskOrigin origin, Command.RunTask task) => true;

    public ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel) => new(OutcomeOf(task));

    public TaskOutcome OutcomeOf(Command.RunTask task)
    {
        // The hash codes of strings differ from process to process.
        int number = task.Id.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c));
        var random = new Random(number);
        return random.Next(20) switch
        {
            < 3 => new TaskOutcome.Failed("Boom", "a cause"),
            3 => new TaskOutcome.Failed("Custom.Error", null),
            4 => new TaskOutcome.Failed(null, null),
            5 => new TaskOutcome.Succeeded(new JsonString(new string('x', Limits.PayloadBytes))),
            6 => new TaskOutcome.Succeeded(new JsonString(new string('x', random.Next(40_000)))),
            7 => new TaskOutcome.Succeeded(new RandomDefinition(random, 1).Value(2)),
            _ => new TaskOutcome.Succeeded(task.Input),
        };
    }
}
