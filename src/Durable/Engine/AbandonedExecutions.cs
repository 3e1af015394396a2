using FunctionsAsl.Core.Errors;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Service.Operations;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Writes the end of executions whose orchestrations are over and did not write it.</summary>
internal sealed class AbandonedExecutions(
    HistoryStore stored, ShownHistory shown, ExecutionEnd end, TimeProvider clock)
{
    /// <param name="execution">The record, which says that it runs.</param>
    /// <param name="instance">Its orchestration; <see langword="null"/> where there is none.</param>
    public async ValueTask End(StoredExecution execution, OrchestrationInstance? instance, CancellationToken cancel)
    {
        (HistoryEvent? last, long position) = await stored.ReadEnd(execution.Key, cancel);
        List<HistoryEvent> events = [];
        if (last is null || StatusAfter(last, execution) is null)
        {
            long written = last?.Id ?? 0;
            events.AddRange((await shown.ReadTail(execution, instance?.CustomStatus, cancel)).Where(e => e.Id > written));
            if (events.Count > 0 && events[0].Id != written + 1)
            {
                // What came in between is lost; ids have no gaps.
                events.Clear();
            }

            last = events.Count > 0 ? events[^1] : last;
            if (last is null || StatusAfter(last, execution) is null)
            {
                last = EndOf(last, instance);
                events.Add(last);
            }
        }

        var outcome = last.Details ?? JsonMap.Empty;
        await end.Save(
            execution,
            StatusAfter(last, execution) ?? ExecutionStatus.Aborted,
            ExecutionOutcome.Of(last.Timestamp, outcome["output"], Text(outcome, "error"), Text(outcome, "cause")),
            null,
            JsonList.Empty,
            events,
            position,
            cancel);
    }

    private HistoryEvent EndOf(HistoryEvent? last, OrchestrationInstance? instance)
    {
        bool hasFailed = instance?.Status == OrchestrationStatus.Failed;
        string cause = instance?.Status switch
        {
            OrchestrationStatus.Failed => instance.Failure ?? "The orchestration of this execution has failed.",
            OrchestrationStatus.Terminated => "The orchestration of this execution was terminated.",
            _ => "The orchestration of this execution is gone.",
        };
        return new HistoryEvent(
            (last?.Id ?? 0) + 1,
            hasFailed ? last?.Id ?? 0 : 0,
            clock.Now(),
            hasFailed ? HistoryEventType.ExecutionFailed : HistoryEventType.ExecutionAborted,
            hasFailed ? JsonMap.Of(("error", ErrorName.Runtime), ("cause", cause)) : JsonMap.Of(("cause", cause)));
    }

    /// <summary>How an execution has ended whose last event this is; <see langword="null"/> where it has not.</summary>
    private static ExecutionStatus? StatusAfter(HistoryEvent last, StoredExecution execution) => last.Type switch
    {
        // It goes on behind that.
        _ when last.Timestamp < execution.Redrives?.Date => null,
        HistoryEventType.ExecutionSucceeded => ExecutionStatus.Succeeded,
        HistoryEventType.ExecutionFailed => ExecutionStatus.Failed,
        HistoryEventType.ExecutionAborted => ExecutionStatus.Aborted,
        HistoryEventType.ExecutionTimedOut => ExecutionStatus.TimedOut,
        _ => null,
    };

    private static string? Text(JsonMap details, string name) => (details[name] as JsonString)?.Value;
}
