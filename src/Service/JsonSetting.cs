namespace FunctionsAsl.Service;

/// <summary>A setting that is a JSON object, as its text or as the path of a file with it. Refusals say the place, and show no text of it.</summary>
public sealed class JsonSetting(string name)
{
    public string Name { get; } = name;

    /// <summary>Its text; <see langword="null"/> where it is not set.</summary>
    /// <exception cref="SettingException">It names a file that cannot be read.</exception>
    public string? Text(Func<string, string?> variable) =>
        Settings.Value(Name, variable) is not { } text ? null
            : text.TrimStart() is ['{' or '[', ..] ? text
            : ReadFile(text);

    /// <exception cref="SettingException">It is no JSON object.</exception>
    public JsonMap Parse(string text)
    {
        try
        {
            return JsonAny.Parse(text) as JsonMap ?? throw Broken("", "It must be a JSON object.");
        }
        catch (JsonSyntaxException e)
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{Name} is no JSON at line {e.Line}, column {e.Column}."));
        }
    }

    /// <summary>An object of no other members than these.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public JsonMap Members(JsonAny value, string place, params ReadOnlySpan<string> allowed)
    {
        JsonMap members = value as JsonMap ?? throw Broken(place, "It must be a JSON object.");
        foreach ((string member, _) in members)
        {
            if (!allowed.Contains(member))
            {
                throw Broken(JsonPointer.Join(place, member), $"There is no such member; there are {string.Join(", ", allowed.ToArray())}.");
            }
        }

        return members;
    }

    /// <param name="place">A JSON pointer; empty for the whole.</param>
    public SettingException Broken(string place, string reason) => new(place.Length == 0 ? $"{Name}: {reason}" : $"{Name}: {place}: {reason}");

    private string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The setting may be meant as JSON, and have secrets in it: neither it nor a message that has it is shown.
            throw new SettingException($"{Name} is neither JSON nor the path of a file that can be read ({e.GetType().Name}).");
        }
    }
}
