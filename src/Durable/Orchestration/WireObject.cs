using System.Globalization;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A JSON object that one part of the host wrote for another, read member by member; a broken one is a <see cref="FormatException"/>.</summary>
internal readonly struct WireObject(JsonObject json)
{
    /// <exception cref="FormatException">The text is no JSON object.</exception>
    public static WireObject Parse(string text) => Of(JsonReader.ReadSaved(System.Text.Encoding.UTF8.GetBytes(text)));

    public static WireObject Of(JsonValue value) => new(value as JsonObject ?? throw new FormatException("A JSON object was expected."));

    public static JsonValue? Text(string? text) => text is null ? null : new JsonString(text);

    /// <summary>Times are written as ticks of 100 ns since year 1, UTC.</summary>
    public static JsonValue Time(DateTimeOffset time) => JsonNumber.Of(time.UtcTicks);

    public static JsonArray Texts(IEnumerable<string> texts) => JsonArray.Of(texts.Select(static t => (JsonValue)t));

    /// <summary>No member at all where there would be nothing in it.</summary>
    public static JsonArray? UnlessEmpty(JsonArray array) => array.Count == 0 ? null : array;

    public string String(string name) => Get<JsonString>(name).Value;

    public string? StringIfPresent(string name) => (json[name] as JsonString)?.Value;

    public long Integer(string name) => long.Parse(Get<JsonNumber>(name).Text, NumberFormatInfo.InvariantInfo);

    public long? IntegerIfPresent(string name) => json.Contains(name) ? Integer(name) : null;

    public ulong Seed(string name) => unchecked((ulong)Integer(name));

    public bool Flag(string name) => json[name] is JsonBoolean { Value: true };

    public DateTimeOffset Time(string name) => new(Integer(name), TimeSpan.Zero);

    public DateTimeOffset? TimeIfPresent(string name) => json.Contains(name) ? Time(name) : null;

    public WireObject Object(string name) => new(ObjectJson(name));

    public JsonObject ObjectJson(string name) => Get<JsonObject>(name);

    public JsonObject? ObjectIfPresent(string name) => json[name] as JsonObject;

    /// <summary>An array; empty where there is none.</summary>
    public JsonArray Array(string name) => json[name] as JsonArray ?? JsonArray.Empty;

    public IReadOnlyList<string> Strings(string name) => [.. Array(name).Select(static t => ((JsonString)t).Value)];

    public JsonValue Value(string name) => Get<JsonValue>(name);

    public JsonValue? ValueIfPresent(string name) => json[name];

    private T Get<T>(string name)
        where T : JsonValue => json[name] as T ?? throw new FormatException($"The member '{name}' is missing or broken.");
}
