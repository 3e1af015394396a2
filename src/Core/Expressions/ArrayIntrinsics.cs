namespace FunctionsAsl.Core.Expressions;

/// <summary>The intrinsic functions on arrays and objects.</summary>
internal static class ArrayIntrinsics
{
    private const int MaxRange = 1000;

    public static JsonValue Of(IntrinsicArguments arguments) => JsonArray.Of(arguments.Values);

    public static JsonValue Partition(IntrinsicArguments arguments)
    {
        JsonArray array = arguments.Array(0);
        long size = arguments.Integer(1);
        if (size <= 0)
        {
            throw arguments.Fail("The chunk size must be a positive integer");
        }

        var chunks = new List<JsonValue>();
        for (long start = 0; start < array.Count; start += size)
        {
            int from = (int)start;
            chunks.Add(JsonArray.Of(array.Items.Slice(from, (int)Math.Min(size, array.Count - from))));
        }

        return JsonArray.Of(chunks);
    }

    public static JsonValue Contains(IntrinsicArguments arguments) =>
        arguments.Bounded(arguments.Array(0)).Any(item => item.Equals(arguments[1]));

    public static JsonValue Range(IntrinsicArguments arguments)
    {
        long first = arguments.Integer(0);
        long last = arguments.Integer(1);
        long step = arguments.Integer(2);
        if (step == 0)
        {
            throw arguments.Fail("The step can't be zero");
        }

        long count = (step > 0 ? last < first : last > first) ? 0 : ((last - first) / step) + 1;
        if (count > MaxRange)
        {
            throw arguments.Fail($"The array can't have more than {MaxRange} items");
        }

        var items = new JsonValue[count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = first + (i * step);
        }

        return JsonArray.Adopt(items);
    }

    public static JsonValue GetItem(IntrinsicArguments arguments)
    {
        JsonArray array = arguments.Array(0);
        long index = arguments.Integer(1);
        return index >= 0 && index < array.Count
            ? array[(int)index]
            : throw arguments.Fail($"The index {index} is out of bounds for an array of {array.Count} items");
    }

    public static JsonValue Length(IntrinsicArguments arguments) => arguments.Array(0).Count;

    public static JsonValue Unique(IntrinsicArguments arguments)
    {
        JsonArray array = arguments.Bounded(arguments.Array(0));
        var known = new HashSet<JsonValue>(array.Count);
        return JsonArray.Of(array.Where(known.Add));
    }

    /// <summary>The members of both objects; where a name is in both, the second's value.</summary>
    public static JsonValue Merge(IntrinsicArguments arguments)
    {
        JsonObject first = arguments.Object(0);
        JsonObject second = arguments.Object(1);
        if (arguments[2] is not JsonBoolean { Value: false })
        {
            throw arguments.Fail("The third argument must be false: only shallow merging is supported");
        }

        return first.With(second);
    }
}
