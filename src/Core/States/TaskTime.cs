namespace FunctionsAsl.Core.States;

/// <summary>TimeoutSeconds or HeartbeatSeconds of a Task state.</summary>
internal abstract record TaskTime
{
    /// <summary>The seconds, where they are written down.</summary>
    public virtual long? Literal => null;

    public static TaskTime? Read(Fields fields, string field)
    {
        fields.AtMostOne(field, field + "Path");
        if (fields.IsComputed(field, out JsonataExpression? expression))
        {
            return expression is null ? null : new Computed(expression);
        }

        long? literal = fields.Integer(field, 1, Limits.Seconds);
        JsonPath? path = fields.SinglePath(field + "Path");
        return path is not null ? new Referred(field + "Path", path) : literal is { } seconds ? new Written(seconds) : null;
    }

    public abstract long Seconds(JsonAny input, Scope scope);

    private sealed record Written(long Value) : TaskTime
    {
        public override long? Literal => Value;

        public override long Seconds(JsonAny input, Scope scope) => Value;
    }

    private sealed record Referred(string Field, JsonPath Path) : TaskTime
    {
        // Without a value the text is that of InputPath, not that of a Wait state's field (faults.md L16, measured on AWS).
        public override long Seconds(JsonAny input, Scope scope) => SecondsField.Read(Field, Path, Path.Evaluate(input, scope));
    }

    private sealed record Computed(JsonataExpression Expression) : TaskTime
    {
        public override long Seconds(JsonAny input, Scope scope) => SecondsField.Read(Expression, input, scope);
    }
}
