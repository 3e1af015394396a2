namespace FunctionsAsl.Service.Records;

/// <summary>Which executions of a state machine to list: all, or those of which everything holds that is given.</summary>
/// <param name="Version">The version that they run.</param>
/// <param name="Alias">The alias that they were started by.</param>
public readonly record struct ExecutionFilter(
    string StateMachineArn, ExecutionStatus? Status = null, int? Version = null, string? Alias = null)
{
    public bool IsForAll => Status is null && Version is null && Alias is null;

    public bool Takes(ExecutionSummary execution) =>
        (Status is null || execution.Status == Status)
        && (Version is null || execution.Version == Version)
        && (Alias is null || execution.Alias == Alias);
}
