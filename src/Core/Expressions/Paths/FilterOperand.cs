namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>A side of a comparison: a path, a regular expression, or a text, quoted or not; Jayway knows no other literals.</summary>
internal sealed class FilterOperand
{
    // Like a container, a regular expression can be compared with nothing.
    private readonly JsonAny _literal = JsonList.Empty;

    public FilterOperand(PathQuery path) => Path = path;

    public FilterOperand(PathPattern pattern) => Pattern = pattern;

    public FilterOperand(string text)
    {
        _literal = text;
        Number = FilterOrder.ParseNumber(text);
    }

    public PathQuery? Path { get; }

    public PathPattern? Pattern { get; }

    /// <summary>The number that a text is, if it is one.</summary>
    public JsonNumber? Number { get; }

    /// <summary>Reads the value, which may be Java's null.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read(JsonAny item, PathEvaluation evaluation, out JsonAny? value)
    {
        if (Path is null)
        {
            value = _literal;
            return true;
        }

        bool found = Path.Find(Path.FromItem ? item : evaluation.Root, isUnwrapped: Path.FromItem, evaluation, out value);
        value = value is JsonNull ? null : value;
        return found;
    }
}
