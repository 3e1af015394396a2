using System.Collections;
using FunctionsAsl.Core.Errors;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Serving;

/// <summary><c>asl config</c>: the settings that hold here, where each comes from, and what is wrong with them.</summary>
internal static class ConfigCommand
{
    public const string Name = "config";

    private const string Prefix = "ASL_";

    public static Command Create(SettingsFile file)
    {
        var command = new Command(Name, "Show the settings that hold, where they come from, and what is wrong with them. Secrets are not shown.");
        command.SetAction(_ => Show(file));
        return command;
    }

    /// <summary>Variables that were meant for us, as it looks, and that nothing reads.</summary>
    public static IEnumerable<string> Unread() => Set().Where(static s => s.Known is null).Select(static s => Unknown(s.Name));

    private static int Show(SettingsFile file)
    {
        (string Name, KnownSetting? Known)[] set = [.. Set()];
        foreach (KnownSetting setting in KnownSettings.All)
        {
            string[] names = [.. set.Where(s => s.Known == setting).Select(static s => s.Name)];
            foreach (string name in names)
            {
                Tell(name, setting.Show(name, Value(name)!), file.Gave(name) ? file.Path! : "environment");
            }

            if (names.Length == 0 && setting.Default is { } value)
            {
                Tell(setting.Name, value, "default");
            }
        }

        string[] problems = [.. set.Select(static s => Problem(s.Name, s.Known)).OfType<string>().Distinct()];
        foreach (string problem in problems)
        {
            Console.Error.WriteLine(PlainText.Of(problem));
        }

        return problems.Length == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Tell(string name, string value, string from) => Console.WriteLine($"{name,-34}  {PlainText.Of(value)}  [{from}]");

    /// <summary>The settings of the environment, and what has a name like one of ours.</summary>
    private static IEnumerable<(string Name, KnownSetting? Known)> Set() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(static entry => (Name: (string)entry.Key, Known: KnownSettings.Find((string)entry.Key)))
            .Where(static s => (s.Known is not null || s.Name.StartsWith(Prefix, StringComparison.Ordinal)) && Value(s.Name) is not null && s.Name != SettingsFile.Variable)
            .OrderBy(static s => s.Name, StringComparer.Ordinal);

    /// <summary>Reads a setting by itself, or with its family: those beside it have problems of their own.</summary>
    private static string? Problem(string name, KnownSetting? known)
    {
        try
        {
            known?.Read?.Invoke(other => other == name || KnownSettings.Find(other) is not { } setting || (setting == known && known.IsFamily) ? Value(other) : null);
            return known is null ? Unknown(name) : null;
        }
        catch (SettingException e)
        {
            return e.Message;
        }
    }

    private static string Unknown(string name) =>
        $"{name} is set, and nothing here reads it.{NearestName.Hint(name, KnownSettings.All.Select(static s => s.Name))}";

    private static string? Value(string name) => Settings.Value(name, Environment.GetEnvironmentVariable);
}
