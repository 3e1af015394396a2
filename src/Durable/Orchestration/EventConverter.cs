namespace FunctionsAsl.Durable.Orchestration;

/// <summary>Events are saved by the core (<see cref="EventSerializer"/>).</summary>
internal sealed class EventConverter : JsonConverter<Event>
{
    private static readonly JsonAnyConverter<JsonMap> Saved = new();

    public override Event Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EventSerializer.Load(Saved.Read(ref reader, typeof(JsonMap), options));

    public override void Write(Utf8JsonWriter writer, Event value, JsonSerializerOptions options) =>
        Saved.Write(writer, EventSerializer.ToJson(value), options);
}
