namespace FunctionsAsl.Service.Records;

/// <summary>Which executions of a state machine to list: all, or those of which everything holds that is given.</summary>
/// <param name="StateMachineArn">The machine, or the processor of a Distributed Map (<c>MACHINE/LABEL</c>), or with an owner that is an execution its machine.</param>
/// <param name="Version">The version that they run.</param>
/// <param name="Alias">The alias that they were started by.</param>
/// <param name="Owner">The Map Run that they are children of, or the execution that they are Map Runs of.</param>
/// <param name="Redriven">Whether they were redriven.</param>
public readonly record struct ExecutionFilter(
    string StateMachineArn, ExecutionStatus? Status = null, int? Version = null, string? Alias = null, string? Owner = null, bool? Redriven = null)
{
    public bool IsForAll => Status is null && Version is null && Alias is null && Owner is null && Redriven is null;

    public bool Takes(ExecutionSummary execution) =>
        (Status is null || execution.Status == Status)
        && (Version is null || execution.Version == Version)
        && (Alias is null || execution.Alias == Alias)
        && (Owner is null || execution.Owner == Owner)
        && (Redriven is null || execution.RedriveCount > 0 == Redriven);
}
