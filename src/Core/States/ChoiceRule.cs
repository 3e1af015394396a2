namespace FunctionsAsl.Core.States;

/// <summary>The condition of a choice. Values of the wrong type do not apply; that is no error (DG/state-choice).</summary>
internal abstract record ChoiceRule
{
    /// <summary>Reads a rule: Condition in JSONata; in JSONPath And, Or, Not, or Variable with one operator.</summary>
    public static ChoiceRule? Read(Fields fields)
    {
        if (fields.Language == QueryLanguage.JSONata)
        {
            return ReadCondition(fields);
        }

        string[] operators = [.. fields.Json.Select(m => m.Key).Where(n => n is "And" or "Or" or "Not" || ChoiceOperator.ByName.ContainsKey(n))];
        if (operators.Length != 1)
        {
            fields.Allow(operators);
            fields.Allow("Variable");
            if (operators.Length > 1)
            {
                fields.AtMostOne(operators);
            }
            else if (!fields.Has("Condition"))
            {
                fields.ReportHere("A choice rule needs one of And, Or, Not or a comparison operator");
            }

            return null;
        }

        switch (operators[0])
        {
            case "Not":
                return fields.Nested("Not") is { } inner && ReadNested(inner) is { } rule
                    ? new Not(rule)
                    : null;
            case "And":
                return new And(ReadAll(fields, "And"));
            case "Or":
                return new Or(ReadAll(fields, "Or"));
            default:
                return ReadComparison(fields, operators[0]);
        }
    }

    public abstract bool Applies(JsonAny input, Scope scope);

    private static ImmutableArray<ChoiceRule> ReadAll(Fields fields, string name) =>
        [.. fields.Elements(name, mayBeEmpty: false).Select(ReadNested).OfType<ChoiceRule>()];

    private static ChoiceRule? ReadCondition(Fields fields)
    {
        fields.Require("Condition");
        if (fields.IsComputed("Condition", out JsonataExpression? expression))
        {
            return expression is null ? null : new Condition(expression);
        }

        return new Constant(fields.Boolean("Condition"));
    }

    private static ChoiceRule? ReadNested(Fields fields)
    {
        ChoiceRule? rule = Read(fields);
        fields.String("Comment");
        fields.End();
        return rule;
    }

    private static ChoiceRule? ReadComparison(Fields fields, string name)
    {
        fields.Require("Variable");
        JsonPath? variable = fields.SinglePath("Variable");
        ChoiceOperator comparison = ChoiceOperator.ByName[name];
        JsonPath? path = comparison.IsPath ? fields.SinglePath(name) : null;
        JsonAny? literal = comparison.IsPath ? null : comparison.ReadLiteral(fields, name);
        if (variable is null || (path is null && literal is null))
        {
            return null;
        }

        bool expected = literal is JsonBoolean { Value: true };
        return name == ChoiceOperator.IsPresent ? new IsPresent(variable, expected)
            : comparison.IsType is not null ? new IsType(variable, comparison.IsType, expected)
            : new Compare(variable, comparison.Test!, literal, path);
    }

    private static StatesException InvalidPath(JsonPath path) => new(
        ErrorName.Runtime, $"Invalid path '{path.Text}': The choice state's condition path references an invalid value.");

    /// <summary>A Condition that is computed.</summary>
    public sealed record Condition(JsonataExpression Expression) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => Expression.EvaluateBoolean(new StatesScope(input, scope));
    }

    /// <summary>A Condition that is written down (conformance: test_choice_condition_constant_jsonata).</summary>
    public sealed record Constant(bool Value) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => Value;
    }

    public sealed record And(ImmutableArray<ChoiceRule> Rules) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => Rules.All(rule => rule.Applies(input, scope));
    }

    public sealed record Or(ImmutableArray<ChoiceRule> Rules) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => Rules.Any(rule => rule.Applies(input, scope));
    }

    public sealed record Not(ChoiceRule Rule) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => !Rule.Applies(input, scope);
    }

    /// <summary>Whether Variable refers to anything: the only test that a missing value does not fail.</summary>
    public sealed record IsPresent(JsonPath Variable, bool Expected) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) => (Variable.Find(input, scope, out _) is not null) == Expected;
    }

    /// <summary>IsNull, IsString and their like.</summary>
    public sealed record IsType(JsonPath Variable, Func<JsonAny, bool> Test, bool Expected) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope) =>
            Test(Variable.Find(input, scope, out _) ?? throw InvalidPath(Variable)) == Expected;
    }

    /// <summary>Compares Variable with a literal, or with what the operator's Path form refers to.</summary>
    public sealed record Compare(JsonPath Variable, Func<JsonAny, JsonAny, bool> Test, JsonAny? Literal, JsonPath? Path) : ChoiceRule
    {
        public override bool Applies(JsonAny input, Scope scope)
        {
            JsonAny value = Variable.Find(input, scope, out _) ?? throw InvalidPath(Variable);
            JsonAny other = Literal ?? Path!.Find(input, scope, out _) ?? throw InvalidPath(Path!);
            return Test(value, other);
        }
    }
}
