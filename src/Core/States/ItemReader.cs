namespace FunctionsAsl.Core.States;

/// <summary>The field ItemReader: a Distributed Map goes over what stands in files, not over data of its state (DG/input-output-itemreader).</summary>
internal sealed class ItemReader
{
    private static readonly string[] Literals = ["InputType", "ManifestType", "Transformation", "ItemsPointer", "CSVDelimiter", "CSVHeaderLocation", "CSVHeaders"];

    private readonly string _resource;
    private readonly Template? _arguments;
    private readonly JsonMap _config;
    private readonly MapNumber? _maxItems;

    private ItemReader(string resource, Template? arguments, JsonMap config, MapNumber? maxItems)
    {
        _resource = resource;
        _arguments = arguments;
        _config = config;
        _maxItems = maxItems;
    }

    public static ItemReader? Read(Fields fields)
    {
        if (fields.Nested("ItemReader") is not { } reader)
        {
            return null;
        }

        reader.Require("Resource");
        string? resource = S3Arguments.Resource(reader, "getObject", "listObjectsV2");
        Template? arguments = S3Arguments.Read(reader, isRequired: true);
        (JsonMap config, MapNumber? maxItems) = reader.Nested("ReaderConfig") is { } nested
            ? (ReadConfig(nested), ReadMaxItems(nested))
            : (JsonMap.Empty, null);
        reader.End();
        return resource is null ? null : new ItemReader(resource, arguments, config, maxItems);
    }

    /// <summary>The field with all that is computed in it: <c>{"Resource", "Arguments", "ReaderConfig"}</c>.</summary>
    /// <exception cref="StatesException">An expression fails, or MaxItems is no number.</exception>
    public JsonMap Evaluate(JsonAny input, JsonAny effectiveInput, Scope scope, string state)
    {
        JsonMap config = _maxItems is null
            ? _config
            : _config.With("MaxItems", JsonNumber.Of(_maxItems.ReadAny(input, scope)));
        return JsonMap.Of(
            ("Resource", _resource),
            ("Arguments", S3Arguments.Evaluate(_arguments, effectiveInput, scope, state)),
            ("ReaderConfig", config));
    }

    private static JsonMap ReadConfig(Fields config)
    {
        string? type = config.OneOf("InputType", "CSV", "JSON", "JSONL", "PARQUET", "MANIFEST");
        config.OneOf("ManifestType", "ATHENA_DATA", "S3_INVENTORY");
        config.OneOf("Transformation", "NONE", "LOAD_AND_FLATTEN");
        config.OneOf("CSVDelimiter", "COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB");
        string? location = config.OneOf("CSVHeaderLocation", "FIRST_ROW", "GIVEN");
        if (config.String("ItemsPointer") is { } pointer && !(pointer.Length < Limits.ItemsPointerLength && (pointer.Length == 0 || pointer[0] == '/')))
        {
            // AWS's text is not known.
            config.Report("Value must be a valid JSON Pointer", "ItemsPointer");
        }

        if (config.Has("CSVHeaders"))
        {
            config.Strings("CSVHeaders");
        }

        if (type is not null && config.Definition.Checks.InputType(type) is { } problem)
        {
            config.Definition.Warn(DiagnosticCode.UnsupportedByHost, problem, JsonPointer.Join(config.Pointer, "InputType"));
        }

        if (type == "CSV")
        {
            config.Require("CSVHeaderLocation");
        }

        if (location == "GIVEN")
        {
            config.Require("CSVHeaders");
        }

        var literals = new JsonMap.Builder();
        foreach (string name in Literals)
        {
            literals.SetIfPresent(name, config.Json[name]);
        }

        return literals.Build();
    }

    private static MapNumber? ReadMaxItems(Fields config)
    {
        MapNumber? maxItems = MapNumber.ReadCount(config, "MaxItems", max: Limits.MapItems);
        config.End();
        return maxItems;
    }
}
