namespace FunctionsAsl.Integrations.Aws;

/// <summary>The tasks that call AWS's services: the SDK integrations of all of them, and the optimized ones that are single calls.</summary>
internal sealed class AwsIntegrations(ServiceModels models, AwsClient client)
{
    private const string SdkPrefix = "aws-sdk:";

    /// <summary><see langword="null"/> where the resource names none; who waits for a job needs more than a call.</summary>
    public IIntegration? Find(TaskResource.Integration resource)
    {
        if (resource.AwaitsJob)
        {
            return null;
        }

        if (resource.Service.StartsWith(SdkPrefix, StringComparison.Ordinal))
        {
            return models.Find(resource.Service[SdkPrefix.Length..], resource.Action) is var (service, operation)
                ? new SdkCall(client, service, operation)
                : null;
        }

        if (OptimizedNames.Find(resource.Service, resource.Action) is not { } names
            || models.Find(resource.Service, resource.Action) is not var (optimized, call))
        {
            return null;
        }

        return resource.Service == "events"
            ? new PutEventsCall(client, optimized, call, names)
            : new OptimizedCall(client, optimized, call, names);
    }
}
