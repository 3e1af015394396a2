namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of objects, and of any values.</summary>
internal static class ObjectFunctions
{
    public static JsonValue? Keys(JsonValue?[] arguments, Evaluation run)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Sequence(run);
        CollectKeys(arguments[0], names, ref keys, run);
        return keys.ToArray(Traits.Sequence);
    }

    public static JsonValue? Lookup(JsonValue?[] arguments, Evaluation run)
    {
        // Where no name is given, JavaScript looks for the name "undefined".
        string name = arguments[1] is JsonString text ? text.Value : "undefined";
        switch (arguments[0])
        {
            case JsonObject o:
                return o[name];
            case JsonArray array:
                var found = new Sequence(run);
                Collect(array, name, ref found, run);
                return found.ToArray(Traits.Sequence);
            default:
                return null;
        }
    }

    public static JsonValue? Spread(JsonValue?[] arguments, Evaluation run)
    {
        switch (arguments[0])
        {
            case JsonObject o:
                return SpreadObject(o, run);
            case JsonArray { Count: > 0 } array:
                var parts = new Sequence(run);
                SpreadItems(array, ref parts, run);
                return run.Array(parts.ToArray(JsonMarks.None));
            case JsonArray:
                return null;
            default:
                return arguments[0];
        }
    }

    public static JsonValue? Merge(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonArray objects)
        {
            return null;
        }

        var merged = new JsonObject.Builder();
        foreach (JsonValue item in objects.Items)
        {
            var o = (JsonObject)item;
            run.Spend(1 + (2 * o.Count));
            run.Memory.TakePlaces(4 * o.Count);
            foreach ((string name, JsonValue value) in o.Members)
            {
                merged.Set(name, value);
            }
        }

        return merged.Build();
    }

    public static JsonValue? Clone(JsonValue?[] arguments, Evaluation run) =>
        arguments[0] is null ? null : Copy(arguments[0]!, run);

    public static JsonValue? Error(JsonValue?[] arguments, Evaluation run) =>
        throw new JsonataException("D3137", value: Message(arguments[0], "$error() function evaluated"));

    public static JsonValue? Assert(JsonValue?[] arguments, Evaluation run) => Truth.Of(arguments[0], run)
        ? null
        : throw new JsonataException("D3141", value: Message(arguments[1], "$assert() statement failed"));

    public static JsonValue? Type(JsonValue?[] arguments, Evaluation run) => arguments[0] switch
    {
        null => (JsonValue?)null,
        JsonNull => "null",
        JsonNumber => "number",
        JsonString => "string",
        JsonBoolean => "boolean",
        JsonArray => "array",
        JsonObject => "object",
        _ => "function",
    };

    /// <summary>A copy in which no object occurs twice, so that each can be changed by itself.</summary>
    public static JsonValue Copy(JsonValue value, Evaluation run)
    {
        run.Spend(1);
        Recursion.EnsureRoom();
        switch (value)
        {
            case JsonArray array:
                run.Memory.TakePlaces(array.Count);
                var items = new JsonValue[array.Count];
                CopyAll(array.Items, items, run);
                return JsonArray.Adopt(items, JsonMarks.None);
            case JsonObject o:
                run.Memory.TakePlaces(o.Count);
                var values = new JsonValue[o.Count];
                CopyAll(o.Values, values, run);
                return JsonObject.Adopt(o.Shape, values);
            case FunctionValue:
                return JsonString.Empty;
            case JsonNumber number:
                return Numbers.Rounded(number);
            default:
                return value;
        }
    }

    // To a span, because a store into an array looks at the type of what is stored.
    private static void CopyAll(ReadOnlySpan<JsonValue> values, Span<JsonValue> copies, Evaluation run)
    {
        for (int i = 0; i < values.Length; i++)
        {
            copies[i] = Copy(values[i], run);
        }
    }

    private static JsonString Message(JsonValue? given, string usual) => given is JsonString { Value.Length: > 0 } text ? text : new JsonString(usual);

    private static void CollectKeys(JsonValue? value, HashSet<string> names, ref Sequence keys, Evaluation run)
    {
        run.Spend(1);
        switch (value)
        {
            case JsonObject o:
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
            case JsonArray array:
                foreach (JsonValue item in array.Items)
                {
                    CollectKeys(item, names, ref keys, run);
                }

                break;
        }
    }

    private static void Collect(JsonArray array, string name, ref Sequence found, Evaluation run)
    {
        run.Spend(array.Count);
        foreach (JsonValue item in array.Items)
        {
            if (item is JsonArray nested)
            {
                Collect(nested, name, ref found, run);
            }
            else if (item is JsonObject o && o[name] is { } value)
            {
                found.AddRange(Sequence.ItemsOf(ref value));
            }
        }
    }

    private static void SpreadItems(JsonArray array, ref Sequence parts, Evaluation run)
    {
        run.Spend(array.Count);
        foreach (JsonValue item in array.Items)
        {
            switch (item)
            {
                case JsonArray nested:
                    SpreadItems(nested, ref parts, run);
                    break;
                case JsonObject o:
                    parts.AddRange(SpreadObject(o, run).Items);
                    break;
                default:
                    parts.Add(item);
                    break;
            }
        }
    }

    private static JsonArray SpreadObject(JsonObject o, Evaluation run)
    {
        run.Spend(4 * o.Count);
        run.Memory.TakePlaces(24L * o.Count);
        var parts = new JsonValue[o.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = JsonObject.Of((o[i].Key, o[i].Value));
        }

        return JsonArray.Adopt(parts, Traits.Sequence);
    }
}
