using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Integrations;
using YamlDotNet.Core;

namespace FunctionsAsl.Local;

/// <summary>A definition in a file, and what is wrong with it.</summary>
/// <param name="Text">The definition in JSON.</param>
/// <param name="Problems">One line each: <c>file:line:column: code: message</c>.</param>
/// <param name="Machine">The machine; <see langword="null"/> where more is wrong than warnings say.</param>
internal sealed record DefinitionFile(string Text, ImmutableArray<string> Problems, StateMachine? Machine)
{
    private static readonly string[] Suffixes = [".asl.json", ".asl.yaml", ".asl.yml", ".json", ".yaml", ".yml"];

    /// <summary>The file's name without what says what is in it.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        string? suffix = Array.Find(Suffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));
        return suffix is null ? Path.GetFileNameWithoutExtension(name) : name[..^suffix.Length];
    }

    /// <summary>Reads a definition in JSON or YAML.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    /// <exception cref="SettingException">A setting that says what there is has a value that cannot be.</exception>
    public static DefinitionFile Read(string path, Placeholders placeholders)
    {
        string text = placeholders.Fill(ReadText(path));
        ImmutableArray<string> unfilled =
        [
            .. Placeholders.Unfilled(text).Select(p =>
                $"{path}:{p.Position}: warning: UNFILLED_PLACEHOLDER: ${{{p.Name}}} has no value: say --set {p.Name}=VALUE"),
        ];
        Func<string, TextPosition> find;
        try
        {
            if (Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML")
            {
                var yaml = YamlText.Parse(text);
                (text, find) = (yaml.Json, yaml.Find);
            }
            else
            {
                JsonReader.Read(text);
                string json = text;
                find = pointer => TextPosition.Find(json, pointer);
            }
        }
        catch (JsonSyntaxException e)
        {
            return Unreadable(new TextPosition(e.Line, e.Column), e.Message);
        }
        catch (YamlException e)
        {
            return Unreadable(new TextPosition((int)e.Start.Line, (int)e.Start.Column), e.Message);
        }

        text = Placeholders.NameFunctions(text);
        (StateMachine? machine, ImmutableArray<Diagnostic> diagnostics) = StateMachine.Compile(
            text, checks: TaskIntegrations.Checks(Environment.GetEnvironmentVariable, LocalService.Abilities));
        return new DefinitionFile(text, [.. unfilled, .. diagnostics.Select(d => Describe(path, find(d.Location), d))], machine);

        DefinitionFile Unreadable(TextPosition position, string message)
        {
            string problem = $"{path}:{position}: {DiagnosticCode.InvalidJsonDescription}: {message}";
            return new DefinitionFile(text, [.. unfilled, problem.ReplaceLineEndings(" ")], null);
        }
    }

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return new FileInfo(path).Length <= 4L * Limits.DefinitionLength
                ? File.ReadAllText(path)
                : throw new UsageException($"{path} is too long for a definition or an input.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }
    }

    private static string Describe(string path, TextPosition position, Diagnostic found)
    {
        string severity = found.Severity == Severity.Warning ? "warning: " : "";
        return $"{path}:{position}: {severity}{found.Code}: {found.Message.ReplaceLineEndings(" ")}";
    }
}
