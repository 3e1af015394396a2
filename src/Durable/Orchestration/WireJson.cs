namespace FunctionsAsl.Durable.Orchestration;

/// <summary>How the messages of the host are saved, through <see cref="Wire"/>: as what earlier releases have written and still read.</summary>
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
        typeof(EventConverter), typeof(IssuedCommandConverter),
    ])]
[JsonSerializable(typeof(OrchestrationInput))]
[JsonSerializable(typeof(OrchestrationMessage))]
[JsonSerializable(typeof(AdvanceRequest))]
[JsonSerializable(typeof(SaveRequest))]
[JsonSerializable(typeof(SaveAnswer))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(SavedCommand))]
internal sealed partial class WireJson : JsonSerializerContext;
