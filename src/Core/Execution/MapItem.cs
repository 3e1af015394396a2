namespace FunctionsAsl.Core.Execution;

/// <summary><c>$$.Map.Item</c>: what an iteration of a Map state knows of its item.</summary>
internal static class MapItem
{
    // Where a Distributed Map's items come from when they are the state's own data (ST distributed_map).
    private static readonly JsonString StateData = new("STATE_DATA");

    private static readonly JsonShape Members = new("Index", "Value");

    /// <summary>How many items there are: elements, or members.</summary>
    public static int Count(JsonAny items) => items is JsonList array ? array.Count : ((JsonMap)items).Count;

    /// <summary>The item at an index of an inline Map's items.</summary>
    public static JsonMap At(JsonAny items, int index) =>
        JsonMap.Adopt(Members, [JsonNumber.Of(index), ((JsonList)items)[index]]);

    /// <summary>The item at an index of a Distributed Map's items; of an object its members are the items, in order.</summary>
    public static JsonMap OfRun(JsonAny items, int index)
    {
        if (items is not JsonMap members)
        {
            return At(items, index).With("Source", StateData);
        }

        (string key, JsonAny value) = members[index];
        return JsonMap.Of(("Index", JsonNumber.Of(index)), ("Key", key), ("Value", value), ("Source", StateData));
    }

    /// <summary>What an iteration gets without an ItemSelector: the value, and of an object's member the key too (DG/input-output-itemspath).</summary>
    public static JsonAny InputOf(JsonMap item) =>
        item["Key"] is { } key ? JsonMap.Of(("Key", key), ("Value", item["Value"]!)) : item["Value"]!;

    /// <summary>An item that a host has read.</summary>
    /// <param name="source">Where from; <see langword="null"/> for data of the state.</param>
    /// <param name="isMember">Whether it is a member of an object: <c>{"Key", "Value"}</c>.</param>
    public static JsonMap Read(int index, JsonAny item, string? source, bool isMember)
    {
        JsonAny from = source is null ? StateData : new JsonString(source);
        return isMember && item is JsonMap member
            ? JsonMap.Of(("Index", JsonNumber.Of(index)), ("Key", member["Key"]!), ("Value", member["Value"]!), ("Source", from))
            : JsonMap.Of(("Index", JsonNumber.Of(index)), ("Value", item), ("Source", from));
    }
}
