namespace FunctionsAsl.Integrations.Aws;

/// <summary>The tasks that call AWS's services: the SDK integrations of all of them, and the optimized ones.</summary>
/// <param name="gateway">Calls APIs behind API Gateway.</param>
/// <param name="buckets">Have what models of Bedrock are given and give, where a task says so.</param>
internal sealed class AwsIntegrations(ServiceModels models, AwsClient client, ApiGatewayCall gateway, IBuckets buckets, TimeProvider clock)
{
    /// <summary><see langword="null"/> where the resource names none that there is here.</summary>
    public IIntegration? Find(TaskResource.Integration resource)
    {
        if (resource.Service.StartsWith(SdkActions.Prefix, StringComparison.Ordinal))
        {
            return models.Find(resource.Service[SdkActions.Prefix.Length..], resource.Action) is var (service, operation)
                ? new SdkCall(client, service, operation)
                : null;
        }

        IIntegration? call = FindCall(resource.Service, resource.Action);
        return call is not null && resource.AwaitsJob ? FindJob(call, resource) : call;
    }

    private IIntegration? FindCall(string service, string action) => (service, action) switch
    {
        ("apigateway", "invoke") => gateway,
        ("bedrock", "invokeModel") => Operation(service, action, "bedrock-runtime") is { } invoke ? new InvokeModelCall(invoke, buckets) : null,
        ("bedrockagentcore", "invokeHarness") => models.Find(service, action) is var (agents, invoke) ? new InvokeHarnessCall(client, agents, invoke, clock) : null,
        ("ecs", "runTask") => Operation(service, action) is { } run ? new RunTaskCall(run) : null,
        ("elasticmapreduce", _) => EmrCall.Find(action, name => Operation(service, name)),
        ("events", "putEvents") => Operation(service, action) is { } put ? new PutEventsCall(put) : null,
        _ => Operation(service, action) is { } operation ? new OptimizedCall(operation) : null,
    };

    private JobCall? FindJob(IIntegration start, TaskResource.Integration resource) =>
        JobTable.Find(resource.Service, resource.Action) is { } job
        && JobQueries.Find(resource.Service, resource.Action) is { } query
        && Operation(resource.Service, query) is { } look
            ? new JobCall(start, job, look, job.Stop is { } stop ? Operation(resource.Service, stop.Action) : null, clock)
            : null;

    /// <param name="model">The service's model; that of its integration's name, if it is <see langword="null"/>.</param>
    private OptimizedOperation? Operation(string service, string action, string? model = null) =>
        OptimizedNames.Find(service) is { } names && models.Find(model ?? JobQueries.ModelOf(service), action) is var (found, operation)
            ? new OptimizedOperation(client, found, operation, names)
            : null;
}
