namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of objects, and of any values.</summary>
internal static class ObjectFunctions
{
    public static JsonAny? Keys(JsonAny?[] arguments, Evaluation run)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Sequence(run);
        CollectKeys(arguments[0], names, ref keys, run);
        return keys.ToArray(Traits.Sequence);
    }

    public static JsonAny? Lookup(JsonAny?[] arguments, Evaluation run)
    {
        // Where no name is given, JavaScript looks for the name "undefined".
        string name = arguments[1] is JsonString text ? text.Value : "undefined";
        switch (arguments[0])
        {
            case JsonMap o:
                return o[name];
            case JsonList array:
                var found = new Sequence(run);
                Collect(array, name, ref found, run);
                return found.ToArray(Traits.Sequence);
            default:
                return null;
        }
    }

    public static JsonAny? Spread(JsonAny?[] arguments, Evaluation run)
    {
        switch (arguments[0])
        {
            case JsonMap o:
                return SpreadObject(o, run);
            case JsonList { Count: > 0 } array:
                var parts = new Sequence(run);
                SpreadItems(array, ref parts, run);
                return run.Array(parts.ToArray(JsonMarks.None));
            case JsonList:
                return null;
            default:
                return arguments[0];
        }
    }

    public static JsonAny? Merge(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList objects)
        {
            return null;
        }

        var merged = new JsonMap.Builder();
        foreach (JsonAny item in objects.Items)
        {
            var o = (JsonMap)item;
            run.Spend(1 + (2 * o.Count));
            run.Memory.TakePlaces(4 * o.Count);
            foreach ((string name, JsonAny value) in o.Members)
            {
                merged.Set(name, value);
            }
        }

        return merged.Build();
    }

    public static JsonAny? Clone(JsonAny?[] arguments, Evaluation run) =>
        arguments[0] is null ? null : Copy(arguments[0]!, run);

    public static JsonAny? Error(JsonAny?[] arguments, Evaluation run) =>
        throw new JsonataException("D3137", value: Message(arguments[0], "$error() function evaluated"));

    public static JsonAny? Assert(JsonAny?[] arguments, Evaluation run) => Truth.Of(arguments[0], run)
        ? null
        : throw new JsonataException("D3141", value: Message(arguments[1], "$assert() statement failed"));

    public static JsonAny? Type(JsonAny?[] arguments, Evaluation run) => arguments[0] switch
    {
        null => (JsonAny?)null,
        JsonNull => "null",
        JsonNumber => "number",
        JsonString => "string",
        JsonBoolean => "boolean",
        JsonList => "array",
        JsonMap => "object",
        _ => "function",
    };

    /// <summary>A copy in which no object occurs twice, so that each can be changed by itself.</summary>
    public static JsonAny Copy(JsonAny value, Evaluation run)
    {
        run.Spend(1);
        Recursion.EnsureRoom();
        switch (value)
        {
            case JsonList array:
                run.Memory.TakePlaces(array.Count);
                var items = new JsonAny[array.Count];
                CopyAll(array.Items, items, run);
                return JsonList.Adopt(items, JsonMarks.None);
            case JsonMap o:
                run.Memory.TakePlaces(o.Count);
                var values = new JsonAny[o.Count];
                CopyAll(o.Values, values, run);
                return JsonMap.Adopt(o.Shape, values);
            case FunctionValue:
                return JsonString.Empty;
            case JsonNumber number:
                return Numbers.Rounded(number);
            default:
                return value;
        }
    }

    // To a span, because a store into an array looks at the type of what is stored.
    private static void CopyAll(ReadOnlySpan<JsonAny> values, Span<JsonAny> copies, Evaluation run)
    {
        for (int i = 0; i < values.Length; i++)
        {
            copies[i] = Copy(values[i], run);
        }
    }

    private static JsonString Message(JsonAny? given, string usual) => given is JsonString { Value.Length: > 0 } text ? text : new JsonString(usual);

    private static void CollectKeys(JsonAny? value, HashSet<string> names, ref Sequence keys, Evaluation run)
    {
        run.Spend(1);
        switch (value)
        {
            case JsonMap o:
                run.Spend(o.Count);
                foreach ((string name, _) in o.Members)
                {
                    if (names.Add(name))
                    {
                        run.Memory.TakePlaces(0);
                        keys.Add(new JsonString(name));
                    }
                }

                break;
            case JsonList array:
                foreach (JsonAny item in array.Items)
                {
                    CollectKeys(item, names, ref keys, run);
                }

                break;
        }
    }

    private static void Collect(JsonList array, string name, ref Sequence found, Evaluation run)
    {
        run.Spend(array.Count);
        foreach (JsonAny item in array.Items)
        {
            if (item is JsonList nested)
            {
                Collect(nested, name, ref found, run);
            }
            else if (item is JsonMap o && o[name] is { } value)
            {
                found.AddRange(Sequence.ItemsOf(ref value));
            }
        }
    }

    private static void SpreadItems(JsonList array, ref Sequence parts, Evaluation run)
    {
        run.Spend(array.Count);
        foreach (JsonAny item in array.Items)
        {
            switch (item)
            {
                case JsonList nested:
                    SpreadItems(nested, ref parts, run);
                    break;
                case JsonMap o:
                    parts.AddRange(SpreadObject(o, run).Items);
                    break;
                default:
                    parts.Add(item);
                    break;
            }
        }
    }

    private static JsonList SpreadObject(JsonMap o, Evaluation run)
    {
        run.Spend(4 * o.Count);
        run.Memory.TakePlaces(24L * o.Count);
        var parts = new JsonAny[o.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = JsonMap.Of((o[i].Key, o[i].Value));
        }

        return JsonList.Adopt(parts, Traits.Sequence);
    }
}
