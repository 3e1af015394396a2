using System.Collections.Frozen;

namespace FunctionsAsl.Core.Definition;

/// <summary>The 39 comparison operators of a choice rule (DG/state-choice).</summary>
/// <param name="Operand">The type that the operator's literal must have.</param>
/// <param name="Test">The comparison of the variable with the operand; <see langword="null"/> for the type tests.</param>
/// <param name="IsType">The type test, for the operators that are one.</param>
/// <param name="IsPath">Whether the operand is a path to what is compared with.</param>
internal sealed record ChoiceOperator(
    OperandType Operand, Func<JsonAny, JsonAny, bool>? Test, Func<JsonAny, bool>? IsType, bool IsPath)
{
    public const string IsPresent = "IsPresent";

    public static readonly FrozenDictionary<string, ChoiceOperator> ByName = Build().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The literal to compare with, if it is of the operator's type.</summary>
    public JsonAny? ReadLiteral(Fields fields, string name)
    {
        JsonAny literal = fields.Any(name)!;
        switch (Operand, literal)
        {
            case (OperandType.String, JsonString):
                if (ByName.ContainsKey(name + "Path"))
                {
                    LiteralPaths.Warn(fields, name);
                }

                return literal;
            case (OperandType.Number, JsonNumber) or (OperandType.Boolean, JsonBoolean):
                return literal;
            case (OperandType.Timestamp, JsonString text):
                if (Timestamps.TryParse(text.Value, out _))
                {
                    return literal;
                }

                fields.Report("String does not match RFC3339 timestamp", name);
                return null;
            default:
                fields.Report($"Expected value of type {(Operand == OperandType.Timestamp ? OperandType.String : Operand)}", name);
                return null;
        }
    }

    private static Dictionary<string, ChoiceOperator> Build()
    {
        var operators = new Dictionary<string, ChoiceOperator>(StringComparer.Ordinal);
        AddComparisons(operators, "String", OperandType.String, CompareStrings);
        AddComparisons(operators, "Numeric", OperandType.Number, CompareNumbers);
        AddComparisons(operators, "Timestamp", OperandType.Timestamp, CompareTimestamps);
        Add(operators, "BooleanEquals", OperandType.Boolean, (a, b) => a is JsonBoolean && a.Equals(b), hasPath: true);
        Add(operators, "StringMatches", OperandType.String, Matches, hasPath: false);
        AddTypeTest(operators, "IsNull", value => value is JsonNull);
        AddTypeTest(operators, "IsNumeric", value => value is JsonNumber);
        AddTypeTest(operators, "IsString", value => value is JsonString);
        AddTypeTest(operators, "IsBoolean", value => value is JsonBoolean);
        AddTypeTest(operators, "IsTimestamp", value => value is JsonString text && Timestamps.TryParse(text.Value, out _));
        AddTypeTest(operators, IsPresent, _ => true);
        return operators;
    }

    private static void AddComparisons(
        Dictionary<string, ChoiceOperator> operators, string type, OperandType operand, Func<JsonAny, JsonAny, int?> compare)
    {
        Add(operators, type + "Equals", operand, (a, b) => compare(a, b) == 0, hasPath: true);
        Add(operators, type + "LessThan", operand, (a, b) => compare(a, b) < 0, hasPath: true);
        Add(operators, type + "GreaterThan", operand, (a, b) => compare(a, b) > 0, hasPath: true);
        Add(operators, type + "LessThanEquals", operand, (a, b) => compare(a, b) <= 0, hasPath: true);
        Add(operators, type + "GreaterThanEquals", operand, (a, b) => compare(a, b) >= 0, hasPath: true);
    }

    private static void Add(
        Dictionary<string, ChoiceOperator> operators, string name, OperandType operand, Func<JsonAny, JsonAny, bool> test, bool hasPath)
    {
        operators.Add(name, new ChoiceOperator(operand, test, null, IsPath: false));
        if (hasPath)
        {
            operators.Add(name + "Path", new ChoiceOperator(OperandType.String, test, null, IsPath: true));
        }
    }

    private static void AddTypeTest(Dictionary<string, ChoiceOperator> operators, string name, Func<JsonAny, bool> test) =>
        operators.Add(name, new ChoiceOperator(OperandType.Boolean, null, test, IsPath: false));

    private static int? CompareStrings(JsonAny a, JsonAny b) =>
        a is JsonString x && b is JsonString y ? string.CompareOrdinal(x.Value, y.Value) : null;

    private static int? CompareNumbers(JsonAny a, JsonAny b) =>
        a is JsonNumber x && b is JsonNumber y ? JsonNumber.Compare(x, y) : null;

    private static int? CompareTimestamps(JsonAny a, JsonAny b) =>
        a is JsonString x && b is JsonString y
        && Timestamps.TryParse(x.Value, out DateTimeOffset left) && Timestamps.TryParse(y.Value, out DateTimeOffset right)
            ? left.CompareTo(right)
            : null;

    private static bool Matches(JsonAny value, JsonAny pattern) =>
        value is JsonString text && pattern is JsonString wildcard && WildcardPattern.Matches(wildcard.Value, text.Value);
}

internal enum OperandType
{
    String,
    Number,
    Boolean,
    Timestamp,
}
