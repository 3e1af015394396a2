using System.Text;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>
/// <c>eks:runJob</c> (DG/connect-eks): a Job of Kubernetes (batch/v1). With <c>.sync</c> the task ends with it, and its result is the Job with
/// the logs that were asked for; a Job that nobody waits for any more is deleted.
/// </summary>
/// <remarks>What AWS answers beside the logs is not recorded.</remarks>
/// <param name="isLocal">Whether plain <c>http</c> will do.</param>
internal sealed class ClusterJob(ClusterClient client, bool isLocal) : IJobIntegration
{
    private const string NamespaceField = "Namespace";
    private const string JobField = "Job";
    private const string LogField = "LogOptions";

    /// <summary>In what is saved of a job: the arguments, and its name.</summary>
    private const string NameField = "Name";

    public void Check(Command.RunTask task) => Read(task.Input, JobField);

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (Cluster cluster, Arguments arguments, string space) = Read(task.Input, JobField);
        byte[] job = arguments.Value(JobField) is JsonString text ? Encoding.UTF8.GetBytes(text.Value) : arguments.Value(JobField)!.ToUtf8();
        ClusterAnswer answer = await client.SendAsync(
            cluster, HttpMethod.Post, PathOf(space), [], (job, "application/json"), cancel);
        if (!answer.IsSuccess)
        {
            throw answer.Refusal();
        }

        if (!task.Resource.AwaitsJob)
        {
            return new CallAnswer(answer.Shown());
        }

        JsonAny name = ((answer.Body as JsonMap)?["metadata"] as JsonMap)?["name"] as JsonString
            ?? throw new TaskFailedException(ErrorName.TaskFailed, answer.Shown().ToString());
        JsonMap saved = JsonMap.Of(
            [.. arguments.Members.Where(static m => m.Key != JobField).Select(static m => (m.Key, m.Value)), (NameField, name)]);
        return new CallAnswer(answer.Shown()) { Job = saved };
    }

    public async ValueTask<TaskOutcome?> LookAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (Cluster cluster, Arguments arguments, string space) = Read(task.Job!, NameField);
        string path = PathOf(space, arguments.RequiredText(NameField));
        try
        {
            ClusterAnswer answer = await client.SendAsync(cluster, HttpMethod.Get, path, [], body: null, cancel);
            if (answer.IsPassing)
            {
                return null;
            }

            if (!answer.IsSuccess || answer.Body is not JsonMap job)
            {
                throw answer.Refusal();
            }

            bool hasSucceeded = Has(job, "Complete");
            if (!hasSucceeded && !Has(job, "Failed"))
            {
                return null;
            }

            var logs = LogOptions.Read(arguments, LogField);
            JsonMap shown = logs.RetrieveLogs
                ? job.With("logs", await logs.ReadAsync(client, cluster, space, arguments.RequiredText(NameField), cancel))
                : job;
            return hasSucceeded ? new TaskOutcome.Succeeded(shown) : new TaskOutcome.Failed(ErrorName.TaskFailed, shown.ToString());
        }
        catch (TaskFailedException e) when (e.Error == ClusterClient.Unreachable)
        {
            return null;
        }
    }

    public async ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (Cluster cluster, Arguments arguments, string space) = Read(task.Job!, NameField);
        string path = PathOf(space, arguments.RequiredText(NameField));
        // Its pods go with it.
        ClusterAnswer answer = await client.SendAsync(
            cluster, HttpMethod.Delete, path, [new HttpField("propagationPolicy", "Background")], body: null, cancel);
        if (!answer.IsSuccess && answer.Status != 404)
        {
            throw answer.Refusal();
        }
    }

    /// <param name="subject">The member that only what is started, or only what was started, has.</param>
    private (Cluster Cluster, Arguments Arguments, string Namespace) Read(JsonAny input, string subject)
    {
        var arguments = new Arguments(input);
        arguments.Allow(Cluster.NameField, Cluster.AuthorityField, Cluster.EndpointField, NamespaceField, LogField, subject);
        _ = LogOptions.Read(arguments, LogField);
        return arguments.Value(subject) is null or JsonNull
            ? throw arguments.Missing(subject)
            : (Cluster.Read(arguments, isLocal), arguments, arguments.Text(NamespaceField) ?? "default");
    }

    private static string PathOf(string space, string? name = null) =>
        $"/apis/batch/v1/namespaces/{Uri.EscapeDataString(space)}/jobs{(name is null ? "" : "/" + Uri.EscapeDataString(name))}";

    /// <summary>Whether a condition of the Job holds.</summary>
    private static bool Has(JsonMap job, string condition) => ((job["status"] as JsonMap)?["conditions"] as JsonList ?? JsonList.Empty)
        .OfType<JsonMap>()
        .Any(c => c["type"] is JsonString { Value: var type } && type == condition && c["status"] is JsonString { Value: "True" });
}
