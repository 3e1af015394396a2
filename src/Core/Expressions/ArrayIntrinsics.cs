namespace FunctionsAsl.Core.Expressions;

/// <summary>The intrinsic functions on arrays and objects.</summary>
internal static class ArrayIntrinsics
{
    private const int MaxRange = 1000;

    public static JsonAny Of(IntrinsicArguments arguments) => JsonList.Of(arguments.Values);

    public static JsonAny Partition(IntrinsicArguments arguments)
    {
        JsonList array = arguments.Array(0);
        long size = arguments.Integer(1);
        if (size <= 0)
        {
            throw arguments.Fail("The chunk size must be a positive integer");
        }

        var chunks = new List<JsonAny>();
        for (long start = 0; start < array.Count; start += size)
        {
            int from = (int)start;
            chunks.Add(JsonList.Of(array.Items.Slice(from, (int)Math.Min(size, array.Count - from))));
        }

        return JsonList.Of(chunks);
    }

    public static JsonAny Contains(IntrinsicArguments arguments) =>
        arguments.Bounded(arguments.Array(0)).Any(item => item.Equals(arguments[1]));

    public static JsonAny Range(IntrinsicArguments arguments)
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

        var items = new JsonAny[count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = first + (i * step);
        }

        return JsonList.Adopt(items);
    }

    public static JsonAny GetItem(IntrinsicArguments arguments)
    {
        JsonList array = arguments.Array(0);
        long index = arguments.Integer(1);
        return index >= 0 && index < array.Count
            ? array[(int)index]
            : throw arguments.Fail($"The index {index} is out of bounds for an array of {array.Count} items");
    }

    public static JsonAny Length(IntrinsicArguments arguments) => arguments.Array(0).Count;

    public static JsonAny Unique(IntrinsicArguments arguments)
    {
        JsonList array = arguments.Bounded(arguments.Array(0));
        var known = new HashSet<JsonAny>(array.Count);
        return JsonList.Of(array.Where(known.Add));
    }

    /// <summary>The members of both objects; where a name is in both, the second's value.</summary>
    public static JsonAny Merge(IntrinsicArguments arguments)
    {
        JsonMap first = arguments.Object(0);
        JsonMap second = arguments.Object(1);
        if (arguments[2] is not JsonBoolean { Value: false })
        {
            throw arguments.Fail("The third argument must be false: only shallow merging is supported");
        }

        return first.With(second);
    }
}
