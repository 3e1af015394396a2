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
}
