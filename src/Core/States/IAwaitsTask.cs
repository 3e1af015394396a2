namespace FunctionsAsl.Core.States;

/// <summary>A state whose branches wait for work that is done outside.</summary>
internal interface IAwaitsTask
{
    /// <summary>What an event of the work leads to in the branch; <see langword="null"/> where it changes nothing.</summary>
    Action<Branch>? Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting);

    /// <summary>The command to issue again after a restart; <see langword="null"/> where the host need not see to the work.</summary>
    Command.RunTask? Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state);
}
