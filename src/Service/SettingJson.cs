namespace FunctionsAsl.Service;

/// <summary>A setting that is JSON, or the path of a file of it. No message shows a text of it: it may have secrets.</summary>
public sealed class SettingJson(string setting)
{
    /// <exception cref="SettingException">It is neither.</exception>
    public JsonValue Read(string text)
    {
        try
        {
            return JsonValue.Parse(text.TrimStart().StartsWith('{') ? text : ReadFile(text));
        }
        catch (JsonSyntaxException e)
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{setting} is no JSON at line {e.Line}, column {e.Column}."));
        }
    }

    /// <summary>An object that has no other members than these.</summary>
    /// <param name="place">Where the value is, as a JSON pointer; empty for the whole.</param>
    /// <exception cref="SettingException">It is none.</exception>
    public JsonObject Members(JsonValue value, string place, params ReadOnlySpan<string> allowed)
    {
        JsonObject members = value as JsonObject ?? throw Broken(place, "It must be a JSON object.");
        foreach ((string name, _) in members)
        {
            if (!allowed.Contains(name))
            {
                throw Broken(JsonPointer.Join(place, name), $"There is no such member; there are {string.Join(", ", allowed.ToArray())}.");
            }
        }

        return members;
    }

    /// <summary>What says that the setting cannot be used.</summary>
    /// <param name="place">As for <see cref="Members"/>.</param>
    public SettingException Broken(string place, string reason) =>
        new(place.Length == 0 ? $"{setting}: {reason}" : $"{setting}: {place}: {reason}");

    private string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The setting may be meant as JSON: neither it nor a message that has it is shown.
            throw new SettingException($"{setting} is neither JSON nor the path of a file that can be read ({e.GetType().Name}).");
        }
    }
}
