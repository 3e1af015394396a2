namespace FunctionsAsl.Core.States;

/// <summary>A state whose branches wait for work that is done outside.</summary>
internal interface IAwaitsTask
{
    void Succeeded(Turn turn, Branch branch, JsonValue output);

    void Failed(Turn turn, Branch branch, string? error, string? cause);

    /// <summary>The command to issue again after a restart; <see langword="null"/> where the host need not see to the work.</summary>
    Command.RunTask? Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state);
}
