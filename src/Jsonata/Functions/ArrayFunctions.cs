namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of arrays.</summary>
internal static class ArrayFunctions
{
    public static JsonValue? Count(JsonValue?[] arguments, Evaluation run) =>
        JsonNumber.Of(arguments[0] is JsonArray array ? array.Count : 0);

    public static JsonValue? Append(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not { } first || arguments[1] is not { } second)
        {
            return arguments[0] ?? arguments[1];
        }

        ReadOnlySpan<JsonValue> head = Sequence.ItemsOf(ref first);
        ReadOnlySpan<JsonValue> tail = Sequence.ItemsOf(ref second);
        run.Spend(head.Length + tail.Length);
        return run.Array(JsonArray.Adopt([.. head, .. tail], JsonMarks.None));
    }

    public static JsonValue? Reverse(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonArray { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count);
        run.Memory.TakePlaces(array.Count);
        JsonValue[] reversed = array.Items.ToArray();
        System.Array.Reverse(reversed);
        return JsonArray.Adopt(reversed);
    }

    public static JsonValue? Shuffle(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonArray { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count);
        run.Memory.TakePlaces(array.Count);
        JsonValue[] shuffled = array.Items.ToArray();
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = (int)(run.Scope.Entropy.NextDouble() * (i + 1));
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return JsonArray.Adopt(shuffled);
    }

    public static JsonValue? Distinct(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonArray { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count + Equality.Cost(array));
        run.Memory.TakePlaces(4L * array.Count);
        var seen = new HashSet<JsonValue>(Equality.Comparer);
        var distinct = new Sequence(run);
        foreach (JsonValue item in array.Items)
        {
            if (seen.Add(item))
            {
                distinct.Add(item);
            }
        }

        return distinct.ToArray(array.Marks & Traits.Sequence);
    }

    public static JsonValue? Zip(JsonValue?[] arguments, Evaluation run)
    {
        int length = arguments.Min(static argument => argument is JsonArray array ? array.Count : 0);
        run.Spend((long)length * arguments.Length);
        run.Memory.TakePlaces((long)length * (arguments.Length + 8));
        var rows = new JsonValue[length];
        for (int i = 0; i < length; i++)
        {
            rows[i] = JsonArray.Adopt(System.Array.ConvertAll(arguments, argument => ((JsonArray)argument!)[i]), JsonMarks.None);
        }

        return run.Array(JsonArray.Adopt(rows, JsonMarks.None));
    }

    public static JsonValue? Sort(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonArray { Count: > 1 } array)
        {
            return arguments[0];
        }

        int[] order = arguments[1] switch
        {
            FunctionValue comparator => MergeSort.Sort(array.Count, (a, b) => IsTrue(comparator.Apply([array[a], array[b]], JsonValue.Null, run)), run),
            _ when Kinds.AreNumbers(array.Items) => SortNumbers(array, run),
            _ when Kinds.AreStrings(array.Items) => SortStrings(array, run),
            _ => throw new JsonataException("D3070") { Index = 1 },
        };
        return run.Array(JsonArray.Adopt(System.Array.ConvertAll(order, i => array[i])));
    }

    private static int[] SortNumbers(JsonArray array, Evaluation run)
    {
        double[] numbers = new double[array.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = ((JsonNumber)array[i]).AsDouble;
        }

        return MergeSort.Sort(numbers.Length, (a, b) => numbers[a] > numbers[b], run);
    }

    private static int[] SortStrings(JsonArray array, Evaluation run)
    {
        string[] texts = new string[array.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ((JsonString)array[i]).Value;
            run.Spend(texts[i].Length / 8);
        }

        return MergeSort.Sort(texts.Length, (a, b) => string.CompareOrdinal(texts[a], texts[b]) > 0, run);
    }

    /// <summary>What JavaScript holds for true, which of arrays and objects is any.</summary>
    private static bool IsTrue(JsonValue? value) => value switch
    {
        null or JsonNull => false,
        JsonBoolean b => b.Value,
        JsonNumber n => n.AsDouble is not (0 or double.NaN),
        JsonString s => s.Value.Length > 0,
        _ => true,
    };
}
