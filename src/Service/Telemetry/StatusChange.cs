using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// The event that EventBridge gets from AWS when the status of a Standard execution changes (DG/eventbridge-integration): <c>Step Functions
/// Execution Status Change</c>. Express executions and Map Runs have none.
/// </summary>
internal static class StatusChange
{
    /// <summary>
    /// Where input and output, as they are written in the event, take more together, the input is not in it; the output is not where it alone
    /// takes more (DG/eventbridge-integration).
    /// </summary>
    private const int MostData = 248 * 1024;

    private static readonly JsonMap Included = JsonMap.Of(("included", true));
    private static readonly JsonMap LeftOut = JsonMap.Of(("included", false));

    /// <param name="execution">As it is behind the event, or later.</param>
    /// <returns><see langword="null"/> where the event changes no status, or nobody is told. What comes twice has the same id.</returns>
    public static JsonMap? Of(ExecutionRecord execution, HistoryEvent e)
    {
        if (execution.StateMachine.IsExpress || execution.IsMapRun)
        {
            return null;
        }

        ExecutionRecord? then = e.Type switch
        {
            HistoryEventType.ExecutionStarted or HistoryEventType.ExecutionRedriven =>
                execution with { Status = ExecutionStatus.Running, StopDate = null, Output = null, Error = null, Cause = null },
            HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed or HistoryEventType.ExecutionAborted
                or HistoryEventType.ExecutionTimedOut => execution,
            _ => null,
        };
        // arn, partition, states, region, account, execution, …
        return then is null || execution.Arn.Split(':', 6) is not [_, _, _, var region, var account, _] ? null : JsonMap.Of(
            ("version", "0"),
            ("id", IdOf(execution, e.Id)),
            ("detail-type", "Step Functions Execution Status Change"),
            ("source", "aws.states"),
            ("account", account),
            ("time", e.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("region", region),
            ("resources", JsonList.Of((JsonAny)execution.Arn)),
            ("detail", Detail(then, e.Timestamp)));
    }

    private static JsonMap Detail(ExecutionRecord execution, DateTimeOffset time)
    {
        JsonAny input = execution.Input;
        JsonAny output = Text(execution.Output?.ToString());
        long outputBytes = execution.Output is null ? 0 : output.Utf8Length;
        bool hasOutput = outputBytes <= MostData;
        bool hasInput = outputBytes + input.Utf8Length <= MostData;
        string? obstacle = execution.WhyNotRedrivable(time);
        return JsonMap.Of(
            ("executionArn", execution.Arn),
            ("stateMachineArn", execution.StateMachineArn),
            ("name", execution.Name),
            ("status", execution.Status.ApiName()),
            ("startDate", execution.StartDate.ToUnixTimeMilliseconds()),
            ("stopDate", execution.StopDate is { } stop ? stop.ToUnixTimeMilliseconds() : JsonNull.Instance),
            ("input", hasInput ? input : JsonNull.Instance),
            ("inputDetails", hasInput ? Included : LeftOut),
            ("output", hasOutput ? output : JsonNull.Instance),
            ("outputDetails", execution.Output is null ? JsonNull.Instance : hasOutput ? Included : LeftOut),
            ("error", Text(execution.Error)),
            ("cause", Text(execution.Cause)),
            ("stateMachineVersionArn", Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Version))),
            ("stateMachineAliasArn", Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Alias))),
            ("redriveCount", execution.Redrives?.Count ?? 0),
            ("redriveDate", execution.Redrives is { } redrives ? redrives.Date.ToUnixTimeMilliseconds() : JsonNull.Instance),
            ("redriveStatus", obstacle is null ? "REDRIVABLE" : "NOT_REDRIVABLE"),
            ("redriveStatusReason", Text(obstacle)));
    }

    private static JsonAny Text(string? text) => text is null ? JsonNull.Instance : text;

    /// <summary>A UUID that is that of this event however often it is told (RFC 9562, version 8).</summary>
    private static string IdOf(ExecutionRecord execution, long @event)
    {
        Span<byte> id = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{execution.Arn}#{execution.StartDate.UtcTicks}#{@event}"))).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true).ToString();
    }
}
