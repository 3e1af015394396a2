namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>What a path starts at.</summary>
public enum PathRoot
{
    /// <summary><c>$</c>: the state's input, or its result.</summary>
    Input,

    /// <summary><c>$$</c>: the context object.</summary>
    Context,

    /// <summary><c>$name</c>: a variable.</summary>
    Variable,
}

/// <summary>A compiled JSONPath. Evaluating it copies no value and gives the same each time.</summary>
public sealed class JsonPath
{
    private readonly PathQuery _query;
    private readonly string? _refusal;

    private JsonPath(string text, PathRoot root, string? variable, PathQuery query, string? refusal = null)
    {
        Text = text;
        Root = root;
        Variable = variable;
        _query = query;
        _refusal = refusal;
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    public PathRoot Root { get; }

    /// <summary>The variable's name, where <see cref="Root"/> is one.</summary>
    public string? Variable { get; }

    /// <summary>Whether the path leads to one node at most; else its value is an array of all that it finds.</summary>
    public bool IsDefinite => _query.IsDefinite;

    internal ReadOnlySpan<PathToken> Tokens => _query.Tokens;

    /// <exception cref="JsonPathSyntaxException">The text is not a path.</exception>
    public static JsonPath Parse(string text)
    {
        if (!text.StartsWith('$'))
        {
            throw new JsonPathSyntaxException("Path must start with '$'", 0);
        }

        string trimmed = JavaText.Trim(text).ToString();
        PathRoot root = PathRoot.Input;
        string? variable = null;
        int start = 1;
        if (trimmed.StartsWith("$$", StringComparison.Ordinal))
        {
            root = PathRoot.Context;
            start = 2;
        }
        else if (VariableName.Measure(trimmed.AsSpan(1)) is int length and > 0)
        {
            root = PathRoot.Variable;
            start = 1 + length;
            variable = trimmed[1..start];
        }

        return new JsonPath(text, root, variable, PathParser.Parse(trimmed, start));
    }

    /// <summary>
    /// What stands for a text that is no path. It is in definitions that an earlier release accepted, and fails when it is read or written.
    /// </summary>
    public static JsonPath Refused(string text, JsonPathSyntaxException e) =>
        new(text, PathRoot.Input, null, new PathQuery(text, []), refusal: e.Message);

    /// <summary>The value at the path, as <c>InputPath</c> and its like read it.</summary>
    /// <exception cref="StatesException">
    /// There is none: <c>Invalid path '$.a' : No results for path: $['a']</c>. Or finding it takes too many steps.
    /// </exception>
    public JsonAny Evaluate(JsonAny root, Scope scope) =>
        Find(root, scope, out PathProblem? problem)
        ?? throw Invalid(problem!.Text);

    /// <summary>The value at the path; <see langword="null"/> where there is none.</summary>
    /// <param name="root">What <c>$</c> stands for.</param>
    /// <param name="scope">What else a path may start at.</param>
    /// <param name="problem">Why there is none.</param>
    /// <exception cref="StatesException">Finding it takes too many steps, or it is too large; or the text is no path.</exception>
    public JsonAny? Find(JsonAny root, Scope scope, out PathProblem? problem)
    {
        FailIfRefused();
        JsonAny? start = Root switch
        {
            PathRoot.Input => root,
            PathRoot.Context => scope.Context,
            _ => scope.Variable(Variable!),
        };
        if (start is null)
        {
            problem = new PathProblem(PathMiss.NotFound, $"No results for path: $['{Variable}']");
            return null;
        }

        if (_query.IsDefinite)
        {
            JsonAny? value = _query.Find(start);
            problem = value is null ? _query.Explain(start, isUnwrapped: false) : null;
            return value;
        }

        try
        {
            // A filter can put the root itself into what it finds; only a whole input comes out as it was written (see SourceText).
            start = start.WithoutSourceText();
            JsonAny? found = PathWalk.Collect(_query, start, new PathEvaluation(Text, start, scope.Steps), out problem);
            return found is null ? null : Oversize.Refuse(found);
        }
        catch (JsonDepthException)
        {
            throw Oversize.TooDeep();
        }
    }

    public override string ToString() => Text;

    /// <exception cref="StatesException">The text is no path.</exception>
    internal void FailIfRefused()
    {
        if (_refusal is not null)
        {
            throw Invalid(_refusal);
        }
    }

    private StatesException Invalid(string problem) => new(ErrorName.Runtime, $"Invalid path '{Text}' : {problem}");
}
