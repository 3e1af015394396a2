using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Execution;

/// <summary><c>$$.Map.Item</c>: what an iteration of a Map state knows of its item.</summary>
internal static class MapItem
{
    public static JsonObject At(JsonArray items, int index) => JsonObject.Of(("Index", JsonNumber.Of(index)), ("Value", items[index]));
}
