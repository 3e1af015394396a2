using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Execution;

/// <summary><c>$$.Map.Item</c>: what an iteration of a Map state knows of its item.</summary>
internal static class MapItem
{
    /// <summary>What a Distributed Map says of items that come from the state's own input; an inline Map says nothing (ST dataflow_execution).</summary>
    public static readonly JsonString StateData = new("STATE_DATA");

    /// <summary>An item of a Distributed Map, with its source.</summary>
    public static JsonObject At(JsonValue items, int index, JsonString source) => At(items, index).With("Source", source);

    /// <summary>The item at an index of the Map's items; of an object its members are the items, in order.</summary>
    public static JsonObject At(JsonValue items, int index)
    {
        if (items is JsonArray array)
        {
            return JsonObject.Of(("Index", JsonNumber.Of(index)), ("Value", array[index]));
        }

        (string key, JsonValue value) = ((JsonObject)items)[index];
        return JsonObject.Of(("Index", JsonNumber.Of(index)), ("Key", key), ("Value", value));
    }
}
