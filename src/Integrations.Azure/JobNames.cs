namespace FunctionsAsl.Integrations.Azure;

/// <summary>Which definitions of ECS, Batch and Glue requests are about. What was started has its definition in its own name.</summary>
internal static class JobNames
{
    private const string Task = ":task/";

    /// <summary>All definitions that a request names or means, as <see cref="ResourceNames.Of"/> has them.</summary>
    public static IEnumerable<JsonAny?> Of(string service, JsonMap request) => service switch
    {
        "ecs" => [request["taskDefinition"], OfTask(request["task"]), .. Items(request, "tasks").Select(OfTask)],
        "batch" => [request["jobDefinition"], OfJob(request["jobId"]), .. Items(request, "jobs").Select(OfJob)],
        _ => [request["JobName"]],
    };

    /// <summary>As <see cref="ResourceNames.Keys"/>: the ARN with a revision and without, and so the name.</summary>
    public static IEnumerable<string> Keys(string service, string text, string home)
    {
        string kind = service switch { "ecs" => "task-definition", "batch" => "job-definition", _ => "job" };
        string name = text[(text.LastIndexOf('/') + 1)..];
        string place = text.StartsWith("arn:", StringComparison.Ordinal) ? text[..^name.Length] : $"arn:aws:{service}:{home}:{kind}/";
        string bare = name.Split(':')[0];
        return [place + name, place + bare, name, bare];
    }

    private static JsonList Items(JsonMap request, string name) => request[name] as JsonList ?? JsonList.Empty;

    /// <summary>Of <c>arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/DEFINITION.EXECUTION</c>, or its last part, the definition.</summary>
    private static JsonAny? OfTask(JsonAny? task)
    {
        if (task is not JsonString { Value: var text } || !text.Contains('.', StringComparison.Ordinal))
        {
            return task;
        }

        string definition = text[(text.LastIndexOf('/') + 1)..text.LastIndexOf('.')];
        int at = text.IndexOf(Task, StringComparison.Ordinal);
        return at < 0 ? definition : $"{text[..at]}:task-definition/{definition}";
    }

    /// <summary>Of <c>DEFINITION/NAME/EXECUTION</c> the definition, which may be an ARN.</summary>
    private static JsonAny? OfJob(JsonAny? job)
    {
        string[] parts = (job as JsonString)?.Value.Split('/') ?? [];
        return parts.Length > 2 ? string.Join('/', parts[..^2]) : job;
    }
}
