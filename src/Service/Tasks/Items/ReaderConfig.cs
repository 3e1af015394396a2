namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>How the items of a source are read (ReaderConfig), with its expressions and paths evaluated.</summary>
public sealed record ReaderConfig
{
    /// <summary>What objects consist of; <see langword="null"/> where it is not said: listings of objects, and manifests of ManifestType.</summary>
    public InputType? InputType { get; init; }

    /// <summary>What a manifest is one of; S3_INVENTORY where only the input type says that it is one.</summary>
    public ManifestType? ManifestType { get; init; }

    /// <summary>Whether the items are in the objects that a listing or a manifest names: <c>Transformation</c> LOAD_AND_FLATTEN.</summary>
    public bool LoadsAndFlattens { get; init; }

    /// <summary>A JSON Pointer (RFC 6901) to the items within an object of JSON; empty for all of it.</summary>
    public string ItemsPointer { get; init; } = "";

    /// <summary>The character between the fields of a row.</summary>
    public char CsvDelimiter { get; init; } = ',';

    /// <summary>The names of the columns; <see langword="null"/> where they are the first row (<c>CSVHeaderLocation</c> FIRST_ROW).</summary>
    public IReadOnlyList<string>? CsvHeaders { get; init; }

    /// <summary>How many items are read at most; 0 for all.</summary>
    public long MaxItems { get; init; }

    /// <summary>As the definition has it.</summary>
    /// <exception cref="ItemReaderException">There is something else in it than a ReaderConfig has.</exception>
    public static ReaderConfig Of(JsonMap config) => new()
    {
        InputType = Text(config, "InputType") switch
        {
            null => null,
            "CSV" => Items.InputType.Csv,
            "JSON" => Items.InputType.Json,
            "JSONL" => Items.InputType.JsonLines,
            "PARQUET" => Items.InputType.Parquet,
            "MANIFEST" => Items.InputType.Manifest,
            { } other => throw Unknown("InputType", other),
        },
        ManifestType = Text(config, "ManifestType") switch
        {
            null => null,
            "S3_INVENTORY" => Items.ManifestType.S3Inventory,
            "ATHENA_DATA" => Items.ManifestType.AthenaData,
            { } other => throw Unknown("ManifestType", other),
        },
        LoadsAndFlattens = Text(config, "Transformation") switch
        {
            null or "NONE" => false,
            "LOAD_AND_FLATTEN" => true,
            { } other => throw Unknown("Transformation", other),
        },
        ItemsPointer = Text(config, "ItemsPointer") ?? "",
        CsvDelimiter = Text(config, "CSVDelimiter") switch
        {
            null or "COMMA" => ',',
            "PIPE" => '|',
            "SEMICOLON" => ';',
            "SPACE" => ' ',
            "TAB" => '\t',
            { } other => throw Unknown("CSVDelimiter", other),
        },
        CsvHeaders = Text(config, "CSVHeaderLocation") switch
        {
            null or "FIRST_ROW" => null,
            "GIVEN" => Headers(config["CSVHeaders"]),
            { } other => throw Unknown("CSVHeaderLocation", other),
        },
        MaxItems = config["MaxItems"] switch
        {
            null => 0,
            JsonNumber { IsInteger: true, AsDouble: >= 0 } n => (long)n.AsDouble,

            // AWS's words; 0 is all of them (LS test_map_item_reader_csv_max_items).
            _ => throw new ItemReaderException("field MaxItems must be positive"),
        },
    };

    private static string[] Headers(JsonAny? headers) => headers is JsonList { Count: > 0 } names
        ? [.. names.Select(static name => (name as JsonString)?.Value ?? throw Unknown("CSVHeaders", name.ToString()))]
        : throw new ItemReaderException("The ReaderConfig has no CSVHeaders, and says that they are given");

    private static string? Text(JsonMap config, string field) => config[field] switch
    {
        null => null,
        JsonString s => s.Value,
        { } other => throw Unknown(field, other.ToString()),
    };

    private static ItemReaderException Unknown(string field, string value) => new($"The value '{value}' of the field '{field}' is not supported");
}

/// <summary>What the objects of an ItemReader consist of.</summary>
public enum InputType
{
    /// <summary>Rows of fields between delimiters: items are objects of texts.</summary>
    Csv,

    /// <summary>One array or object; of an object each member is an item <c>{"Key", "Value"}</c>.</summary>
    Json,

    /// <summary>A JSON value in each line.</summary>
    JsonLines,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A list of objects; see <see cref="Items.ManifestType"/>.</summary>
    Manifest,
}

/// <summary>Lists of objects that AWS's services write.</summary>
public enum ManifestType
{
    /// <summary>The <c>manifest.json</c> of an inventory of S3.</summary>
    S3Inventory,

    /// <summary>The CSV that Athena writes for what UNLOAD has written: the address of an object in each row.</summary>
    AthenaData,
}
