namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A step of a path: it takes the values that the step before found, and adds what it finds in them.</summary>
internal abstract class PathStep
{
    public abstract void Apply(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame);
}

/// <summary>A step that is a name.</summary>
internal sealed class FieldStep(string name, Stage[] stages) : PathStep
{
    // The name and the place of the field in the last object that had it. Objects are often alike, and share their names; whichever
    // thread writes last, the one is the same text and the other but a guess.
    private string _name = name;
    private int _guess;

    public override void Apply(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        frame.Run.Spend(items.Length);
        if (stages.Length == 0)
        {
            Collect(items, ref output, frame.Run);
            return;
        }

        foreach (JsonAny item in items)
        {
            Stage.Filter(stages, Find(item, frame.Run), ref output, frame);
        }
    }

    /// <summary>The field's value in an object; in an array, the values in all of its objects.</summary>
    public JsonAny? Find(JsonAny? item, Evaluation run) => item switch
    {
        JsonMap o => o.Find(ref _name, ref _guess),
        JsonList array => FindAll(array, run),
        _ => null,
    };

    private void Collect(ReadOnlySpan<JsonAny> items, ref Sequence output, Evaluation run)
    {
        Span<JsonAny> free = output.Reserve(items.Length);
        int count = 0;
        int i = 0;
        while (i < items.Length)
        {
            if (count > 0 && count == free.Length)
            {
                output.Commit(count);
                free = output.Reserve(items.Length - i);
                count = 0;
            }

            JsonAny? value = Find(items[i], run);
            if (value is JsonList || (value is not null && free.IsEmpty))
            {
                if (!free.IsEmpty)
                {
                    output.Commit(count);
                    free = default;
                }

                output.AddResult(value);
            }
            else if (value is not null)
            {
                free[count++] = value;
            }

            i++;
            if (!free.IsEmpty && i < items.Length && items[i - 1] is JsonMap o && items[i] is JsonMap next && next.Shape == o.Shape)
            {
                int more = CollectAlike(items[i..], free[count..], o.Shape, o.Shape.IndexOf(_name));
                i += more;
                count += more;
            }
        }

        if (!free.IsEmpty)
        {
            output.Commit(count);
        }
    }

    /// <summary>
    /// Adds the values of a member in objects that are alike, up to the first that is an array. Long data lies in nobody's cache: the loop
    /// looks at as little of it as it can, and never at the value of an object that holds no array.
    /// </summary>
    private static int CollectAlike(ReadOnlySpan<JsonAny> items, Span<JsonAny> output, JsonShape shape, int place)
    {
        if (place < 0)
        {
            return 0;
        }

        int count = 0;
        while (count < items.Length && count < output.Length && items[count] is JsonMap o && ReferenceEquals(o.Shape, shape))
        {
            JsonAny value = o.Values[place];
            if (o.HasArrays && value is JsonList)
            {
                break;
            }

            output[count++] = value;
        }

        return count;
    }

    private JsonAny? FindAll(JsonList array, Evaluation run)
    {
        var found = new Sequence(run);
        Collect(array, ref found, run);
        return found.ToValue();
    }

    private void Collect(JsonList array, ref Sequence found, Evaluation run)
    {
        Recursion.EnsureRoom();
        run.Spend(array.Count);
        foreach (JsonAny item in array.Items)
        {
            if (item is JsonList nested)
            {
                Collect(nested, ref found, run);
            }
            else if (item is JsonMap o && o.Find(ref _name, ref _guess) is { } value)
            {
                found.AddRange(Sequence.ItemsOf(ref value));
            }
        }
    }
}

/// <summary>A step that is any other expression.</summary>
internal sealed class NodeStep(Node node, Stage[] stages) : PathStep
{
    public Node Node => node;

    public override void Apply(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        ref Memory memory = ref frame.Run.Memory;
        frame.Run.Spend(items.Length);
        foreach (JsonAny item in items)
        {
            Memory.Turn turn = memory.Begin();
            JsonAny? value = node.Evaluate(item, frame);
            memory.End(turn, value);
            if (stages.Length > 0)
            {
                Stage.Filter(stages, value, ref output, frame);
            }
            else if (value is not null)
            {
                output.AddResult(value);
            }
        }
    }
}

/// <summary>A step <c>^(…)</c>.</summary>
internal sealed class SortStep(SortTerm[] terms, int position, Stage[] stages) : PathStep
{
    public override void Apply(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        if (items.Length < 2)
        {
            Finish(items, ref output, frame);
            return;
        }

        int[] order = new SortOrder(terms, position, items.Length, frame.Run).Sort(items, frame);
        var sorted = new JsonAny[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = items[order[i]];
        }

        if (stages.Length == 0)
        {
            output.AddResult(JsonList.Adopt(sorted));
        }
        else
        {
            Finish(sorted, ref output, frame);
        }
    }

    private void Finish(ReadOnlySpan<JsonAny> items, ref Sequence output, Frame frame)
    {
        if (stages.Length == 0)
        {
            output.Join();
            output.AddRange(items);
        }
        else
        {
            JsonAny array = JsonList.Of(items);
            Stage.Filter(stages, array, ref output, frame);
        }
    }
}
