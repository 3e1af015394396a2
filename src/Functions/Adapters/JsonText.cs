using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsAsl.Functions.Adapters;

/// <summary>
/// A JSON document that goes through the durable engine as the text that it is. As a string it would be escaped again, once more at
/// every layer, and large payloads cost further storage operations.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct JsonText(string Text)
{
    internal sealed class Converter : JsonConverter<JsonText>
    {
        public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new JsonText(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
