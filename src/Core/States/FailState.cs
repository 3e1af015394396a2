namespace FunctionsAsl.Core.States;

/// <summary>Ends its branch, or the machine, with an error (DG/state-fail). Its cause goes out as it is, without a prefix.</summary>
internal sealed class FailState(string name, FailText? error, FailText? cause) : State(name, StateEvents.Fail)
{
    internal static FailState Read(string name, Fields fields)
    {
        fields.AtMostOne("Error", "ErrorPath");
        fields.AtMostOne("Cause", "CausePath");
        return new FailState(name, FailText.Read(fields, "Error"), FailText.Read(fields, "Cause"));
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        Scope scope = turn.Scope(branch);
        turn.Fail(branch, error?.Evaluate(branch.Input, scope), cause?.Evaluate(branch.Input, scope));
    }
}

/// <summary>Error or Cause of a Fail state.</summary>
internal abstract record FailText
{
    public static FailText? Read(Fields fields, string field)
    {
        if (fields.IsComputed(field, out JsonataExpression? expression))
        {
            return expression is null ? null : new Computed(expression);
        }

        if (fields.Language == QueryLanguage.JSONPath)
        {
            LiteralPaths.Warn(fields, field);
        }

        string? literal = fields.String(field);
        Expression? path = fields.Expression(field + "Path");
        return path is not null ? new Referred(field + "Path", path) : literal is not null ? new Literal(literal) : null;
    }

    public abstract string Evaluate(JsonAny input, Scope scope);

    private sealed record Literal(string Text) : FailText
    {
        public override string Evaluate(JsonAny input, Scope scope) => Text;
    }

    /// <summary>What ErrorPath or CausePath refers to.</summary>
    private sealed record Referred(string Field, Expression Path) : FailText
    {
        public override string Evaluate(JsonAny input, Scope scope) => Path.EvaluateField(Field, input, scope) is JsonString text
            ? text.Value
            : throw new StatesException(ErrorName.Runtime, $"The {Field} parameter does not reference a string: {Path.Text}");
    }

    private sealed record Computed(JsonataExpression Expression) : FailText
    {
        public override string Evaluate(JsonAny input, Scope scope) => Expression.EvaluateString(new StatesScope(input, scope));
    }
}
