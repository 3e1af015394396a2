namespace FunctionsAsl.Durable.Storage;

/// <summary>How blobs and queue messages are saved, but for records (<see cref="RecordSerializer"/>): as what earlier releases have written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    MaxDepth = FunctionsAsl.Json.JsonAny.MaxWrappedDepth,
    Converters =
    [
        typeof(JsonStringConverter), typeof(TicksConverter), typeof(SeedConverter), typeof(ExecutionKeyConverter), typeof(TaskReportConverter),
    ])]
[JsonSerializable(typeof(ExecutionHead))]
[JsonSerializable(typeof(TaskFate))]
[JsonSerializable(typeof(SavedReport))]
[JsonSerializable(typeof(ActivityOffer))]
[JsonSerializable(typeof(SweepMark))]
[JsonSerializable(typeof(MapRunFigures))]
internal sealed partial class StorageJson : JsonSerializerContext;
