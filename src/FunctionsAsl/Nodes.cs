namespace FunctionsAsl;

/// <summary>The way between our values and those of System.Text.Json; numbers stay as they were written.</summary>
internal static class Nodes
{
    public static JsonNode? Of(JsonAny value) => JsonNode.Parse(value.ToWellFormedUtf8(), documentOptions: new() { MaxDepth = JsonAny.MaxWrappedDepth });

    public static JsonAny Read(JsonNode? node) => node is null ? JsonAny.Null : JsonAny.Parse(node.ToJsonString());
}
