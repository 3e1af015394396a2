using System.Collections.Immutable;

namespace FunctionsAsl.Service.Starts;

/// <summary>What starts executions by itself, from the setting <c>ASL_STARTS</c>.</summary>
public static class StartRules
{
    public const string Setting = "ASL_STARTS";

    /// <param name="variable">Looks a setting up.</param>
    /// <returns>None where it is not set.</returns>
    /// <exception cref="SettingException">The setting, or the file that it names, cannot be used: with the place and the reason.</exception>
    public static ImmutableArray<StartRule> Open(Func<string, string?> variable)
    {
        var setting = new JsonSetting(Setting);
        return setting.Text(variable) is { } text ? new StartRuleReader(setting).Read(text) : [];
    }
}
