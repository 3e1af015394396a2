using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>Compares two values, either of which may be missing.</summary>
internal delegate bool FilterOperator(JsonValue? left, JsonValue? right, PathEvaluation evaluation);

/// <summary>The operators of a filter, as Jayway defines them. A value of the wrong type makes a comparison false.</summary>
internal static class FilterOperators
{
    private static readonly Dictionary<string, FilterOperator> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["=="] = AreEqual,
        ["!="] = (left, right, evaluation) => !AreEqual(left, right, evaluation),
        ["==="] = AreSame,
        ["!=="] = (left, right, evaluation) => !AreSame(left, right, evaluation),
        ["<"] = (left, right, evaluation) => Compare(left, right, evaluation) < 0,
        ["<="] = (left, right, evaluation) => Compare(left, right, evaluation) <= 0,
        [">"] = (left, right, evaluation) => Compare(left, right, evaluation) > 0,
        [">="] = (left, right, evaluation) => Compare(left, right, evaluation) >= 0,
        ["in"] = (left, right, evaluation) => right is JsonArray list && Contains(list, left, evaluation),
        ["nin"] = (left, right, evaluation) =>
            right is JsonObject || (right is JsonArray list && !Contains(list, left, evaluation)),
        ["contains"] = HasPart,
        ["all"] = (left, right, evaluation) =>
            left is JsonObject || (left is JsonArray list && right is JsonArray wanted && ContainsAll(list, wanted, evaluation)),
        ["subsetof"] = (left, right, evaluation) =>
            left is JsonArray some && right is JsonArray list && ContainsAll(list, some, evaluation),
        ["anyof"] = (left, right, evaluation) =>
            left is JsonArray some && right is JsonArray list && ContainsAny(list, some, evaluation),
        ["noneof"] = (left, right, evaluation) =>
            left is JsonArray some && right is JsonArray list && !ContainsAny(list, some, evaluation),
        ["size"] = HasSize,
        ["empty"] = IsEmpty,
    };

    public static FilterOperator? Find(string name) => ByName.GetValueOrDefault(name);

    private static bool AreEqual(JsonValue? left, JsonValue? right, PathEvaluation evaluation)
    {
        switch (left, right)
        {
            case (null, _) or (_, null):
                return false;
            case (JsonString text, JsonNumber number):
                return string.Equals(text.Value, number.Text, StringComparison.Ordinal);
            case (JsonNumber number, JsonString text):
                evaluation.Spend(text.Value.Length / 16);
                return ParseNumber(text.Value) is JsonNumber parsed && JsonNumber.Compare(number, parsed) == 0;
            default:
                // Comparing containers takes time by their size; the division by 16 makes a step about a node.
                evaluation.Spend(Math.Min(JsonSize.Of(left), JsonSize.Of(right)) / 16);
                return left.Equals(right);
        }
    }

    private static bool AreSame(JsonValue? left, JsonValue? right, PathEvaluation evaluation) =>
        KindOf(left) == KindOf(right) && AreEqual(left, right, evaluation);

    // Jayway knows one kind for arrays and objects.
    private static JsonKind? KindOf(JsonValue? value) => value?.Kind == JsonKind.Array ? JsonKind.Object : value?.Kind;

    private static int? Compare(JsonValue? left, JsonValue? right, PathEvaluation evaluation)
    {
        switch (left, right)
        {
            case (JsonNumber a, JsonNumber b):
                return JsonNumber.Compare(a, b);
            case (JsonString a, JsonString b):
                evaluation.Spend(Math.Min(a.Value.Length, b.Value.Length) / 16);
                return string.CompareOrdinal(a.Value, b.Value);
            default:
                return null;
        }
    }

    private static bool Contains(JsonArray list, JsonValue? value, PathEvaluation evaluation)
    {
        foreach (JsonValue item in list.Items)
        {
            evaluation.Spend(1);
            if (AreEqual(value, item, evaluation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsAll(JsonArray list, JsonArray wanted, PathEvaluation evaluation) =>
        wanted.All(value => Contains(list, value, evaluation));

    private static bool ContainsAny(JsonArray list, JsonArray wanted, PathEvaluation evaluation) =>
        wanted.Any(value => Contains(list, value, evaluation));

    private static bool HasPart(JsonValue? left, JsonValue? right, PathEvaluation evaluation)
    {
        if (left is JsonString text)
        {
            evaluation.Spend(text.Value.Length / 16);
            return right is JsonString part && Substring.IndexOf(text.Value, part.Value) >= 0;
        }

        return left is JsonArray list && right is not null && Contains(list, right, evaluation);
    }

    private static bool HasSize(JsonValue? left, JsonValue? right, PathEvaluation evaluation) =>
        right is JsonNumber number && left is not JsonObject && LengthOf(left) == Math.Truncate(number.AsDouble);

    private static bool IsEmpty(JsonValue? left, JsonValue? right, PathEvaluation evaluation) =>
        right is JsonBoolean expected && LengthOf(left) is { } length && (length == 0) == expected.Value;

    private static int? LengthOf(JsonValue? value) => value switch
    {
        JsonString text => text.Value.Length,
        JsonArray array => array.Count,
        JsonObject o => o.Count,
        _ => null,
    };

    private static JsonNumber? ParseNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out long integer))
        {
            return JsonNumber.Of(integer);
        }

        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Decimal, NumberFormatInfo.InvariantInfo, out double value) && double.IsFinite(value)
            ? JsonNumber.Of(value)
            : null;
    }
}
