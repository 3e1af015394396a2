namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>How results are written (WriterConfig).</summary>
/// <param name="Transformation">What of a child that succeeded is written; of others it is always all.</param>
/// <param name="OutputType">How files are made of it.</param>
public sealed record WriterConfig(ResultTransformation Transformation, ResultType OutputType)
{
    /// <summary>What is meant where results are exported and nothing is said.</summary>
    public static readonly WriterConfig Export = new(ResultTransformation.None, ResultType.Json);

    /// <summary>As the definition has it.</summary>
    /// <param name="config">The fields.</param>
    /// <param name="otherwise">What is meant by fields that are not there.</param>
    /// <exception cref="ResultWriterException">There is something else in it than a WriterConfig has.</exception>
    public static WriterConfig Of(JsonMap config, WriterConfig otherwise) => new(
        Text(config, "Transformation") switch
        {
            null => otherwise.Transformation,
            "NONE" => ResultTransformation.None,
            "COMPACT" => ResultTransformation.Compact,
            "FLATTEN" => ResultTransformation.Flatten,
            { } other => throw Unknown("Transformation", other),
        },
        Text(config, "OutputType") switch
        {
            null => otherwise.OutputType,
            "JSON" => ResultType.Json,
            "JSONL" => ResultType.JsonLines,
            { } other => throw Unknown("OutputType", other),
        });

    private static string? Text(JsonMap config, string field) => config[field] switch
    {
        null => null,
        JsonString s => s.Value,
        { } other => throw Unknown(field, other.ToString()),
    };

    private static ResultWriterException Unknown(string field, string value) => new($"The value '{value}' of the field '{field}' is not supported");
}

/// <summary>What of a child is written.</summary>
public enum ResultTransformation
{
    /// <summary>All that is known of it, with its input and output as texts.</summary>
    None,

    /// <summary>Its output.</summary>
    Compact,

    /// <summary>The elements of its output, where that is an array; else as <see cref="Compact"/>.</summary>
    Flatten,
}

/// <summary>What files of results are.</summary>
public enum ResultType
{
    /// <summary>One array.</summary>
    Json,

    /// <summary>A value in each line.</summary>
    JsonLines,
}
