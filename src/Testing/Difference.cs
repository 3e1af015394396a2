namespace FunctionsAsl.Testing;

/// <summary>Where two JSON values differ first.</summary>
internal static class Difference
{
    /// <returns>A sentence with a JSON pointer; <see langword="null"/> where they are equal.</returns>
    public static string? Between(JsonAny expected, JsonAny actual) => expected.Equals(actual) ? null : Find(expected, actual, "");

    private static string Find(JsonAny expected, JsonAny actual, string place)
    {
        if (expected is JsonMap wanted && actual is JsonMap given)
        {
            foreach ((string name, JsonAny value) in wanted)
            {
                string at = JsonPointer.Join(place, name);
                if (given[name] is not { } other)
                {
                    return $"{at} is missing: {value}";
                }

                if (!value.Equals(other))
                {
                    return Find(value, other, at);
                }
            }

            return $"{JsonPointer.Join(place, given.First(member => !wanted.Contains(member.Key)).Key)} is not expected";
        }

        if (expected is JsonList items && actual is JsonList others)
        {
            int same = items.Zip(others).TakeWhile(static pair => pair.First.Equals(pair.Second)).Count();
            return same < items.Count && same < others.Count
                ? Find(items[same], others[same], JsonPointer.Join(place, same.ToString(CultureInfo.InvariantCulture)))
                : $"{Named(place)} has {others.Count} items, not {items.Count}";
        }

        return $"{Named(place)} is {actual}, not {expected}";
    }

    private static string Named(string place) => place.Length == 0 ? "It" : place;
}
