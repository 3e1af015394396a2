using System.Text.Json.Serialization;

namespace FunctionsAsl.Service.Records;

/// <summary>How records are saved. What one release has written every later one reads: names stay, and new members may be absent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = FunctionsAsl.Json.JsonAny.MaxWrappedDepth,
    Converters = [typeof(JsonStringConverter), typeof(TicksConverter)])]
[JsonSerializable(typeof(StateMachineRecord))]
[JsonSerializable(typeof(ActivityRecord))]
[JsonSerializable(typeof(PublicationRecord))]
[JsonSerializable(typeof(ExpressStart))]
[JsonSerializable(typeof(SessionKeyRecord))]
[JsonSerializable(typeof(ScheduleRecord))]
[JsonSerializable(typeof(ExecutionBeginning))]
[JsonSerializable(typeof(ExecutionOutcome))]
[JsonSerializable(typeof(ExecutionRedrives))]
internal sealed partial class RecordJson : JsonSerializerContext;
