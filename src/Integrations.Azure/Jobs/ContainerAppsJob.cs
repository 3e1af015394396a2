namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>A job of Container Apps: its executions are what AWS calls tasks of ECS, and jobs of Batch.</summary>
internal sealed class ContainerAppsJob(ArmResource job)
{
    public const string Version = "2025-01-01";

    /// <returns>The execution's name.</returns>
    /// <exception cref="BoundException">It was not started.</exception>
    public async ValueTask<string> StartAsync(IReadOnlyList<ContainerChange> changes, CancellationToken cancel)
    {
        JsonMap? template = changes.All(static c => c.IsNone) ? null : TemplateOf(await job.GetAsync("", cancel), changes);
        JsonMap started = await job.PostAsync("/start", template, cancel);
        return started["name"] is JsonString { Value: var name } && IsName(name)
            ? name
            : throw new BoundException("InternalFailure", "The job that this one is bound to did not say what it has started.", 500);
    }

    /// <returns><see langword="null"/> where there is none of the name.</returns>
    /// <exception cref="BoundException">That could not be learned.</exception>
    public async ValueTask<JobExecution?> FindAsync(string execution, CancellationToken cancel)
    {
        if (!IsName(execution))
        {
            return null;
        }

        try
        {
            return new JobExecution((await job.GetAsync("/executions/" + execution, cancel))["properties"] as JsonMap ?? JsonMap.Empty);
        }
        catch (BoundException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <param name="execution">The name of one that there is.</param>
    /// <exception cref="BoundException">It was not stopped.</exception>
    public async ValueTask StopAsync(string execution, CancellationToken cancel) => await job.PostAsync($"/executions/{execution}/stop", body: null, cancel);

    /// <summary>Names go into addresses.</summary>
    private static bool IsName(string text) => text.Length is > 0 and <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>All containers, since those of an execution replace those of the job.</summary>
    private static JsonMap TemplateOf(JsonMap described, IReadOnlyList<ContainerChange> changes)
    {
        JsonMap template = (described["properties"] as JsonMap)?["template"] as JsonMap ?? JsonMap.Empty;
        JsonMap[] containers = [.. (template["containers"] as JsonList ?? JsonList.Empty).OfType<JsonMap>()];
        if (template["initContainers"] is JsonList { Count: > 0 })
        {
            throw BoundException.Unsupported("Overrides for a job with containers that run before it are");
        }

        foreach (ContainerChange change in changes)
        {
            int at = change.Container is null
                ? containers.Length == 1 ? 0 : throw BoundException.Unsupported("Overrides for a job of several containers are")
                : Array.FindIndex(containers, c => c["name"] is JsonString { Value: var name } && name == change.Container);
            containers[at >= 0 ? at : throw Fields.Invalid("name", $"The job has no container '{change.Container}'.")] = change.Apply(containers[at]);
        }

        var unchanged = new ContainerChange(null, null, JsonList.Empty, null, null);
        return JsonMap.Of(("containers", JsonList.Of(containers.Select(JsonAny (c) => unchanged.Apply(c)))));
    }
}
