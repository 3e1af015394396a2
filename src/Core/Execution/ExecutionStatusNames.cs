namespace FunctionsAsl.Core.Execution;

/// <summary>Statuses as AWS writes them (MODEL ExecutionStatus).</summary>
public static class ExecutionStatusNames
{
    public static string ApiName(this ExecutionStatus status) => status switch
    {
        ExecutionStatus.Running => "RUNNING",
        ExecutionStatus.Succeeded => "SUCCEEDED",
        ExecutionStatus.Failed => "FAILED",
        ExecutionStatus.TimedOut => "TIMED_OUT",
        _ => "ABORTED",
    };

    /// <summary>The status that is written so; <see langword="null"/> where none is.</summary>
    public static ExecutionStatus? Find(string? name) =>
        Enum.GetValues<ExecutionStatus>().Cast<ExecutionStatus?>().FirstOrDefault(status => status!.Value.ApiName() == name);
}
