namespace FunctionsAsl.Json;

/// <summary>Lets values be members of records that System.Text.Json serialises; they are read and written as everywhere else.</summary>
public sealed class JsonAnyConverter<T> : JsonConverter<T>
    where T : JsonAny
{
    /// <summary>A member that is null holds the value null; one that is absent holds none.</summary>
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonParser.ParseSaved(ref reader) as T ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToUtf8(), skipInputValidation: true);
}
