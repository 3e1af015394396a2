using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl;

/// <summary>An execution of a workflow as it was when somebody looked.</summary>
/// <param name="Arn">What names it everywhere.</param>
/// <param name="Name">Its name within its state machine.</param>
/// <param name="StateMachineArn">The state machine that it is an execution of.</param>
/// <param name="Status">In AWS's words: <c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c>, <c>ABORTED</c>, <c>PENDING_REDRIVE</c>.</param>
/// <param name="Input">The JSON text that it was started with; <see langword="null"/> where it is hidden.</param>
/// <param name="StartDate">When it was started, in milliseconds.</param>
public sealed record Execution(string Arn, string Name, string StateMachineArn, string Status, string? Input, DateTimeOffset StartDate)
{
    /// <summary>The JSON text that it ended with; <see langword="null"/> unless it has succeeded.</summary>
    public string? Output { get; init; }

    /// <summary>The error that it failed with; <see langword="null"/> where it had none.</summary>
    public string? Error { get; init; }

    /// <summary>What is told of the error; <see langword="null"/> where nothing is.</summary>
    public string? Cause { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    public DateTimeOffset? StopDate { get; init; }

    /// <summary>Whether it ended as its workflow wanted.</summary>
    public bool IsSucceeded => Status == "SUCCEEDED";

    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => Status == "RUNNING";

    /// <param name="described">What DescribeExecution answers.</param>
    internal static Execution Of(JsonObject described) => new(
        (string)described["executionArn"]!,
        (string)described["name"]!,
        (string)described["stateMachineArn"]!,
        (string)described["status"]!,
        (string?)described["input"],
        ApiTime.Read(described["startDate"]!))
    {
        Output = (string?)described["output"],
        Error = (string?)described["error"],
        Cause = (string?)described["cause"],
        StopDate = described["stopDate"] is { } stop ? ApiTime.Read(stop) : null,
    };

    /// <param name="record">What the service keeps of it.</param>
    internal static Execution Of(ExecutionRecord record) =>
        new(record.Arn, record.Name, record.StateMachineArn, record.Status.ApiName(), record.Input, record.StartDate)
        {
            Output = record.Output?.ToString(),
            Error = record.Error,
            Cause = record.Cause,
            StopDate = record.StopDate,
        };
}
