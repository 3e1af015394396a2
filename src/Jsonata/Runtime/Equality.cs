namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>When values are equal to the language: deeply, numbers by value, objects regardless of order.</summary>
internal sealed class Equality : IEqualityComparer<JsonValue>
{
    public static readonly Equality Comparer = new();

    /// <summary>How many steps a comparison with the value takes at most.</summary>
    public static long Cost(JsonValue value) => value switch
    {
        JsonString text => text.Value.Length / 64,
        JsonArray or JsonObject => 1 + (JsonSize.Of(value) / 4),
        _ => 0,
    };

    public static bool AreEqual(JsonValue a, JsonValue b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a is JsonArray or JsonObject)
        {
            Recursion.EnsureRoom();
        }

        return a switch
        {
            JsonNumber x => b is JsonNumber y && AreEqual(x, y),
            JsonString x => b is JsonString y && string.Equals(x.Value, y.Value, StringComparison.Ordinal),
            JsonArray x => b is JsonArray y && AreEqual(x, y),
            JsonObject x => b is JsonObject y && AreEqual(x, y),
            _ => false,
        };
    }

    /// <summary>As <c>===</c> of JavaScript: containers only if they are the same.</summary>
    public static bool AreIdentical(JsonValue a, JsonValue b) => a is JsonArray or JsonObject ? ReferenceEquals(a, b) : AreEqual(a, b);

    bool IEqualityComparer<JsonValue>.Equals(JsonValue? x, JsonValue? y) => AreEqual(x!, y!);

    int IEqualityComparer<JsonValue>.GetHashCode(JsonValue value)
    {
        switch (value)
        {
            case JsonArray array:
                HashCode hash = default;
                hash.Add(array.Count);
                foreach (JsonValue item in array.Items)
                {
                    hash.Add(item, this);
                }

                return hash.ToHashCode();
            case JsonObject o:
                // Order must not matter.
                int sum = o.Count;
                foreach ((string name, JsonValue member) in o.Members)
                {
                    sum += HashCode.Combine(name, ((IEqualityComparer<JsonValue>)this).GetHashCode(member));
                }

                return sum;
            case JsonNumber number:
                // Mixed with a seed: whoever chooses the numbers does not choose what collides.
                long bits = BitConverter.DoubleToInt64Bits(number.AsDouble);
                return HashCode.Combine((int)bits, (int)(bits >> 32));
            default:
                return value.GetHashCode();
        }
    }

    private static bool AreEqual(JsonNumber a, JsonNumber b) =>
        a.TryGetInt64(out long x) && b.TryGetInt64(out long y) ? x == y : a.AsDouble.Equals(b.AsDouble);

    private static bool AreEqual(JsonArray a, JsonArray b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(JsonObject a, JsonObject b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        foreach ((string name, JsonValue value) in a.Members)
        {
            if (b[name] is not { } other || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }
}
