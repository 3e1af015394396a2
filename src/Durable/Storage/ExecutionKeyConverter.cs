namespace FunctionsAsl.Durable.Storage;

/// <summary>Keys are saved as their text.</summary>
internal sealed class ExecutionKeyConverter : JsonConverter<ExecutionKey>
{
    public override ExecutionKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ExecutionKey.TryParse(reader.GetString()!, out ExecutionKey? key) ? key : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ExecutionKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
