using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>Which logs of a Job's pods become part of its result, and how (DG/connect-eks, <c>LogOptions</c>).</summary>
/// <param name="RawLogs">Whether they stay texts where they are JSON.</param>
/// <param name="Parameters">Of the API's Read Log, as <c>tailLines</c>.</param>
internal sealed record LogOptions(bool RetrieveLogs, bool RawLogs, HttpField[] Parameters)
{
    private const string Retrieve = "RetrieveLogs";
    private const string Raw = "RawLogs";
    private const string ParametersField = "LogParameters";

    /// <summary>The most pods of a Job that are looked at.</summary>
    private const string MaxPods = "100";

    /// <exception cref="TaskFailedException">They are of another form.</exception>
    public static LogOptions Read(Arguments arguments, string name)
    {
        JsonMap options = arguments.Value(name) switch
        {
            null or JsonNull => JsonMap.Empty,
            JsonMap given => given,
            _ => throw arguments.Misshapen(name),
        };
        foreach ((string option, _) in options)
        {
            if (option is not (Retrieve or Raw or ParametersField))
            {
                throw arguments.Unsupported(option);
            }
        }

        return new LogOptions(
            IsTrue(arguments, options, Retrieve), IsTrue(arguments, options, Raw), QueryFields.Read(arguments, ParametersField, options[ParametersField]));
    }

    /// <summary>The logs of a Job, as far as they can be had: what cannot says why in its place.</summary>
    /// <param name="space">The Job's namespace.</param>
    public async ValueTask<JsonMap> ReadAsync(ClusterClient client, Cluster cluster, string space, string job, CancellationToken cancel)
    {
        string path = $"/api/v1/namespaces/{Uri.EscapeDataString(space)}/pods";
        HttpField[] query = [new("labelSelector", "job-name=" + job), new("limit", MaxPods)];
        (ClusterAnswer? listed, JsonMap? problem) = await TryAsync(client, cluster, path, query, cancel);
        if (listed is null)
        {
            return problem!;
        }

        var pods = new JsonMap.Builder();
        foreach (JsonMap pod in ((listed.Body as JsonMap)?["items"] as JsonList ?? JsonList.Empty).OfType<JsonMap>())
        {
            string name = NameOf(pod["metadata"]);
            var containers = new JsonMap.Builder();
            foreach (JsonAny container in (pod["spec"] as JsonMap)?["containers"] as JsonList ?? JsonList.Empty)
            {
                string log = $"{path}/{Uri.EscapeDataString(name)}/log";
                (ClusterAnswer? read, problem) = await TryAsync(client, cluster, log, [new("container", NameOf(container)), .. Parameters], cancel);
                containers.Set(NameOf(container), problem ?? JsonMap.Of(("log", RawLogs ? new JsonString(read!.Text) : read!.Body)));
            }

            pods.Set(name, JsonMap.Of(("containers", containers.Build())));
        }

        return JsonMap.Of(("pods", pods.Build()));
    }

    private static async ValueTask<(ClusterAnswer? Answer, JsonMap? Problem)> TryAsync(
        ClusterClient client, Cluster cluster, string path, HttpField[] query, CancellationToken cancel)
    {
        try
        {
            ClusterAnswer answer = await client.SendAsync(cluster, HttpMethod.Get, path, query, body: null, cancel);
            return answer.IsSuccess ? (answer, null) : (null, Problem(answer.Error, answer.Shown().ToString()));
        }
        catch (TaskFailedException e)
        {
            return (null, Problem(e.Error, e.Cause ?? ""));
        }
    }

    private static JsonMap Problem(string error, string cause) => JsonMap.Of(("error", error), ("cause", cause));

    private static string NameOf(JsonAny? named) => ((named as JsonMap)?["name"] as JsonString)?.Value ?? "";

    private static bool IsTrue(Arguments arguments, JsonMap options, string name) => options[name] switch
    {
        null or JsonNull => false,
        JsonBoolean { Value: var value } => value,
        _ => throw arguments.Misshapen(name),
    };
}
