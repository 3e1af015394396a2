namespace FunctionsAsl.Core.Definition;

/// <summary>Warns of literals that look like paths: whoever wrote them most likely meant what the path refers to.</summary>
internal static class LiteralPaths
{
    /// <summary>Warns of each field of a payload template whose name lacks <c>.$</c>.</summary>
    public static void Warn(JsonAny template, string location, DefinitionReading definition)
    {
        // Recursion is as deep as the text is nested, which the JSON reader bounds.
        switch (template)
        {
            case JsonMap members:
                foreach ((string name, JsonAny value) in members)
                {
                    if (value is JsonString text && !name.EndsWith(".$", StringComparison.Ordinal) && LooksLikePath(text.Value))
                    {
                        definition.Warn(
                            DiagnosticCode.NoDollar,
                            $"The value of the field '{name}' looks like a path, but its name does not end with '.$'",
                            location);
                    }
                    else
                    {
                        Warn(value, location, definition);
                    }
                }

                break;
            case JsonList items:
                foreach (JsonAny item in items)
                {
                    Warn(item, location, definition);
                }

                break;
        }
    }

    /// <summary>Warns of a literal field that has a sibling whose name ends in <c>Path</c>.</summary>
    public static void Warn(Fields fields, string name)
    {
        if (fields.Json[name] is JsonString text && LooksLikePath(text.Value))
        {
            fields.Definition.Warn(
                DiagnosticCode.NoPath,
                $"The value of the field '{name}' looks like a path, but its name does not end with 'Path'",
                $"{fields.Pointer}/{name}");
        }
    }

    /// <summary>Whether a path, or the name of a field that takes one, stands anywhere in the value.</summary>
    public static bool Contains(JsonAny value) => value switch
    {
        JsonString text => LooksLikePath(text.Value),
        JsonList items => items.Any(Contains),
        JsonMap members => members.Any(m => m.Key.EndsWith(".$", StringComparison.Ordinal) || Contains(m.Value)),
        _ => false,
    };

    private static bool LooksLikePath(string text) =>
        text == "$" || text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$$", StringComparison.Ordinal)
        || text.StartsWith("$[", StringComparison.Ordinal)
        || (text.StartsWith("States.", StringComparison.Ordinal) && text.EndsWith(')'));
}
