using System.CommandLine;

namespace FunctionsAsl.Local;

/// <summary>The options of a command that reads definitions with <c>${Name}</c> in them.</summary>
internal sealed class PlaceholderOptions
{
    public Option<string[]> Set { get; } = new("--set") { Description = "NAME=VALUE: what ${NAME} stands for in the definition." };

    public Option<string?> File { get; } = new("--substitutions") { Description = "A file with a JSON object of such names and values." };

    /// <exception cref="UsageException">They are not as they should be.</exception>
    public Placeholders Read(ParseResult arguments) => Placeholders.Read(arguments.GetValue(Set) ?? [], arguments.GetValue(File));
}
