namespace FunctionsAsl.Core.Expressions;

/// <summary>The compiled text of a JSONPath field: a path or a call of an intrinsic function.</summary>
public abstract class Expression
{
    private protected Expression(string text) => Text = text;

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Names of the variables that the expression reads, each once.</summary>
    public abstract IReadOnlyCollection<string> Variables { get; }

    /// <exception cref="JsonPathSyntaxException">The text is neither a path nor an intrinsic call.</exception>
    public static Expression Parse(string text) =>
        text.StartsWith('$') ? new PathExpression(JsonPath.Parse(text)) : IntrinsicParser.Parse(text);

    /// <inheritdoc cref="JsonPath.Refused"/>
    public static Expression Refused(string text, JsonPathSyntaxException e) => new PathExpression(JsonPath.Refused(text, e));

    /// <summary>The value, as <c>InputPath</c> and its like read it.</summary>
    /// <exception cref="StatesException">There is no value: <c>Invalid path '$.a' : No results for path: $['a']</c>.</exception>
    public abstract JsonAny Evaluate(JsonAny root, Scope scope);

    /// <summary>The value, as payload templates, <c>ErrorPath</c> and <c>CausePath</c> read it.</summary>
    /// <param name="field">The field's name, with its <c>.$</c>.</param>
    /// <param name="root">What <c>$</c> stands for.</param>
    /// <exception cref="StatesException">
    /// There is no value: <c>The JSONPath '$.a' specified for the field 'b.$' could not be found in the input '{}'</c>.
    /// </exception>
    public abstract JsonAny EvaluateField(string field, JsonAny root, Scope scope);

    public override string ToString() => Text;

    private sealed class PathExpression(JsonPath path) : Expression(path.Text)
    {
        public override IReadOnlyCollection<string> Variables { get; } = path.Variable is null ? [] : [path.Variable];

        public override JsonAny Evaluate(JsonAny root, Scope scope) => path.Evaluate(root, scope);

        public override JsonAny EvaluateField(string field, JsonAny root, Scope scope) =>
            path.Find(root, scope, out PathProblem? problem)
            ?? (problem!.Miss == PathMiss.PastEnd ? JsonAny.Null : throw new StatesException(
                ErrorName.Runtime, $"The JSONPath '{Text}' specified for the field '{field}' could not be found in the input '{JsonSize.Show(root)}'"));
    }
}
