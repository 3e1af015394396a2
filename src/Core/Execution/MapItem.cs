namespace FunctionsAsl.Core.Execution;

/// <summary><c>$$.Map.Item</c>: what an iteration of a Map state knows of its item.</summary>
internal static class MapItem
{
    // Where a Distributed Map's items come from when they are the state's own data (ST distributed_map).
    private static readonly JsonString StateData = new("STATE_DATA");

    private static readonly JsonShape Members = new("Index", "Value");

    /// <summary>How many items there are: elements, or members.</summary>
    public static int Count(JsonValue items) => items is JsonArray array ? array.Count : ((JsonObject)items).Count;

    /// <summary>The item at an index of an inline Map's items.</summary>
    public static JsonObject At(JsonValue items, int index) =>
        JsonObject.Adopt(Members, [JsonNumber.Of(index), ((JsonArray)items)[index]]);

    /// <summary>The item at an index of a Distributed Map's items; of an object its members are the items, in order.</summary>
    public static JsonObject OfRun(JsonValue items, int index)
    {
        if (items is not JsonObject members)
        {
            return At(items, index).With("Source", StateData);
        }

        (string key, JsonValue value) = members[index];
        return JsonObject.Of(("Index", JsonNumber.Of(index)), ("Key", key), ("Value", value), ("Source", StateData));
    }

    /// <summary>What an iteration gets without an ItemSelector: the value, and of an object's member the key too (DG/input-output-itemspath).</summary>
    public static JsonValue InputOf(JsonObject item) =>
        item["Key"] is { } key ? JsonObject.Of(("Key", key), ("Value", item["Value"]!)) : item["Value"]!;

    /// <summary>An item that a host has read.</summary>
    /// <param name="source">Where from; <see langword="null"/> for data of the state.</param>
    /// <param name="isMember">Whether it is a member of an object: <c>{"Key", "Value"}</c>.</param>
    public static JsonObject Read(int index, JsonValue item, string? source, bool isMember)
    {
        JsonValue from = source is null ? StateData : new JsonString(source);
        return isMember && item is JsonObject member
            ? JsonObject.Of(("Index", JsonNumber.Of(index)), ("Key", member["Key"]!), ("Value", member["Value"]!), ("Source", from))
            : JsonObject.Of(("Index", JsonNumber.Of(index)), ("Value", item), ("Source", from));
    }
}
