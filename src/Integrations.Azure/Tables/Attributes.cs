using FunctionsAsl.Integrations.Items;

namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>Values of DynamoDB, as <c>{"S": "text"}</c>.</summary>
internal static class Attributes
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal) { "S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS" };

    public static BoundException Invalid(string problem) => new("ValidationException", problem);

    /// <exception cref="BoundException">It is no value.</exception>
    public static string Type(JsonAny value) => value is JsonMap { Count: 1 } members && Types.Contains(members[0].Key)
        ? members[0].Key
        : throw Invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");

    public static JsonAny Content(JsonAny value) => ((JsonMap)value)[0].Value;

    /// <summary>The text of a string, of a number as it was written, or of a binary value in Base64.</summary>
    public static string String(JsonAny value) => Content(value) switch
    {
        JsonString text => text.Value,
        JsonAny other => other.ToString(),
    };

    /// <exception cref="BoundException">It is no number, or one of more than 28 digits.</exception>
    public static decimal Number(JsonAny value) =>
        Type(value) == "N" && decimal.TryParse(String(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : throw Invalid("The parameter cannot be converted to a numeric value, or to one of more than 28 digits");

    /// <summary>Without zeros that say nothing.</summary>
    public static string Text(decimal number) => number.ToString("0.#############################", CultureInfo.InvariantCulture);

    public static JsonMap OfNumber(decimal number) => JsonMap.Of(("N", Text(number)));

    public static bool AreEqual(JsonAny a, JsonAny b) => (Type(a), Type(b)) switch
    {
        ("N", "N") => Number(a) == Number(b),
        ("SS" or "NS" or "BS", _) when Type(a) == Type(b) => Elements(a).SetEquals(Elements(b)),
        _ => a.Equals(b),
    };

    /// <summary>Their order; <see langword="null"/> where they have none.</summary>
    public static int? Compare(JsonAny a, JsonAny b) => (Type(a), Type(b)) switch
    {
        ("N", "N") => Number(a).CompareTo(Number(b)),
        ("S", "S") => KeyOrder.Instance.Compare(String(a), String(b)),
        ("B", "B") => Bytes(a).AsSpan().SequenceCompareTo(Bytes(b)),
        _ => null,
    };

    public static bool BeginsWith(JsonAny value, JsonAny start) => (Type(value), Type(start)) switch
    {
        ("S", "S") => String(value).StartsWith(String(start), StringComparison.Ordinal),
        ("B", "B") => Bytes(value).AsSpan().StartsWith(Bytes(start)),
        _ => false,
    };

    public static bool Contains(JsonAny value, JsonAny part) => (Type(value), Type(part)) switch
    {
        ("S", "S") => String(value).Contains(String(part), StringComparison.Ordinal),
        ("SS", "S") or ("NS", "N") or ("BS", "B") => Elements(value).Contains(Element(Type(part), Content(part))),
        ("L", _) => Content(value) is JsonList items && items.Any(item => AreEqual(item, part)),
        _ => false,
    };

    /// <exception cref="BoundException">It is no Base64.</exception>
    public static byte[] Bytes(JsonAny value)
    {
        try
        {
            return Convert.FromBase64String(String(value));
        }
        catch (FormatException)
        {
            throw Invalid("A binary value is not in Base64");
        }
    }

    private static HashSet<string> Elements(JsonAny set)
    {
        string type = Type(set)[..1];
        return (Content(set) as JsonList ?? JsonList.Empty).Select(e => Element(type, e)).ToHashSet(StringComparer.Ordinal);
    }

    private static string Element(string type, JsonAny value) =>
        type == "N" ? Text(Number(JsonMap.Of(("N", value)))) : value is JsonString text ? text.Value : value.ToString();
}
