namespace FunctionsAsl.Service.Operations;

/// <summary>The answer of a list operation.</summary>
internal static class Listing
{
    public static JsonObject Of<T>(string name, string scope, Page<T> page, Func<T, JsonValue> show) =>
        Of(name, [.. page.Items.Select(show)], page.Next is null ? null : PageToken.Issue(scope, page.Next));

    public static JsonObject Of(string name, IReadOnlyList<JsonValue> items, string? nextToken)
    {
        JsonArray list = JsonArray.Of(items);
        return nextToken is null ? JsonObject.Of((name, list)) : JsonObject.Of((name, list), ("nextToken", nextToken));
    }
}
