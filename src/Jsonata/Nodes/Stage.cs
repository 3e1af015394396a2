namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A predicate <c>[…]</c>.</summary>
internal abstract class Stage
{
    /// <summary>Adds those of the items that the predicate lets through.</summary>
    public abstract void Filter(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame);

    /// <summary>Whether the predicate lets the item through that stands at an index of so many; how often.</summary>
    public abstract int Select(JsonAny? item, int index, int count, Frame frame);

    public static void Filter(Stage[] stages, JsonAny? value, ref Sequence output, Frame frame)
    {
        scoped ReadOnlySpan<JsonAny> items = Sequence.ItemsOf(ref value!);
        var passed = new Sequence(frame.Run);
        for (int i = 0; i < stages.Length - 1; i++)
        {
            var next = new Sequence(frame.Run);
            stages[i].Filter(items, ref next, frame);
            passed = next;
            items = passed.Items;
        }

        stages[^1].Filter(items, ref output, frame);
    }
}

/// <summary>A predicate that is the literal of a number: the item at that index, from the end if it is negative.</summary>
internal sealed class IndexStage(int index) : Stage
{
    public override void Filter(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        int at = index < 0 ? items.Length + index : index;
        JsonAny? item = at >= 0 && at < items.Length ? items[at] : null;
        if (item is JsonList)
        {
            output.AddResult(item);
            return;
        }

        output.Join();
        if (item is not null)
        {
            output.Add(item);
        }
    }

    public override int Select(JsonAny? item, int at, int count, Frame frame) => at == (index < 0 ? count + index : index) ? 1 : 0;
}

/// <summary>Any other predicate: a condition, or one or more indexes.</summary>
internal sealed class PredicateStage(Node predicate) : Stage
{
    public override void Filter(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        output.Join();
        frame.Run.Spend(items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            Memory.Turn turn = frame.Run.Memory.Begin();
            int times = Select(items[i], i, items.Length, frame);
            frame.Run.Memory.End(turn, null);
            for (; times > 0; times--)
            {
                if (items[i] is not null)
                {
                    output.Add(items[i]);
                }
            }
        }
    }

    public override int Select(JsonAny? item, int index, int count, Frame frame)
    {
        switch (predicate.Evaluate(item, frame))
        {
            case JsonBoolean b:
                return b.Value ? 1 : 0;
            case JsonNumber n when Numbers.IsNumeric(n):
                return IsAt(n, index, count) ? 1 : 0;
            case JsonList array when CountAt(array, index, count) is int times and >= 0:
                frame.Run.Spend(array.Count);
                return times;
            case { } other:
                return Truth.Of(other, frame.Run) ? 1 : 0;
            default:
                return 0;
        }
    }

    /// <summary>How many of the numbers are the index; -1 where not all items are numbers.</summary>
    private static int CountAt(JsonList array, int index, int count)
    {
        int times = 0;
        foreach (JsonAny item in array.Items)
        {
            if (item is not JsonNumber number || !Numbers.IsNumeric(number))
            {
                return -1;
            }

            times += IsAt(number, index, count) ? 1 : 0;
        }

        return times;
    }

    private static bool IsAt(JsonNumber number, int index, int count)
    {
        double at = Math.Floor(number.AsDouble);
        return (at < 0 ? count + at : at) == index;
    }
}
