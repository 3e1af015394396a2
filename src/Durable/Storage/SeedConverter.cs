namespace FunctionsAsl.Durable.Storage;

/// <summary>Seeds are saved as signed integers of 64 bits, which every JSON reader can hold.</summary>
internal sealed class SeedConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        unchecked((ulong)reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(unchecked((long)value));
}
