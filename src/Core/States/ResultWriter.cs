namespace FunctionsAsl.Core.States;

/// <summary>The field ResultWriter: what becomes of the results of a Distributed Map's children (DG/input-output-resultwriter).</summary>
internal sealed class ResultWriter
{
    private readonly string? _resource;
    private readonly Template? _arguments;
    private readonly JsonMap _config;

    private ResultWriter(string? resource, Template? arguments, JsonMap config)
    {
        _resource = resource;
        _arguments = arguments;
        _config = config;
    }

    public static ResultWriter? Read(Fields fields)
    {
        if (fields.Nested("ResultWriter") is not { } writer)
        {
            return null;
        }

        if (!writer.Has("Resource") && !writer.Has("WriterConfig"))
        {
            // AWS's text is not known.
            fields.Report("One of 'Resource' and 'WriterConfig' is required", "ResultWriter");
        }

        string? resource = S3Arguments.Resource(writer, "putObject");
        Template? arguments = S3Arguments.Read(writer, isRequired: resource is not null);
        JsonMap config = writer.Nested("WriterConfig") is { } nested ? ReadConfig(nested) : JsonMap.Empty;
        writer.End();
        return new ResultWriter(resource, arguments, config);
    }

    /// <summary>The field with all that is computed in it: <c>{"WriterConfig", "Resource", "Arguments"}</c>, the latter two where it goes to a bucket.</summary>
    /// <exception cref="StatesException">An expression fails.</exception>
    public JsonMap Evaluate(JsonAny effectiveInput, Scope scope, string state)
    {
        JsonMap writer = JsonMap.Of(("WriterConfig", _config));
        return _resource is null
            ? writer
            : writer.With("Resource", _resource).With("Arguments", S3Arguments.Evaluate(_arguments, effectiveInput, scope, state));
    }

    /// <summary>Whether what <see cref="Evaluate"/> gave goes to a bucket.</summary>
    public static bool IsExport(JsonMap writer) => writer.Contains("Resource");

    private static JsonMap ReadConfig(Fields config)
    {
        config.OneOf("Transformation", "NONE", "COMPACT", "FLATTEN");
        config.OneOf("OutputType", "JSON", "JSONL");
        config.End();
        return config.Json;
    }
}
