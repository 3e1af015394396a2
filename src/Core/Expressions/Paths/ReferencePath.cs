namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>A path that names exactly one place, made of names and indexes only; a value can be read and written there.</summary>
public sealed class ReferencePath
{
    private ReferencePath(JsonPath path) => Path = path;

    /// <summary>The same as a path to read.</summary>
    public JsonPath Path { get; }

    public string Text => Path.Text;

    public PathRoot Root => Path.Root;

    /// <exception cref="JsonPathSyntaxException">
    /// The text is no such path. AWS's diagnostic is <c>Value is not a Reference Path: </c> and the exception's message.
    /// </exception>
    public static ReferencePath Parse(string text)
    {
        if (!text.StartsWith('$'))
        {
            throw new JsonPathSyntaxException("Reference path didn't start with '$'", 0);
        }

        JsonPath path;
        try
        {
            path = JsonPath.Parse(text);
        }
        catch (JsonPathSyntaxException e) when (e.Message.StartsWith("Could not analyze path component", StringComparison.Ordinal))
        {
            // AWS's own words, odd as they are (recorded in Stedi-Public-Archive/ts2asl#912).
            throw new JsonPathSyntaxException("'[' must be followed by ' or '['", e.Offset);
        }

        foreach (PathToken token in path.Tokens)
        {
            if (token is not (NameToken or IndexToken { Index: >= 0 }))
            {
                throw new JsonPathSyntaxException("The path must identify a single node", 0);
            }
        }

        return new ReferencePath(path);
    }

    /// <inheritdoc cref="JsonPath.Refused"/>
    public static ReferencePath Refused(string text, JsonPathSyntaxException e) => new(JsonPath.Refused(text, e));

    /// <inheritdoc cref="JsonPath.Evaluate"/>
    public JsonAny Evaluate(JsonAny root, Scope scope) => Path.Evaluate(root, scope);

    /// <summary><paramref name="root"/> with <paramref name="value"/> at the path; objects that are missing on the way are made.</summary>
    /// <exception cref="StatesException">
    /// The way leads through something that is not an object, or past the end of an array: <c>States.ReferencePathConflict</c>.
    /// </exception>
    public JsonAny Set(JsonAny root, JsonAny value)
    {
        Path.FailIfRefused();
        ReadOnlySpan<PathToken> tokens = Path.Tokens;

        // The containers on the way down, to be rebuilt on the way up; all that is beside the way is shared.
        var parents = new JsonAny[tokens.Length];
        JsonAny? node = root;
        for (int i = 0; i < tokens.Length; i++)
        {
            parents[i] = (tokens[i], node) switch
            {
                (NameToken, null) => JsonMap.Empty,
                (NameToken, JsonMap o) => o,
                (IndexToken index, JsonList array) when index.Index < array.Count => array,
                _ => throw new StatesException(
                    ErrorName.ReferencePathConflict, $"Unable to apply ReferencePath {Text} to input {JsonSize.Show(root)}"),
            };
            node = tokens[i] is NameToken name
                ? ((JsonMap)parents[i])[name.Name]
                : ((JsonList)parents[i])[((IndexToken)tokens[i]).Index];
        }

        try
        {
            // Only a whole input or output comes out as it was written (see SourceText).
            JsonAny built = tokens.IsEmpty ? value : value.WithoutSourceText();
            for (int i = tokens.Length - 1; i >= 0; i--)
            {
                built = tokens[i] is NameToken name
                    ? ((JsonMap)parents[i]).With(name.Name, built)
                    : ((JsonList)parents[i]).WithItem(((IndexToken)tokens[i]).Index, built);
            }

            return Oversize.Refuse(built);
        }
        catch (JsonDepthException)
        {
            throw Oversize.TooDeep();
        }
    }

    public override string ToString() => Text;
}
