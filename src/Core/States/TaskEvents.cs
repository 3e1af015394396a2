namespace FunctionsAsl.Core.States;

/// <summary>The history events of a task, which have other names and members for functions, activities and services.</summary>
/// <param name="Subject">What AWS calls the task in its texts: the function's ARN, or the service's name.</param>
/// <param name="Members">What the details of each begin with.</param>
internal sealed record TaskEvents(
    TaskResource Task,
    string Subject,
    JsonMap Members,
    HistoryEventType Scheduled,
    HistoryEventType Started,
    HistoryEventType Succeeded,
    HistoryEventType Failed,
    HistoryEventType TimedOut)
{
    public static TaskEvents For(TaskResource resource) => resource switch
    {
        TaskResource.Lambda => new(
            resource,
            resource.Arn,
            JsonMap.Empty,
            HistoryEventType.LambdaFunctionScheduled,
            HistoryEventType.LambdaFunctionStarted,
            HistoryEventType.LambdaFunctionSucceeded,
            HistoryEventType.LambdaFunctionFailed,
            HistoryEventType.LambdaFunctionTimedOut),
        TaskResource.Activity => new(
            resource,
            resource.Arn,
            JsonMap.Empty,
            HistoryEventType.ActivityScheduled,
            HistoryEventType.ActivityStarted,
            HistoryEventType.ActivitySucceeded,
            HistoryEventType.ActivityFailed,
            HistoryEventType.ActivityTimedOut),
        TaskResource.Integration integration => new(
            resource,
            integration.Service,
            JsonMap.Of(("resourceType", integration.Service), ("resource", integration.Name)),
            HistoryEventType.TaskScheduled,
            HistoryEventType.TaskStarted,
            HistoryEventType.TaskSucceeded,
            HistoryEventType.TaskFailed,
            HistoryEventType.TaskTimedOut),
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    public JsonMap ScheduledDetails(Turn turn, JsonAny input, long? timeout, long? heartbeat, JsonAny? credentials)
    {
        var details = new JsonMap.Builder(Members, Members.Count + 2);
        if (Task is TaskResource.Integration)
        {
            details.Set("region", turn.Execution.Region).Set("parameters", input);
        }
        else
        {
            details.Set("resource", Task.Arn).Set("input", input);
        }

        if (timeout is { } timeoutSeconds)
        {
            details.Set("timeoutInSeconds", timeoutSeconds);
        }

        if (heartbeat is { } heartbeatSeconds && Task is not TaskResource.Lambda)
        {
            details.Set("heartbeatInSeconds", heartbeatSeconds);
        }

        if (credentials is JsonMap { Count: > 0 } role && role["RoleArn"] is { } roleArn)
        {
            details.Set("taskCredentials", JsonMap.Of(("roleArn", roleArn)));
        }

        return details.Build();
    }

    /// <summary>The details of a later event of the task: which resource, where the type says so, and these members.</summary>
    public JsonMap? WithResource(JsonMap members)
    {
        JsonMap details = Members.With(members);
        return details.Count == 0 ? null : details;
    }
}
