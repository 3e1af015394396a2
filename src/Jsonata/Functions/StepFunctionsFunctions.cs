using System.Security.Cryptography;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions that Step Functions adds to JSONata (DG/transforming-data); what they do at the edges is measured.</summary>
internal static class StepFunctionsFunctions
{
    // The longest range that fits AWS's memory (measured).
    private const int MaxRange = 360_145;

    /// <summary><c>$random(seed)</c> is the first double that java.util.Random draws of the seed.</summary>
    public static JsonAny? Random(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonNumber seed)
        {
            return JsonNumber.Computed(run.Scope.Entropy.NextDouble());
        }

        const long Multiplier = 0x5DEECE66D;
        const long Mask = (1L << 48) - 1;
        long state = (Truncate(seed) ^ Multiplier) & Mask;
        long high = Next(26);
        return JsonNumber.Computed(((high << 27) + Next(27)) / (double)(1L << 53));

        long Next(int bits)
        {
            state = ((state * Multiplier) + 0xB) & Mask;
            return state >> (48 - bits);
        }
    }

    public static JsonAny? Uuid(JsonAny?[] arguments, Evaluation run) => run.Scope.Entropy.NextGuid().ToString();

    /// <summary>
    /// Reads JSON. AWS's reader is strict: it refuses a name that repeats, and anything behind the value. A whole number is its value, not
    /// its text: -0 comes out as 0 (conformance: test_json_manipulation_jsonata test_parse). What becomes of others is not recorded.
    /// </summary>
    public static JsonAny? Parse(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        // What a short text can make of itself: [[],[0.5],…
        run.Spend(2L * text.Value.Length);
        run.Memory.Take(24L * text.Value.Length);
        try
        {
            return RepeatedName.Occurs(text.Value) ? throw Invalid("Invalid JSON") : Valued(JsonAny.Parse(text.Value));
        }
        catch (JsonSyntaxException)
        {
            throw Invalid("Invalid JSON");
        }
    }

    public static JsonAny? Hash(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            throw new JsonataException("T0410", value: arguments[0]) { Index = 1 };
        }

        if (arguments[1] is not JsonString algorithm)
        {
            return null;
        }

        run.Spend(100 + text.Value.Length);
        byte[] data = Encoding.UTF8.GetBytes(text.Value);

        // The definition's author asks for these algorithms; nothing here relies on their strength.
#pragma warning disable CA5350, CA5351
        byte[] hash = algorithm.Value switch
        {
            "MD5" => MD5.HashData(data),
            "SHA-1" => SHA1.HashData(data),
            "SHA-256" => SHA256.HashData(data),
            "SHA-384" => SHA384.HashData(data),
            "SHA-512" => SHA512.HashData(data),
            _ => throw Invalid($"Hash algorithm '{algorithm.Value}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"),
        };
#pragma warning restore CA5350, CA5351
        return Convert.ToHexStringLower(hash);
    }

    public static JsonAny? Partition(JsonAny?[] arguments, Evaluation run)
    {
        switch (arguments[0])
        {
            case null:
                return null;
            case not JsonList:
                throw new JsonataException("T0412", value: arguments[0]) { Index = 1 };
        }

        var array = (JsonList)arguments[0]!;
        if (array.Count == 0)
        {
            return null;
        }

        long size = arguments[1] is JsonNumber given ? Truncate(given) : array.Count;
        if (size <= 0)
        {
            return size == 0 ? null : throw Invalid("Second argument must be zero or greater");
        }

        run.Spend(array.Count);
        int step = (int)Math.Min(size, array.Count);
        run.Memory.TakePlaces(array.Count + (12L * array.Count / step));
        var parts = new List<JsonAny>();
        for (int from = 0; from < array.Count; from += step)
        {
            parts.Add(JsonList.Of(array.Items.Slice(from, Math.Min(step, array.Count - from))));
        }

        return run.Array(JsonList.Adopt([.. parts]));
    }

    /// <summary>A range of one number is that number.</summary>
    public static JsonAny? Range(JsonAny?[] arguments, Evaluation run)
    {
        long start = Required(arguments[0], 1);
        long end = Required(arguments[1], 2);
        if (arguments[2] is not JsonNumber given)
        {
            return null;
        }

        long step = Truncate(given);
        if (step == 0 || (step > 0 ? start > end : start < end))
        {
            return null;
        }

        Int128 count = (((Int128)end - start) / step) + 1;
        if (count == 1)
        {
            return JsonNumber.Of(start);
        }

        if (count > MaxRange)
        {
            run.Memory.Refuse(long.MaxValue);
        }

        run.Spend((long)count);
        run.Memory.Take((long)count * (Memory.PlaceSize + Memory.ValueSize));
        var numbers = new JsonAny[(int)count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = JsonNumber.Of(start + (step * i));
        }

        return JsonList.Adopt(numbers);
    }

    private static long Required(JsonAny? argument, int index) => argument is JsonNumber number
        ? Truncate(number)
        : throw new JsonataException("T0410", value: argument) { Index = index };

    /// <summary>Towards zero, as a cast of Java: what a long cannot hold is the nearest that it can.</summary>
    private static long Truncate(JsonNumber number) => number.TryGetInt64(out long integer) ? integer : number.AsDouble switch
    {
        >= long.MaxValue => long.MaxValue,
        <= long.MinValue => long.MinValue,
        double.NaN => 0,
        double value => (long)value,
    };

    private static JsonAny Valued(JsonAny value)
    {
        Recursion.EnsureRoom();
        return value switch
        {
            JsonNumber number => number.WithoutText(),
            JsonList array => array.ConvertAll(Valued),
            JsonMap o => o.ConvertAll(Valued),
            _ => value,
        };
    }

    private static JsonataException Invalid(string message) => new("D3137", value: message);
}
