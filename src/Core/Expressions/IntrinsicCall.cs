namespace FunctionsAsl.Core.Expressions;

/// <summary>A compiled call of an intrinsic function (DG/intrinsic-functions).</summary>
internal sealed class IntrinsicCall : Expression
{
    private readonly Func<IntrinsicArguments, JsonAny> _function;
    private readonly ImmutableArray<IntrinsicOperand> _operands;

    public IntrinsicCall(string text, Func<IntrinsicArguments, JsonAny> function, ImmutableArray<IntrinsicOperand> operands)
        : base(text)
    {
        _function = function;
        _operands = operands;
        var variables = new SortedSet<string>(StringComparer.Ordinal);
        foreach (IntrinsicOperand operand in operands)
        {
            variables.UnionWith(operand.Variables);
        }

        Variables = variables;
    }

    public override IReadOnlyCollection<string> Variables { get; }

    /// <summary>What a <c>States.Format</c> with a literal template puts between its arguments; else <see langword="null"/>.</summary>
    public ImmutableArray<string>? Pieces => _operands is [{ Pieces: ImmutableArray<string> pieces }, ..] ? pieces : null;

    public override JsonAny Evaluate(JsonAny root, Scope scope) => Evaluate(this, root, scope);

    /// <summary>The value of a call within another one.</summary>
    /// <param name="outermost">The whole expression, which the text names where an argument is missing (floci-io/floci#2870, measured on AWS).</param>
    /// <param name="root">What <c>$</c> stands for.</param>
    /// <param name="scope">What else the expression may read.</param>
    // Recursion is as deep as calls are nested, which the parser bounds.
    public JsonAny Evaluate(IntrinsicCall outermost, JsonAny root, Scope scope)
    {
        var values = new JsonAny[_operands.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _operands[i].Evaluate(outermost, root, scope).WithoutSourceText();
        }

        try
        {
            return Oversize.Refuse(_function(new IntrinsicArguments(this, values, scope)));
        }
        catch (JsonDepthException)
        {
            throw Oversize.TooDeep();
        }
    }

    public override JsonAny EvaluateField(string field, JsonAny root, Scope scope) => Evaluate(root, scope);

    /// <summary>
    /// The failure of this call. AWS reports <c>States.Runtime</c> where its documentation names <c>States.IntrinsicFailure</c>.
    /// </summary>
    public StatesException Fail(string problem) =>
        new(ErrorName.Runtime, $"The function '{Text}' had the following error: {problem}");
}

/// <summary>An argument as written: a literal, a path or a call.</summary>
internal abstract class IntrinsicOperand
{
    public virtual IReadOnlyCollection<string> Variables => [];

    /// <summary>Of a literal text, what stands before, between and after its <c>{}</c>.</summary>
    public virtual ImmutableArray<string>? Pieces => null;

    public abstract JsonAny Evaluate(IntrinsicCall outermost, JsonAny root, Scope scope);
}

internal sealed class LiteralOperand(JsonAny value, ImmutableArray<string>? pieces = null) : IntrinsicOperand
{
    public override ImmutableArray<string>? Pieces => pieces;

    public override JsonAny Evaluate(IntrinsicCall outermost, JsonAny root, Scope scope) => value;
}

internal sealed class PathOperand(JsonPath path) : IntrinsicOperand
{
    public override IReadOnlyCollection<string> Variables { get; } = path.Variable is null ? [] : [path.Variable];

    // A path into the context object is shown with one dollar sign, and the text of what cannot be read at all is Jayway's own (floci-io/floci,
    // docs/services/step-functions.md, measured on AWS).
    public override JsonAny Evaluate(IntrinsicCall outermost, JsonAny root, Scope scope) =>
        path.Find(root, scope, out PathProblem? problem) ?? throw outermost.Fail(
            problem!.Miss == PathMiss.Failed
                ? problem.Text
                : $"The JsonPath argument for the field '{(path.Root == PathRoot.Context ? path.Text[1..] : path.Text)}' could not be found in the input '{JsonSize.Show(root)}'");
}

internal sealed class CallOperand(IntrinsicCall inner) : IntrinsicOperand
{
    public override IReadOnlyCollection<string> Variables => inner.Variables;

    public override JsonAny Evaluate(IntrinsicCall outermost, JsonAny root, Scope scope) => inner.Evaluate(outermost, root, scope);
}
