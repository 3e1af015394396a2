namespace FunctionsAsl.Service.StateTests;

/// <summary>What a Map state under test gets in place of what its ItemReader would read: <c>mapItemReaderData</c>.</summary>
internal static class ReaderInput
{
    /// <summary>The items; <see langword="null"/> where the state has no ItemReader.</summary>
    /// <exception cref="ApiException">ValidationException</exception>
    public static JsonAny? Read(string? data, StateUnderTest state)
    {
        if (state.ItemReader is null)
        {
            return null;
        }

        if (data is null)
        {
            throw new ApiException("ValidationException", "ItemReader data must be specified when testing a Map state with ItemReader specified.");
        }

        try
        {
            return Point(JsonAny.Parse(data), Pointer(state));
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("ValidationException", $"Invalid ItemReader data provided: {e.Description}");
        }
    }

    /// <summary>Whether the state has no ItemReader, or one whose data can be read here: all of a JSON text, or what a pointer points at.</summary>
    public static bool Knows(StateUnderTest state) =>
        state.ItemReader is null || (Config(state) is { } config && config["InputType"] is JsonString { Value: "JSON" }
            && config.All(static m => m.Key is "InputType" or "ItemsPointer"));

    /// <summary>The ItemsPointer (RFC 6901); <see langword="null"/> where the items are the whole.</summary>
    public static string? Pointer(StateUnderTest state) => (Config(state)?["ItemsPointer"] as JsonString)?.Value;

    private static JsonMap? Config(StateUnderTest state) => state.ItemReader?["ReaderConfig"] as JsonMap;

    private static JsonAny Point(JsonAny data, string? pointer)
    {
        JsonAny? at = data;
        foreach (string step in (pointer ?? "").Split('/').Skip(1))
        {
            string name = JsonPointer.Unescape(step);
            at = at switch
            {
                JsonMap members => members[name],
                JsonList items when int.TryParse(name, NumberStyles.None, NumberFormatInfo.InvariantInfo, out int i) && i < items.Count => items[i],
                _ => null,
            };
        }

        return at is JsonList or JsonMap
            ? at
            : throw new ApiException("ValidationException", "Invalid ItemReader data provided: there are no items in it");
    }
}
