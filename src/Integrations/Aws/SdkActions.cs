namespace FunctionsAsl.Integrations.Aws;

/// <summary>Says of what stands in <c>aws-sdk:SERVICE:ACTION</c> that AWS has none of that name, as far as its models are known here.</summary>
internal static class SdkActions
{
    public const string Prefix = "aws-sdk:";

    /// <returns><see langword="null"/> where it is known, or no SDK integration.</returns>
    public static string? Problem(ServiceModels models, TaskResource.Integration resource)
    {
        if (!resource.Service.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string service = resource.Service[Prefix.Length..];
        try
        {
            return models.Find(service, resource.Action) is not null ? null
                : models.Find(service) is { } model
                    ? Unknown($"The service '{service}' has no action '{resource.Action}'", resource.Action, model.Operations.Select(ActionOf))
                : Unknown($"There is no service '{service}'", service, ServiceTable.All().Select(static entry => entry.SdkName));
        }
        catch (TaskFailedException e)
        {
            // A newer model cannot be read.
            return e.Cause;
        }
    }

    private static string Unknown(string problem, string name, IEnumerable<string> names) =>
        NearestName.Hint(name, names) is { Length: > 0 } hint ? $"{problem}.{hint}" : $"{problem} in the models here; AWS_MODELS may name newer ones.";

    private static string ActionOf(OperationModel operation) => char.ToLowerInvariant(operation.Name[0]) + operation.Name[1..];
}
