namespace FunctionsAsl.Core.States;

/// <summary>A number field of a Map state (MaxConcurrency, ToleratedFailure…).</summary>
internal abstract record MapNumber
{
    private MapNumber(string field) => Field = field;

    protected string Field { get; }

    /// <summary>Reads a number of iterations, or of what there is of them.</summary>
    public static MapNumber? ReadCount(Fields fields, string field, long min = 0, long max = int.MaxValue) =>
        Read(fields, field, (fields, field) => fields.Integer(field, min, max));

    /// <summary>Reads a share in percent.</summary>
    public static MapNumber? ReadShare(Fields fields, string field) =>
        Read(fields, field, static (fields, field) => fields.Number(field, 0, 100));

    /// <exception cref="StatesException">With AWS's texts (conformance: test_max_concurrency_path, test_map_state_tolerated_failure_count_path).</exception>
    public long ReadAny(JsonAny input, Scope scope) => Integer(input, scope);

    /// <inheritdoc cref="ReadAny"/>
    public long ReadInteger(JsonAny input, Scope scope)
    {
        long value = Integer(input, scope);
        return value >= 0 ? value : throw Refuse($"{Field} cannot be negative.");
    }

    /// <exception cref="StatesException">It is none, or not positive. AWS's text for that is not known.</exception>
    public long ReadPositive(JsonAny input, Scope scope)
    {
        long value = Integer(input, scope);
        return value > 0 ? value : throw Refuse($"{Field} must be positive.");
    }

    /// <inheritdoc cref="ReadInteger"/>
    public double ReadPercentage(JsonAny input, Scope scope)
    {
        double value = Number(input, scope);
        return value is >= 0 and <= 100 ? value : throw Refuse($"{Field} must be between 0 and 100.");
    }

    protected abstract long Integer(JsonAny input, Scope scope);

    protected abstract double Number(JsonAny input, Scope scope);

    protected abstract StatesException Refuse(string cause);

    private static MapNumber? Read(Fields fields, string field, Func<Fields, string, double?> readLiteral)
    {
        fields.AtMostOne(field, field + "Path");
        if (fields.IsComputed(field, out JsonataExpression? expression))
        {
            return expression is null ? null : new Computed(field, expression);
        }

        double? literal = readLiteral(fields, field);
        JsonPath? path = fields.DataNodePath(field + "Path");
        return path is not null ? new Referred(field, path) : literal is { } number ? new Written(field, number) : null;
    }

    private sealed record Written(string Name, double Value) : MapNumber(Name)
    {
        protected override long Integer(JsonAny input, Scope scope) => (long)Value;

        protected override double Number(JsonAny input, Scope scope) => Value;

        protected override StatesException Refuse(string cause) => new(ErrorName.Runtime, cause);
    }

    private sealed record Referred(string Name, JsonPath Path) : MapNumber(Name)
    {
        protected override long Integer(JsonAny input, Scope scope)
        {
            string text = Text(input, scope);
            return long.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out long integer)
                ? integer
                : throw Refuse($"The {Field}Path field refers to value \"{text}\" which is not a valid integer: {Path.Text}");
        }

        protected override double Number(JsonAny input, Scope scope)
        {
            string text = Text(input, scope);
            return double.TryParse(text, NumberStyles.Float, NumberFormatInfo.InvariantInfo, out double number)
                ? number
                : throw Refuse($"The {Field}Path field refers to value \"{text}\" which is not a valid float: {Path.Text}");
        }

        protected override StatesException Refuse(string cause) => new(ErrorName.Runtime, cause);

        private string Text(JsonAny input, Scope scope) =>
            Path.Evaluate(input, scope) is var value && value is JsonString text ? text.Value : value.ToString();
    }

    private sealed record Computed(string Name, JsonataExpression Expression) : MapNumber(Name)
    {
        // More than there can be items is as good as any number of them.
        protected override long Integer(JsonAny input, Scope scope) =>
            (long)Math.Clamp(Expression.EvaluateInteger(new StatesScope(input, scope)).AsDouble, -1, int.MaxValue);

        protected override double Number(JsonAny input, Scope scope) =>
            Expression.EvaluateNumber(new StatesScope(input, scope)).AsDouble;

        protected override StatesException Refuse(string cause) => Expression.Failure(cause);
    }
}
