namespace FunctionsAsl.Service.Operations;

/// <summary>Members in alphabetical order, as AWS sends them.</summary>
internal static class Alphabetical
{
    /// <summary>An object of those members that have a value.</summary>
    public static JsonMap Of(params ReadOnlySpan<(string Name, JsonAny? Value)> members)
    {
        var present = new List<KeyValuePair<string, JsonAny>>(members.Length);
        foreach ((string name, JsonAny? value) in members)
        {
            if (value is not null)
            {
                present.Add(new(name, value));
            }
        }

        return Of(present);
    }

    /// <summary>An object of these members; sorts the list.</summary>
    public static JsonMap Of(List<KeyValuePair<string, JsonAny>> members)
    {
        members.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var sorted = new JsonMap.Builder(members.Count);
        foreach ((string name, JsonAny value) in members)
        {
            sorted.Set(name, value);
        }

        return sorted.Build();
    }

    /// <summary>A float, where there is one: AWS writes a whole number with <c>.0</c>.</summary>
    public static JsonAny? Float(double? value) => value is { } number
        ? JsonNumber.Parse(number.ToString("0.0##############", NumberFormatInfo.InvariantInfo))
        : null;

    /// <summary>A text, where there is one.</summary>
    public static JsonString? Text(string? value) => value is null ? null : new JsonString(value);
}
