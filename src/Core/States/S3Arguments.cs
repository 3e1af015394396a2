namespace FunctionsAsl.Core.States;

/// <summary>The fields Resource and Arguments (in JSONPath: Parameters) of ItemReader and ResultWriter.</summary>
internal static class S3Arguments
{
    private const string Service = "s3:";

    /// <returns>The resource as it is written; <see langword="null"/> where there is none, or another.</returns>
    public static string? Resource(Fields fields, params ReadOnlySpan<string> actions)
    {
        if (fields.String("Resource") is not { } resource)
        {
            return null;
        }

        if (TaskResource.Split(resource) is ("states", var call) && call.StartsWith(Service, StringComparison.Ordinal) && actions.Contains(call[Service.Length..]))
        {
            return resource;
        }

        // AWS's text is not known.
        fields.Report($"The field 'Resource' should have one of these values: [{string.Join(", ", actions.ToArray().Select(static a => $"arn:aws:states:::{Service}{a}"))}]", "Resource");
        return null;
    }

    public static Template? Read(Fields fields, bool isRequired)
    {
        string field = fields.Language == QueryLanguage.JSONata ? "Arguments" : "Parameters";
        if (isRequired)
        {
            fields.Require(field);
        }

        return fields.Template(field);
    }

    /// <exception cref="StatesException">An expression fails, or what it gives is too large.</exception>
    public static JsonAny Evaluate(Template? arguments, JsonAny effectiveInput, Scope scope, string state) =>
        arguments is null ? JsonMap.Empty : Oversize.RefuseInput(arguments.Evaluate(effectiveInput, scope), state).WithoutSourceText();
}
