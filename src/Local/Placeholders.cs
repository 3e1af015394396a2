using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace FunctionsAsl.Local;

/// <summary>
/// Values for <c>${Name}</c> in definitions, which SAM and CDK fill in when they deploy (SAM: DefinitionSubstitutions). A task's Resource
/// that is nothing but an unfilled one is a function of that name.
/// </summary>
internal sealed partial class Placeholders
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:";

    private readonly IReadOnlyDictionary<string, string> _values;

    private Placeholders(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <param name="set"><c>NAME=VALUE</c> each.</param>
    /// <param name="file">A file with a JSON object of further ones; <see langword="null"/> for none.</param>
    /// <exception cref="UsageException">They are not like that.</exception>
    public static Placeholders Read(IEnumerable<string> set, string? file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonAny value) in file is null ? JsonMap.Empty : ReadFile(file))
        {
            values[name] = value is JsonString text ? text.Value : value.ToString();
        }

        foreach (string one in set)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            values[equals > 0 ? one[..equals] : throw new UsageException($"--set takes NAME=VALUE, not '{one}'.")] = one[(equals + 1)..];
        }

        return new Placeholders(values);
    }

    /// <summary>The text with the values that there are.</summary>
    public string Fill(string text) => Placeholder().Replace(text, m => _values.GetValueOrDefault(m.Groups["name"].Value) ?? m.Value);

    /// <summary>The names without a value in a text that was filled, each where it stands first.</summary>
    public static ImmutableArray<(string Name, TextPosition Position)> Unfilled(string text) =>
    [
        .. Placeholder().Matches(text)
            .DistinctBy(static m => m.Groups["name"].Value)
            .Select(m => (m.Groups["name"].Value, TextPosition.Of(text.AsSpan(0, m.Index)))),
    ];

    /// <summary>Has tasks whose Resource is unfilled call a function of that name.</summary>
    /// <param name="json">A definition in JSON.</param>
    public static string NameFunctions(string json) => Resource().Replace(json, $"${{key}}{Function}${{name}}\"");

    private static JsonMap ReadFile(string path)
    {
        try
        {
            return JsonAny.Parse(DefinitionFile.ReadText(path)) as JsonMap ?? throw new UsageException($"{path} holds no JSON object.");
        }
        catch (JsonSyntaxException e)
        {
            throw new UsageException($"{path} is not JSON: {e.Message} (line {e.Line}, column {e.Column})");
        }
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9_:.-]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<key>""Resource""\s*:\s*"")\$\{(?<name>[A-Za-z0-9_-]+)\}""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Resource();
}
