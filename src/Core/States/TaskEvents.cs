namespace FunctionsAsl.Core.States;

/// <summary>The history events of a task, which have other names and members for functions, activities and services.</summary>
internal sealed class TaskEvents
{
    private readonly JsonObject _resource;
    private readonly TaskResource _task;

    private TaskEvents(TaskResource task, string subject, JsonObject resource)
    {
        _task = task;
        _resource = resource;
        Subject = subject;
    }

    public required HistoryEventType Scheduled { get; init; }

    public required HistoryEventType Started { get; init; }

    public required HistoryEventType Succeeded { get; init; }

    public required HistoryEventType Failed { get; init; }

    public required HistoryEventType TimedOut { get; init; }

    /// <summary>What AWS calls the task in its texts: the function's ARN, or the service's name.</summary>
    public string Subject { get; }

    public static TaskEvents For(TaskResource resource) => resource switch
    {
        TaskResource.Lambda => new(resource, resource.Arn, JsonObject.Empty)
        {
            Scheduled = HistoryEventType.LambdaFunctionScheduled,
            Started = HistoryEventType.LambdaFunctionStarted,
            Succeeded = HistoryEventType.LambdaFunctionSucceeded,
            Failed = HistoryEventType.LambdaFunctionFailed,
            TimedOut = HistoryEventType.LambdaFunctionTimedOut,
        },
        TaskResource.Activity => new(resource, resource.Arn, JsonObject.Empty)
        {
            Scheduled = HistoryEventType.ActivityScheduled,
            Started = HistoryEventType.ActivityStarted,
            Succeeded = HistoryEventType.ActivitySucceeded,
            Failed = HistoryEventType.ActivityFailed,
            TimedOut = HistoryEventType.ActivityTimedOut,
        },
        TaskResource.Integration integration => new(
            resource,
            integration.Service,
            JsonObject.Of(("resourceType", integration.Service), ("resource", integration.Name)))
        {
            Scheduled = HistoryEventType.TaskScheduled,
            Started = HistoryEventType.TaskStarted,
            Succeeded = HistoryEventType.TaskSucceeded,
            Failed = HistoryEventType.TaskFailed,
            TimedOut = HistoryEventType.TaskTimedOut,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    public JsonObject ScheduledDetails(Turn turn, JsonValue input, long? timeout, long? heartbeat, JsonValue? credentials)
    {
        var details = new JsonObject.Builder(_resource, _resource.Count + 2);
        if (_task is TaskResource.Integration)
        {
            details.Set("region", turn.Execution.Region).Set("parameters", input);
        }
        else
        {
            details.Set("resource", _task.Arn).Set("input", input);
        }

        if (timeout is { } timeoutSeconds)
        {
            details.Set("timeoutInSeconds", timeoutSeconds);
        }

        if (heartbeat is { } heartbeatSeconds && _task is not TaskResource.Lambda)
        {
            details.Set("heartbeatInSeconds", heartbeatSeconds);
        }

        if (credentials is JsonObject { Count: > 0 } role && role["RoleArn"] is { } roleArn)
        {
            details.Set("taskCredentials", JsonObject.Of(("roleArn", roleArn)));
        }

        return details.Build();
    }

    /// <summary>The details of a later event of the task: which resource, where the type says so, and these members.</summary>
    public JsonObject? WithResource(JsonObject members)
    {
        JsonObject details = _resource.With(members);
        return details.Count == 0 ? null : details;
    }
}
