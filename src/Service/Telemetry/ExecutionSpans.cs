using System.Diagnostics;
using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// The spans of executions: one for the execution, for each visit of a state, and for each attempt of a task, when it ends. Names and attributes
/// that tell what it is of are those of Durable Task (<c>durabletask.*</c>) where these fit, so that its dashboards show them.
/// </summary>
internal static class ExecutionSpans
{
    public static void Add(ExecutionRecord execution, ExecutionTrace trace, in EndedVisit ended)
    {
        StateVisit visit = ended.Visit;
        TraceContext around = trace.In(visit.Around?.EnteredEventId ?? 0);
        string? error = ended.IsFailed ? ErrorOf(ended.By) : null;
        if (ended.AttemptSince is { } since)
        {
            DerivedSpan.Emit(
                $"attempt:{visit.Name}",
                ActivityKind.Client,
                trace.In(visit.EnteredEventId),
                trace.Attempt(ended.By.Id),
                since,
                ended.By.Timestamp,
                error,
                new("durabletask.type", "activity"),
                new("durabletask.task.name", visit.Name),
                new("durabletask.task.instance_id", execution.Arn),
                new("durabletask.task.task_id", ended.By.Id),
                new("aws.step_functions.resource", ResourceOf(ended.By)));
            return;
        }

        // What was open when the execution ended goes on where it is redriven.
        DateTimeOffset start = execution.Redrives is { } redrives && redrives.Date > visit.Entered ? redrives.Date : visit.Entered;
        DerivedSpan.Emit(
            $"state:{visit.Name}",
            ActivityKind.Internal,
            around,
            trace.State(visit.EnteredEventId),
            start,
            ended.By.Timestamp,
            error,
            new("durabletask.type", "state"),
            new("durabletask.task.name", visit.Name),
            new("durabletask.task.instance_id", execution.Arn),
            new("durabletask.task.task_id", visit.EnteredEventId),
            new("aws.step_functions.state.type", visit.Kind ?? KindOf(ended.By)));
    }

    /// <param name="end">The event that ended it.</param>
    public static void Add(ExecutionRecord execution, ExecutionTrace trace, HistoryEvent end)
    {
        bool isFailed = end.Type != HistoryEventType.ExecutionSucceeded;
        DerivedSpan.Emit(
            $"execution:{execution.StateMachine.Name}",
            ActivityKind.Server,
            trace.Around,
            trace.Execution,
            execution.Redrives?.Date ?? execution.StartDate,
            end.Timestamp,
            isFailed ? ErrorOf(end) : null,
            new("durabletask.type", "orchestration"),
            new("durabletask.task.name", execution.StateMachine.Name),
            new("durabletask.task.instance_id", execution.Arn),
            new("durabletask.task.status", end.Type.ToString()["Execution".Length..]),
            new("aws.step_functions.state_machine.arn", execution.StateMachineArn),
            new("aws.step_functions.redrive_count", execution.Redrives?.Count ?? 0));
    }

    /// <summary>Its name alone: a cause may have what the execution works on.</summary>
    private static string ErrorOf(HistoryEvent e) =>
        (e.Details?["error"] as JsonString)?.Value is { Length: > 0 } error ? error : e.Type.ToString();

    private static string? KindOf(HistoryEvent e)
    {
        string type = e.Type.ToString();
        return type.EndsWith("StateExited", StringComparison.Ordinal) ? type[..^"StateExited".Length] : null;
    }

    private static string ResourceOf(HistoryEvent e) => e.Details?["resourceType"] is JsonString service && e.Details["resource"] is JsonString action
        ? $"arn:aws:states:::{service.Value}:{action.Value}"
        : e.Type < HistoryEventType.ChoiceStateEntered ? "activity" : "function";
}
