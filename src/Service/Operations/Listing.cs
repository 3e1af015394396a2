namespace FunctionsAsl.Service.Operations;

/// <summary>The answer of a list operation.</summary>
internal static class Listing
{
    public static JsonMap Of<T>(string name, string scope, Page<T> page, Func<T, JsonAny> show) =>
        Of(name, [.. page.Items.Select(show)], page.Next is null ? null : PageToken.Issue(scope, page.Next));

    /// <summary>The page of those that come next.</summary>
    /// <param name="position">What stands for an item in a token.</param>
    public static Page<T> PageOf<T>(IEnumerable<T> rest, int count, Func<T, string> position)
    {
        T[] items = [.. rest.Take(count + 1)];
        return items.Length > count ? new Page<T>(items[..count], position(items[count - 1])) : new Page<T>(items, null);
    }

    public static JsonMap Of(string name, IReadOnlyList<JsonAny> items, string? nextToken)
    {
        JsonList list = JsonList.Of(items);
        return nextToken is null ? JsonMap.Of((name, list)) : JsonMap.Of((name, list), ("nextToken", nextToken));
    }
}
