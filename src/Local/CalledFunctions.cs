using System.Text.RegularExpressions;
using FunctionsAsl.Core.Errors;

namespace FunctionsAsl.Local;

/// <summary>The names of the functions that a definition calls: in a Resource, or as FunctionName.</summary>
internal sealed partial class CalledFunctions
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private bool _areComputed;

    private CalledFunctions()
    {
    }

    /// <param name="definition">A definition in JSON that has been compiled.</param>
    public static CalledFunctions In(string definition)
    {
        var functions = new CalledFunctions();
        functions.Add(JsonAny.Parse(definition));
        return functions;
    }

    /// <summary>What is wrong where somebody says what a function of this name is; <see langword="null"/> where nothing is that can be known.</summary>
    public string? Problem(string name) => _areComputed || _names.Contains(name) ? null
        : $"--task {name} answers for nothing: the definition calls no function of that name."
            + (NearestName.Hint(name, _names) is { Length: > 0 } hint ? hint : _names.Count > 0 ? $" It calls {string.Join(", ", _names)}." : "");

    private void Add(JsonAny value)
    {
        switch (value)
        {
            case JsonMap members:
                foreach ((string name, JsonAny member) in members)
                {
                    _areComputed |= name == "FunctionName.$" || (name == "FunctionName" && member is JsonString { Value: ['{', '%', ..] });
                    if (name == "FunctionName" && member is JsonString text && !text.Value.Contains(":function:", StringComparison.Ordinal))
                    {
                        // NAME or NAME:QUALIFIER
                        _names.Add(text.Value.Split(':')[0]);
                    }

                    Add(member);
                }

                break;
            case JsonList items:
                foreach (JsonAny item in items)
                {
                    Add(item);
                }

                break;
            case JsonString text when Function().Match(text.Value) is { Success: true } match:
                _names.Add(match.Groups["name"].Value);
                break;
        }
    }

    [GeneratedRegex(":function:(?<name>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Function();
}
