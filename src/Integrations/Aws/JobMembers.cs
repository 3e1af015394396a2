namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// Where the arguments of a call are found in other values. A name that ends in <c>[]</c> takes the list of what is found, one in <c>*</c>
/// each of the list that is found, in a call of its own, and one in <c>?</c> may have nothing.
/// </summary>
/// <param name="paths">Name to path: names of members, and numbers of items, with dots between. Names of a list's items find a list. Behind <c>'</c> stands the value itself.</param>
internal sealed class JobMembers(params (string Name, string Path)[] paths)
{
    /// <summary>The arguments of each call; none where a value is missing.</summary>
    public IReadOnlyList<JsonMap> In(JsonMap values)
    {
        List<JsonMap> calls = [JsonMap.Empty];
        foreach ((string name, string path) in paths)
        {
            JsonAny? found = path.StartsWith('\'') ? path[1..] : Find(values, path);
            string member = name.TrimEnd('[', ']', '*', '?');
            if (name.EndsWith('*') && found is JsonList each)
            {
                calls = [.. calls.SelectMany(call => each.Select(item => call.With(member, item)))];
            }
            else if (found is not (null or JsonNull or JsonList { Count: 0 }))
            {
                JsonAny value = name.EndsWith("[]", StringComparison.Ordinal) ? JsonList.Of(found) : found;
                calls = [.. calls.Select(call => call.With(member, value))];
            }
            else if (!name.EndsWith('?'))
            {
                return [];
            }
        }

        return calls;
    }

    /// <summary>What a path leads to; an empty one to the value itself.</summary>
    public static JsonAny? Find(JsonAny? from, string path)
    {
        foreach (string step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            from = from switch
            {
                JsonMap members => members[step],
                JsonList items when int.TryParse(step, CultureInfo.InvariantCulture, out int index) => index < items.Count ? items[index] : null,
                JsonList items => JsonList.Of(items.Select(item => (item as JsonMap)?[step]).OfType<JsonAny>()),
                _ => null,
            };
        }

        return from;
    }
}
