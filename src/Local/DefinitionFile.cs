using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Local;

/// <summary>A definition in a file, and what is wrong with it.</summary>
/// <param name="Problems">One line each: <c>file:line:column: code: message</c>.</param>
/// <param name="IsValid">Whether it can run: what is wrong are warnings only.</param>
internal sealed record DefinitionFile(string Text, ImmutableArray<string> Problems, bool IsValid)
{
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static DefinitionFile Read(string path)
    {
        string text = ReadText(path);
        try
        {
            JsonReader.Read(text);
        }
        catch (JsonSyntaxException e)
        {
            string problem = $"{path}:{e.Line}:{e.Column}: {DiagnosticCode.InvalidJsonDescription}: {e.Message}";
            return new DefinitionFile(text, [problem.ReplaceLineEndings(" ")], false);
        }

        (StateMachine? machine, ImmutableArray<Diagnostic> diagnostics) = StateMachine.Compile(text);
        return new DefinitionFile(text, [.. diagnostics.Select(d => Describe(path, text, d))], machine is not null);
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

    private static string Describe(string path, string text, Diagnostic found)
    {
        string severity = found.Severity == Severity.Warning ? "warning: " : "";
        return $"{path}:{TextPosition.Find(text, found.Location)}: {severity}{found.Code}: {found.Message.ReplaceLineEndings(" ")}";
    }
}
