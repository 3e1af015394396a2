namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>When values are equal to the language: deeply, numbers by value, objects regardless of order.</summary>
internal sealed class Equality : IEqualityComparer<JsonAny>
{
    public static readonly Equality Comparer = new();

    /// <summary>How many steps a comparison with the value takes at most.</summary>
    public static long Cost(JsonAny value) => value switch
    {
        JsonString text => text.Value.Length / 64,
        JsonList or JsonMap => 1 + (JsonSize.Of(value) / 4),
        _ => 0,
    };

    public static bool AreEqual(JsonAny a, JsonAny b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a is JsonList or JsonMap)
        {
            Recursion.EnsureRoom();
        }

        return a switch
        {
            JsonNumber x => b is JsonNumber y && AreEqual(x, y),
            JsonString x => b is JsonString y && string.Equals(x.Value, y.Value, StringComparison.Ordinal),
            JsonList x => b is JsonList y && AreEqual(x, y),
            JsonMap x => b is JsonMap y && AreEqual(x, y),
            _ => false,
        };
    }

    /// <summary>As <c>===</c> of JavaScript: containers only if they are the same.</summary>
    public static bool AreIdentical(JsonAny a, JsonAny b) => a is JsonList or JsonMap ? ReferenceEquals(a, b) : AreEqual(a, b);

    bool IEqualityComparer<JsonAny>.Equals(JsonAny? x, JsonAny? y) => AreEqual(x!, y!);

    int IEqualityComparer<JsonAny>.GetHashCode(JsonAny value)
    {
        switch (value)
        {
            case JsonList array:
                HashCode hash = default;
                hash.Add(array.Count);
                foreach (JsonAny item in array.Items)
                {
                    hash.Add(item, this);
                }

                return hash.ToHashCode();
            case JsonMap o:
                // Order must not matter.
                int sum = o.Count;
                foreach ((string name, JsonAny member) in o.Members)
                {
                    sum += HashCode.Combine(name, ((IEqualityComparer<JsonAny>)this).GetHashCode(member));
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

    private static bool AreEqual(JsonList a, JsonList b)
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

    private static bool AreEqual(JsonMap a, JsonMap b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        foreach ((string name, JsonAny value) in a.Members)
        {
            if (b[name] is not { } other || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }
}
