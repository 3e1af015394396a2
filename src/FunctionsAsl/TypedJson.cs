namespace FunctionsAsl;

/// <summary>The way between our values, which keep numbers as they were written, and those of System.Text.Json.</summary>
internal static class TypedJson
{
    internal const string Untrimmed = "System.Text.Json looks at the type while the program runs. Give JsonTypeInfo instead.";

    /// <summary>How types are read and written where nobody says it: names in camel case, as in most definitions.</summary>
    [RequiresUnreferencedCode(Untrimmed)]
    [RequiresDynamicCode(Untrimmed)]
    internal static JsonTypeInfo<T> Of<T>(JsonSerializerOptions? options = null) => (JsonTypeInfo<T>)(options ?? JsonSerializerOptions.Web).GetTypeInfo(typeof(T));

    internal static T? Read<T>(JsonAny value, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(value.ToUtf8(), type);

    internal static JsonAny Write<T>(T value, JsonTypeInfo<T> type) => JsonAny.Parse(JsonSerializer.SerializeToUtf8Bytes(value, type));

    internal static JsonNode? ToNode(JsonAny value) => JsonNode.Parse(value.ToUtf8(), documentOptions: new() { MaxDepth = JsonAny.MaxWrappedDepth });

    internal static JsonAny OfNode(JsonNode? node) => node is null ? JsonAny.Null : JsonAny.Parse(node.ToJsonString());
}
