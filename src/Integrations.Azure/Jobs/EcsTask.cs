namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>
/// A task definition of ECS that is a job of Container Apps. A task's id is <c>DEFINITION.EXECUTION</c>, by which it is found again. Where a
/// task would run on AWS says nothing here: that is the job's matter.
/// </summary>
/// <param name="home">The region and account of ARNs, as <c>us-east-1:123456789012</c>.</param>
internal sealed class EcsTask(ContainerAppsJob job, string home, TimeProvider clock) : IBoundResource
{
    private const string Stopped = "STOPPED";

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "RunTask" => RunAsync(new Fields(request), cancel),
        "DescribeTasks" => DescribeAsync(new Fields(request), cancel),
        "StopTask" => StopAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> RunAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "taskDefinition", "overrides", "count", "cluster", "startedBy", "group", "clientToken",
            // Where it runs.
            "launchType", "networkConfiguration", "platformVersion", "capacityProviderStrategy");
        if (request.Number("count", 1, 10) is > 1)
        {
            throw BoundException.Unsupported("A count of more than 1 is");
        }

        string definition = request.RequiredText("taskDefinition");
        ContainerChange[] changes = [.. ReadOverrides(new Fields(request.Object("overrides")))];
        string execution = await job.StartAsync(changes, cancel);
        string name = definition[(definition.LastIndexOf('/') + 1)..];
        string place = definition.Split(':') is ["arn", _, _, var region, var account, ..] ? $"{region}:{account}" : home;
        string cluster = request.Text("cluster") is { } given ? given[(given.LastIndexOf('/') + 1)..] : "default";
        JsonMap task = NewTask($"arn:aws:ecs:{place}:task/{cluster}/{name}.{execution}")
            .Set("createdAt", Core.Execution.Timestamps.Format(clock.GetUtcNow()))
            .Set("lastStatus", "PROVISIONING")
            .Set("desiredStatus", "RUNNING")
            .Set("group", request.Text("group") ?? "family:" + name.Split(':')[0])
            .SetIfPresent("startedBy", request.Value("startedBy"))
            .SetIfPresent("overrides", request.Value("overrides"))
            .Build();
        return new BoundAnswer(JsonMap.Of(("tasks", JsonList.Of(task)), ("failures", JsonList.Empty)));
    }

    private async ValueTask<BoundAnswer> DescribeAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("cluster", "tasks");
        List<JsonAny> tasks = [];
        List<JsonAny> failures = [];
        foreach (string arn in request.Items("tasks").OfType<JsonString>().Select(static t => t.Value))
        {
            if (await job.FindAsync(ExecutionOf(arn), cancel) is { } execution)
            {
                tasks.Add(Describe(arn, execution));
            }
            else
            {
                failures.Add(JsonMap.Of(("arn", arn), ("reason", "MISSING")));
            }
        }

        return new BoundAnswer(JsonMap.Of(("tasks", JsonList.Of(tasks)), ("failures", JsonList.Of(failures))));
    }

    private async ValueTask<BoundAnswer> StopAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("cluster", "task", "reason");
        string arn = request.RequiredText("task");
        JobExecution execution = await job.FindAsync(ExecutionOf(arn), cancel)
            ?? throw new BoundException("InvalidParameterException", "The referenced task was not found.");
        if (!execution.HasEnded)
        {
            await job.StopAsync(ExecutionOf(arn), cancel);
        }

        return new BoundAnswer(JsonMap.Of(("task", Describe(arn, execution).With("desiredStatus", Stopped))));
    }

    private static IEnumerable<ContainerChange> ReadOverrides(Fields overrides)
    {
        overrides.Allow("containerOverrides");
        foreach (Fields container in overrides.Items("containerOverrides").OfType<JsonMap>().Select(static c => new Fields(c)))
        {
            container.Allow("name", "command", "environment", "cpu", "memory");
            yield return new ContainerChange(
                container.RequiredText("name"),
                container.Value("command") as JsonList,
                JsonList.Of(container.Items("environment")),
                // 1,024 units are a core.
                container.Number("cpu", 1, int.MaxValue) / 1024.0,
                container.Number("memory", 1, int.MaxValue));
        }
    }

    private static JsonMap Describe(string arn, JobExecution execution)
    {
        string status = execution.HasEnded ? Stopped : execution.Runs ? "RUNNING" : "PENDING";
        return NewTask(arn)
            .SetIfPresent("createdAt", execution.StartTime)
            .SetIfPresent("startedAt", execution.StartTime)
            .SetIfPresent("stoppedAt", execution.HasEnded ? execution.EndTime : null)
            .Set("lastStatus", status)
            .Set("desiredStatus", execution.HasEnded ? Stopped : "RUNNING")
            .SetIfPresent("stopCode", execution.HasEnded ? new JsonString(execution.WasStopped ? "UserInitiated" : "EssentialContainerExited") : null)
            .SetIfPresent("stoppedReason", execution.HasEnded ? new JsonString(execution.WasStopped ? "Task stopped by user" : "Essential container in task exited") : null)
            .Set("containers", JsonList.Of(execution.Containers.DefaultIfEmpty(JsonMap.Empty).Select(JsonAny (container) => new JsonMap.Builder()
                .Set("taskArn", arn)
                .SetIfPresent("name", container["name"])
                .SetIfPresent("image", container["image"])
                .Set("lastStatus", status)
                .SetIfPresent("exitCode", execution.ExitCode is { } code ? JsonNumber.Of(code) : null)
                .Build())))
            .Build();
    }

    private static JsonMap.Builder NewTask(string arn)
    {
        string[] parts = arn.Split(":task/", 2);
        JsonMap.Builder task = new JsonMap.Builder().Set("taskArn", arn);
        return parts is [var place, var path] && path.Split('/') is [var cluster, var id]
            ? task.Set("clusterArn", $"{place}:cluster/{cluster}").Set("taskDefinitionArn", $"{place}:task-definition/{id[..id.LastIndexOf('.')]}")
            : task;
    }

    /// <summary>The execution in a task's ARN or id.</summary>
    private static string ExecutionOf(string task) => task[(task.LastIndexOf('.') + 1)..];
}
