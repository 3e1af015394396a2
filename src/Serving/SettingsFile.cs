using System.CommandLine;
using System.Globalization;
using FunctionsAsl.Core.Errors;

namespace FunctionsAsl.Serving;

/// <summary>
/// A JSON object of settings, whose members are named as the variables of the environment are. A variable that is set wins. Values that are
/// numbers, booleans, objects and arrays count as their JSON text.
/// </summary>
internal sealed class SettingsFile
{
    public const string Variable = "ASL_CONFIG";
    private const string Beside = "asl.settings.json";

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Names the file, for every command.</summary>
    public Option<string> Option { get; } = new("--config")
    {
        Description = $"JSON file of settings, by the names of the variables, which win. Without it: {Variable}, or {Beside} where it is.",
        Recursive = true,
    };

    /// <summary>The file that was taken; <see langword="null"/> where there is none.</summary>
    public string? Path { get; private set; }

    /// <summary>Whether the setting's value is the file's.</summary>
    public bool Gave(string name) => _taken.Contains(name);

    /// <summary>
    /// Gives this process the variables that the file has, before anybody reads one: libraries that look for theirs find them, too.
    /// </summary>
    /// <exception cref="SettingException">It cannot be read, or has what is no setting: with the place.</exception>
    public void Take(ParseResult arguments)
    {
        string? named = arguments.GetValue(Option) ?? Settings.Value(Variable, Environment.GetEnvironmentVariable);
        if (named is null && !File.Exists(Beside))
        {
            return;
        }

        Path = named ?? Beside;
        foreach ((string name, string value) in Read(Path))
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            {
                Environment.SetEnvironmentVariable(name, value);
                _taken.Add(name);
            }
        }

        if (named is null && arguments.CommandResult.Command.Name != ConfigCommand.Name)
        {
            // Whoever stands in a folder need not know that it has one.
            Log.Note($"Settings of {System.IO.Path.GetFullPath(Path)}: {string.Join(", ", _taken)}");
        }
    }

    /// <exception cref="SettingException">As <see cref="Take"/>. No value is in the message: it may be a secret.</exception>
    internal static IEnumerable<(string Name, string Value)> Read(string path)
    {
        JsonAny content;
        try
        {
            content = JsonAny.Parse(File.ReadAllBytes(path));
        }
        catch (JsonSyntaxException e)
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{path} is no JSON at line {e.Line}, column {e.Column}."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingException($"The settings file {path} cannot be read: {e.Message}");
        }

        if (content is not JsonMap members)
        {
            throw new SettingException($"{path}: it must be a JSON object whose members are settings.");
        }

        foreach ((string name, JsonAny value) in members)
        {
            string place = JsonPointer.Join("", name);
            if (KnownSettings.Find(name) is null)
            {
                throw new SettingException($"{path}: {place}: there is no such setting.{NearestName.Hint(name, KnownSettings.All.Select(static s => s.Name))}");
            }

            if (value is JsonNull)
            {
                throw new SettingException($"{path}: {place}: it has no value; leave it out.");
            }

            yield return (name, value is JsonString text ? text.Value : value.ToString());
        }
    }
}
