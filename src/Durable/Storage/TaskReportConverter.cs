namespace FunctionsAsl.Durable.Storage;

/// <summary>How a task has ended, as it is saved: by its output or by its failure.</summary>
internal sealed record SavedReport(JsonAny? Output = null, TaskReport.Failure? Failure = null);

/// <summary>Saves and loads how a task has ended, as the holder of its token reports it.</summary>
internal sealed class TaskReportConverter : JsonConverter<TaskReport>
{
    public override TaskReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, StorageJson.Default.SavedReport) switch
        {
            { Output: { } output, Failure: null } => new TaskReport.Success(output),
            { Output: null, Failure: { } failure } => failure,
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, TaskReport value, JsonSerializerOptions options) => JsonSerializer.Serialize(
        writer,
        value switch
        {
            TaskReport.Success success => new SavedReport(Output: success.Output),
            TaskReport.Failure failure => new SavedReport(Failure: failure),
            _ => throw new ArgumentException($"A task does not end with a {value.GetType().Name}.", nameof(value)),
        },
        StorageJson.Default.SavedReport);
}
