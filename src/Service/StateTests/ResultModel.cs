namespace FunctionsAsl.Service.StateTests;

/// <summary>What the result of an integration looks like, by the API model of its service.</summary>
internal static class ResultModel
{
    private const string SdkPrefix = "aws-sdk:";

    /// <summary>The structure; <see langword="null"/> where the integration is no operation of an API that is known here, or makes something else of a stream of events.</summary>
    public static Shape? Find(TaskResource.Integration integration)
    {
        string service = integration.Service.StartsWith(SdkPrefix, StringComparison.Ordinal)
            ? integration.Service[SdkPrefix.Length..]
            : JobQueries.ModelOf(integration.Service);
        string? action = integration.AwaitsJob ? JobQueries.Find(integration.Service, integration.Action) : integration.Action;
        Shape? output = action is not null && ServiceTable.Find(service) is { } entry ? ServiceTable.Read(entry).FindAction(action)?.Output : null;
        return output?.Payload is { Shape.EventStream: true } ? null : output;
    }
}
