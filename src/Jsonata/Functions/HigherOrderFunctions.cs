namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions that call a function for each item or member.</summary>
internal static class HigherOrderFunctions
{
    public static JsonAny? Map(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList array)
        {
            return null;
        }

        var mapped = new Sequence(run, array.Count);
        for (int i = 0; i < array.Count; i++)
        {
            if (Call(arguments[1], array, i, run) is { } value)
            {
                mapped.Add(value);
            }
        }

        return run.Array(mapped.ToArray(Traits.Sequence));
    }

    public static JsonAny? Filter(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList array)
        {
            return null;
        }

        var passed = new Sequence(run);
        for (int i = 0; i < array.Count; i++)
        {
            if (Truth.Of(Call(arguments[1], array, i, run), run))
            {
                passed.Add(array[i]);
            }
        }

        return passed.ToArray(Traits.Sequence);
    }

    public static JsonAny? Single(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList array)
        {
            return null;
        }

        JsonAny? found = null;
        for (int i = 0; i < array.Count; i++)
        {
            if (arguments[1] is null || Truth.Of(Call(arguments[1], array, i, run), run))
            {
                found = found is null ? array[i] : throw new JsonataException("D3138") { Index = i };
            }
        }

        return found ?? throw new JsonataException("D3139");
    }

    public static JsonAny? Reduce(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList array)
        {
            return null;
        }

        var function = (FunctionValue)arguments[1]!;
        if (function.Arity < 2)
        {
            throw new JsonataException("D3050") { Index = 1 };
        }

        JsonAny? result = arguments[2];
        int from = 0;
        if (result is null && array.Count > 0)
        {
            result = array[0];
            from = 1;
        }

        for (int i = from; i < array.Count; i++)
        {
            run.Spend(1);
            JsonAny?[] values = function.Arity switch
            {
                2 => [result, array[i]],
                3 => [result, array[i], JsonNumber.Of(i)],
                _ => [result, array[i], JsonNumber.Of(i), array],
            };
            result = function.Apply(values, JsonAny.Null, run);
        }

        return result;
    }

    public static JsonAny? Sift(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonMap o)
        {
            return null;
        }

        var sifted = new JsonMap.Builder();
        foreach ((string name, JsonAny value) in o.Members)
        {
            if (Truth.Of(Call(arguments[1], o, name, value, run), run))
            {
                sifted.Set(name, value);
            }
        }

        return sifted.Count == 0 ? null : sifted.Build();
    }

    public static JsonAny? Each(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonMap o)
        {
            return null;
        }

        var results = new Sequence(run, o.Count);
        foreach ((string name, JsonAny value) in o.Members)
        {
            if (Call(arguments[1], o, name, value, run) is { } result)
            {
                results.Add(result);
            }
        }

        return run.Array(results.ToArray(Traits.Sequence));
    }

    private static JsonAny? Call(JsonAny? function, JsonList array, int index, Evaluation run)
    {
        FunctionValue called = Callable(function, run);
        JsonAny?[] values = called.Arity switch
        {
            < 2 => [array[index]],
            2 => [array[index], JsonNumber.Of(index)],
            _ => [array[index], JsonNumber.Of(index), array],
        };
        return called.Apply(values, JsonAny.Null, run);
    }

    private static JsonAny? Call(JsonAny? function, JsonMap o, string name, JsonAny value, Evaluation run)
    {
        FunctionValue called = Callable(function, run);
        JsonAny?[] values = called.Arity switch
        {
            < 2 => [value],
            2 => [value, new JsonString(name)],
            _ => [value, new JsonString(name), o],
        };
        return called.Apply(values, JsonAny.Null, run);
    }

    private static FunctionValue Callable(JsonAny? function, Evaluation run)
    {
        run.Spend(1);
        FunctionValue called = function as FunctionValue ?? throw new JsonataException("T0410", value: function) { Index = 2 };

        // The second argument, which the result may hold.
        if (called.Arity > 1)
        {
            run.Memory.Take(Memory.ValueSize);
        }

        return called;
    }
}
