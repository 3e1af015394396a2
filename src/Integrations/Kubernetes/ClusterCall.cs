using System.Text;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary><c>eks:call</c> (DG/connect-eks): one call of a cluster's Kubernetes API.</summary>
/// <param name="isLocal">Whether plain <c>http</c> will do.</param>
internal sealed class ClusterCall(ClusterClient client, bool isLocal) : IIntegration
{
    private const string PathField = "Path";
    private const string QueryField = "QueryParameters";
    private const string BodyField = "RequestBody";

    public void Check(Command.RunTask task) => Read(task.Input);

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (Cluster cluster, HttpMethod method, string path, HttpField[] query, (byte[], string)? body) = Read(task.Input);
        ClusterAnswer answer = await client.SendAsync(cluster, method, path, query, body, cancel);
        return answer.IsSuccess ? new CallAnswer(answer.Shown()) : throw answer.Refusal();
    }

    private (Cluster Cluster, HttpMethod Method, string Path, HttpField[] Query, (byte[] Bytes, string Type)? Body) Read(JsonAny input)
    {
        var arguments = new Arguments(input);
        arguments.Allow(Cluster.NameField, Cluster.AuthorityField, Cluster.EndpointField, "Method", PathField, QueryField, BodyField);
        var cluster = Cluster.Read(arguments, isLocal);
        string method = arguments.OneOf("Method", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH") ?? throw arguments.Missing("Method");
        string path = arguments.RequiredText(PathField);
        return path.StartsWith('/') && path.IndexOfAny(['?', '#']) < 0 && path.All(static c => !char.IsControl(c))
            ? (cluster, new HttpMethod(method), path, QueryFields.Read(arguments, QueryField, arguments.Value(QueryField)), BodyOf(arguments.Value(BodyField), method))
            : throw arguments.Misshapen(PathField);
    }

    private static (byte[] Bytes, string Type)? BodyOf(JsonAny? body, string method)
    {
        if (body is null or JsonNull)
        {
            return null;
        }

        byte[] bytes = body is JsonString text ? Encoding.UTF8.GetBytes(text.Value) : body.ToUtf8();
        // The API takes patches under their own types only. These two every resource has; AWS does not say which it names.
        string type = method != "PATCH" ? "application/json"
            : bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("["u8) ? "application/json-patch+json" : "application/merge-patch+json";
        return (bytes, type);
    }
}
