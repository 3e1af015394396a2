namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>
/// A job definition of Batch that is a job of Container Apps. A job's id is <c>DEFINITION/NAME/EXECUTION</c>, by which it is found again. The
/// queue says nothing here: where a job runs is its own matter.
/// </summary>
/// <param name="home">As for <see cref="EcsTask"/>.</param>
internal sealed class BatchJob(ContainerAppsJob job, string home) : IBoundResource
{
    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "SubmitJob" => SubmitAsync(new Fields(request), cancel),
        "DescribeJobs" => DescribeAsync(new Fields(request), cancel),
        "TerminateJob" => TerminateAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> SubmitAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("jobName", "jobQueue", "jobDefinition", "containerOverrides");
        string name = request.RequiredText("jobName");
        if (name.Length is 0 or > 128 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw Invalid("Job name should match valid pattern: up to 128 letters, digits, hyphens and underscores");
        }

        string execution = await job.StartAsync([ReadOverrides(new Fields(request.Object("containerOverrides")))], cancel);
        string id = $"{request.RequiredText("jobDefinition")}/{name}/{execution}";
        return new BoundAnswer(JsonMap.Of(("jobArn", ArnOf(id)), ("jobName", name), ("jobId", id)));
    }

    private async ValueTask<BoundAnswer> DescribeAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("jobs");
        List<JsonAny> jobs = [];
        foreach (string id in request.Items("jobs").OfType<JsonString>().Select(static t => t.Value))
        {
            if (await job.FindAsync(ExecutionOf(id), cancel) is { } execution)
            {
                jobs.Add(Describe(id, execution));
            }
        }

        return new BoundAnswer(JsonMap.Of(("jobs", JsonList.Of(jobs))));
    }

    private async ValueTask<BoundAnswer> TerminateAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("jobId", "reason");
        string execution = ExecutionOf(request.RequiredText("jobId"));
        if (await job.FindAsync(execution, cancel) is { HasEnded: false })
        {
            await job.StopAsync(execution, cancel);
        }

        // So does Batch of a job that it does not know.
        return new BoundAnswer(JsonMap.Empty);
    }

    private static ContainerChange ReadOverrides(Fields overrides)
    {
        overrides.Allow("command", "environment", "resourceRequirements", "vcpus", "memory");
        (double? cores, double? memory) = (overrides.Number("vcpus", 1, int.MaxValue), overrides.Number("memory", 1, int.MaxValue));
        foreach (Fields requirement in overrides.Items("resourceRequirements").OfType<JsonMap>().Select(static r => new Fields(r)))
        {
            string type = requirement.RequiredText("type");
            double? value = double.TryParse(requirement.RequiredText("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0
                ? number
                : throw Invalid($"The value of the resource requirement {type} is no number");
            (cores, memory) = type switch
            {
                "VCPU" => (value, memory),
                "MEMORY" => (cores, value),
                _ => throw BoundException.Unsupported($"The resource requirement '{type}' is"),
            };
        }

        return new ContainerChange(Container: null, overrides.Value("command") as JsonList, JsonList.Of(overrides.Items("environment")), cores, memory);
    }

    private JsonMap Describe(string id, JobExecution execution)
    {
        string[] parts = id.Split('/');
        string definition = id[..Math.Max(id.Length - parts[^1].Length - (parts.Length > 1 ? parts[^2].Length : 0) - 2, 0)];
        return new JsonMap.Builder()
            .Set("jobArn", ArnOf(id))
            .Set("jobName", parts.Length > 1 ? parts[^2] : "")
            .Set("jobId", id)
            .Set("jobDefinition", definition)
            .Set("status", execution.HasSucceeded ? "SUCCEEDED" : execution.HasEnded ? "FAILED" : execution.Runs ? "RUNNING" : "STARTING")
            .SetIfPresent("statusReason", execution.WasStopped ? new JsonString("Job was terminated")
                : execution.HasEnded ? new JsonString("Essential container in task exited") : null)
            .SetIfPresent("createdAt", Milliseconds(execution.StartTime))
            .SetIfPresent("startedAt", Milliseconds(execution.StartTime))
            .SetIfPresent("stoppedAt", execution.HasEnded ? Milliseconds(execution.EndTime) : null)
            .Set("container", new JsonMap.Builder()
                .SetIfPresent("image", execution.Containers.FirstOrDefault()?["image"])
                .SetIfPresent("exitCode", execution.ExitCode is { } code ? JsonNumber.Of(code) : null)
                .Build())
            .Build();
    }

    private static JsonNumber? Milliseconds(JsonString? time) =>
        DateTimeOffset.TryParse(time?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? JsonNumber.Of(at.ToUnixTimeMilliseconds())
            : null;

    private string ArnOf(string id) => $"arn:aws:batch:{home}:job/{id}";

    private static string ExecutionOf(string id) => id[(id.LastIndexOf('/') + 1)..];

    private static BoundException Invalid(string problem) => new("ClientException", $"Error executing request, Exception : {problem}");
}
