using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Engine;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Logging;

/// <summary>What the people on call read, besides the requests that the host tells of.</summary>
internal static partial class Log
{
    /// <summary>Logs executions that ended badly. One that was stopped was stopped by somebody.</summary>
    public static void End(this ILogger log, string arn, ExecutionStatus status)
    {
        switch (status)
        {
            case ExecutionStatus.Failed:
                log.Unsuccessful(arn, "FAILED");
                break;
            case ExecutionStatus.TimedOut:
                log.Unsuccessful(arn, "TIMED_OUT");
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{What} failed.")]
    public static partial void Failure(this ILogger log, string what, Exception e);

    /// <remarks>An alert looks for this text (infra/modules/alerts.bicep).</remarks>
    [LoggerMessage(2, LogLevel.Warning, "Execution {Arn} {Status}")]
    public static partial void Unsuccessful(this ILogger log, string arn, string status);

    [LoggerMessage(3, LogLevel.Warning, "The sweep had to mend something: {Report}")]
    public static partial void Mended(this ILogger log, SweepReport report);

    [LoggerMessage(4, LogLevel.Error, "The Functions host is gone; this worker ends.")]
    public static partial void HostGone(this ILogger log);

    [LoggerMessage(5, LogLevel.Warning, "{What}")]
    public static partial void Note(this ILogger log, string what);
}
