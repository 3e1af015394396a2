namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of arrays.</summary>
internal static class ArrayFunctions
{
    public static JsonAny? Count(JsonAny?[] arguments, Evaluation run) =>
        JsonNumber.Of(arguments[0] is JsonList array ? array.Count : 0);

    public static JsonAny? Append(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not { } first || arguments[1] is not { } second)
        {
            return arguments[0] ?? arguments[1];
        }

        ReadOnlySpan<JsonAny> head = Sequence.ItemsOf(ref first);
        ReadOnlySpan<JsonAny> tail = Sequence.ItemsOf(ref second);
        run.Spend(head.Length + tail.Length);
        return run.Array(JsonList.Adopt([.. head, .. tail], JsonMarks.None));
    }

    public static JsonAny? Reverse(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count);
        run.Memory.TakePlaces(array.Count);
        JsonAny[] reversed = array.Items.ToArray();
        System.Array.Reverse(reversed);
        return JsonList.Adopt(reversed);
    }

    public static JsonAny? Shuffle(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count);
        run.Memory.TakePlaces(array.Count);
        JsonAny[] shuffled = array.Items.ToArray();
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = (int)(run.Scope.Entropy.NextDouble() * (i + 1));
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return JsonList.Adopt(shuffled);
    }

    public static JsonAny? Distinct(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList { Count: > 1 } array)
        {
            return arguments[0];
        }

        run.Spend(array.Count + Equality.Cost(array));
        run.Memory.TakePlaces(4L * array.Count);
        var seen = new HashSet<JsonAny>(Equality.Comparer);
        var distinct = new Sequence(run);
        foreach (JsonAny item in array.Items)
        {
            if (seen.Add(item))
            {
                distinct.Add(item);
            }
        }

        return distinct.ToArray(array.Marks & Traits.Sequence);
    }

    public static JsonAny? Zip(JsonAny?[] arguments, Evaluation run)
    {
        int length = arguments.Min(static argument => argument is JsonList array ? array.Count : 0);
        run.Spend((long)length * arguments.Length);
        run.Memory.TakePlaces((long)length * (arguments.Length + 8));
        var rows = new JsonAny[length];
        for (int i = 0; i < length; i++)
        {
            rows[i] = JsonList.Adopt(System.Array.ConvertAll(arguments, argument => ((JsonList)argument!)[i]), JsonMarks.None);
        }

        return run.Array(JsonList.Adopt(rows, JsonMarks.None));
    }

    public static JsonAny? Sort(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList { Count: > 1 } array)
        {
            return arguments[0];
        }

        int[] order = arguments[1] switch
        {
            FunctionValue comparator => MergeSort.Sort(array.Count, (a, b) => IsTrue(comparator.Apply([array[a], array[b]], JsonAny.Null, run)), run),
            _ when Kinds.AreNumbers(array.Items) => SortNumbers(array, run),
            _ when Kinds.AreStrings(array.Items) => SortStrings(array, run),
            _ => throw new JsonataException("D3070") { Index = 1 },
        };
        return run.Array(JsonList.Adopt(System.Array.ConvertAll(order, i => array[i])));
    }

    private static int[] SortNumbers(JsonList array, Evaluation run)
    {
        double[] numbers = new double[array.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = ((JsonNumber)array[i]).AsDouble;
        }

        return MergeSort.Sort(numbers.Length, (a, b) => numbers[a] > numbers[b], run);
    }

    private static int[] SortStrings(JsonList array, Evaluation run)
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
    private static bool IsTrue(JsonAny? value) => value switch
    {
        null or JsonNull => false,
        JsonBoolean b => b.Value,
        JsonNumber n => n.AsDouble is not (0 or double.NaN),
        JsonString s => s.Value.Length > 0,
        _ => true,
    };
}
