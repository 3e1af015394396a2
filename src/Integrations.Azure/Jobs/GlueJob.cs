namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>A job of Glue that is a pipeline of Data Factory. The run's id is Data Factory's; arguments are the pipeline's parameters, without the hyphens before their names.</summary>
/// <param name="factory">The factory, which has the runs.</param>
/// <param name="pipeline">The pipeline's name.</param>
internal sealed class GlueJob(ArmResource factory, string pipeline) : IBoundResource
{
    /// <summary>The only one of Data Factory that is not a preview.</summary>
    public const string Version = "2018-06-01";

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "StartJobRun" => StartAsync(new Fields(request), cancel),
        "GetJobRun" => GetAsync(new Fields(request), cancel),
        "BatchStopJobRun" => StopAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> StartAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("JobName", "Arguments");
        JsonMap.Builder parameters = new JsonMap.Builder();
        foreach ((string name, JsonAny value) in request.Object("Arguments"))
        {
            parameters.Set(name.StartsWith("--", StringComparison.Ordinal) ? name[2..] : name, value);
        }

        JsonMap started = await factory.PostAsync($"/pipelines/{Uri.EscapeDataString(pipeline)}/createRun", parameters.Build(), cancel);
        return started["runId"] is JsonString id
            ? new BoundAnswer(JsonMap.Of(("JobRunId", id)))
            : throw new BoundException("InternalServiceException", "The pipeline that this job is bound to did not say what it has started.", 500);
    }

    private async ValueTask<BoundAnswer> GetAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("JobName", "RunId", "PredecessorsIncluded");
        JsonMap run = await FindAsync(request.RequiredText("RunId"), cancel)
            ?? throw new BoundException("EntityNotFoundException", $"Job Run {request.Text("RunId")} not found");
        JsonMap.Builder arguments = new JsonMap.Builder();
        foreach ((string name, JsonAny value) in run["parameters"] as JsonMap ?? JsonMap.Empty)
        {
            arguments.Set("--" + name, value is JsonString ? value : value.ToString());
        }

        string state = StateOf(run);
        return new BoundAnswer(JsonMap.Of(("JobRun", new JsonMap.Builder()
            .Set("Id", request.RequiredText("RunId"))
            .Set("Attempt", 0)
            .Set("JobName", request.RequiredText("JobName"))
            .Set("JobRunState", state)
            .Set("Arguments", arguments.Build())
            .SetIfPresent("StartedOn", TextOf(run, "runStart"))
            .SetIfPresent("LastModifiedOn", TextOf(run, "lastUpdated"))
            .SetIfPresent("CompletedOn", TextOf(run, "runEnd"))
            .SetIfPresent("ErrorMessage", state is "FAILED" or "STOPPED" ? TextOf(run, "message") : null)
            .SetIfPresent("ExecutionTime", run["durationInMs"] is JsonNumber milliseconds ? JsonNumber.Of((long)(milliseconds.AsDouble / 1000)) : null)
            .Build())));
    }

    private async ValueTask<BoundAnswer> StopAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("JobName", "JobRunIds");
        string job = request.RequiredText("JobName");
        List<JsonAny> stopped = [];
        List<JsonAny> errors = [];
        foreach (string id in request.Items("JobRunIds").OfType<JsonString>().Select(static t => t.Value))
        {
            JsonMap named = JsonMap.Of(("JobName", job), ("JobRunId", id));
            if (await FindAsync(id, cancel) is null)
            {
                errors.Add(named.With("ErrorDetail", JsonMap.Of(
                    ("ErrorCode", "JobRunNotFoundException"), ("ErrorMessage", $"Job Run {id} not found"))));
                continue;
            }

            await factory.PostAsync($"/pipelineruns/{id}/cancel", body: null, cancel);
            stopped.Add(named);
        }

        return new BoundAnswer(JsonMap.Of(("SuccessfulSubmissions", JsonList.Of(stopped)), ("Errors", JsonList.Of(errors))));
    }

    /// <summary>A run of this pipeline; the factory has those of others, too, which are none of the job's.</summary>
    private async ValueTask<JsonMap?> FindAsync(string id, CancellationToken cancel)
    {
        if (!Guid.TryParseExact(id, "D", out _))
        {
            return null;
        }

        try
        {
            JsonMap run = await factory.GetAsync("/pipelineruns/" + id, cancel);
            return run["pipelineName"] is JsonString { Value: var name } && name.Equals(pipeline, StringComparison.OrdinalIgnoreCase) ? run : null;
        }
        catch (BoundException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private static JsonString? TextOf(JsonMap run, string name) => run[name] is JsonString { Value.Length: > 0 } text ? text : null;

    private static string StateOf(JsonMap run) => TextOf(run, "status")?.Value switch
    {
        "Succeeded" => "SUCCEEDED",
        "Failed" => "FAILED",
        "Canceling" => "STOPPING",
        "Cancelled" => "STOPPED",
        "Queued" => "WAITING",
        _ => "RUNNING",
    };
}
