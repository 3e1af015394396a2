using System.Runtime.InteropServices;

namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>Steps that each go on from what the one before found.</summary>
/// <param name="steps">The steps; without any, what is found is what the first would start from.</param>
/// <param name="takesInputWhole">Whether the first step does not look at the items of an input that is an array.</param>
/// <param name="startsWithConstructor">Whether the first step is an array constructor, whose items the second goes through.</param>
internal readonly struct StepWalk(PathStep[] steps, bool takesInputWhole, bool startsWithConstructor)
{
    /// <summary>What further steps start from.</summary>
    public JsonAny?[] Start(JsonAny? input, Frame frame)
    {
        if (steps.Length == 0)
        {
            return takesInputWhole ? [input!] : Sequence.ItemsOf(ref input!).ToArray();
        }

        var found = new Sequence(frame.Run);
        Walk(input, frame, ref found);
        found.SealInPlace();
        return found.Items.ToArray();
    }

    public void Walk(JsonAny? input, Frame frame, ref Sequence found)
    {
        var current = new Sequence(frame.Run);
        scoped ReadOnlySpan<JsonAny> items = takesInputWhole
            ? MemoryMarshal.CreateReadOnlySpan(ref input!, 1)
            : Sequence.ItemsOf(ref input!);
        int first = 0;
        if (startsWithConstructor)
        {
            JsonList context = input as JsonList ?? JsonList.Adopt(input is null ? [] : [input], Traits.Sequence);
            current.AddResult(((NodeStep)steps[0]).Node.Evaluate(context, frame)!);
            items = current.Items;
            first = 1;
        }

        for (int i = first; i < steps.Length; i++)
        {
            if (i > 0 && items.IsEmpty)
            {
                return;
            }

            if (i == steps.Length - 1)
            {
                found.Expect(items.Length);
                steps[i].Apply(items, ref found, frame);
                current.Release();
                return;
            }

            var next = new Sequence(frame.Run, items.Length, isTemporary: true);
            steps[i].Apply(items, ref next, frame);
            next.SealInPlace();
            current.Release();
            current = next;
            items = current.Items;
        }

        found = current;
    }
}

/// <summary>A location path.</summary>
/// <param name="walk">The steps.</param>
/// <param name="keepsSingleton">Whether one value is still an array.</param>
/// <param name="group">The object constructor behind the path.</param>
internal sealed class PathNode(StepWalk walk, bool keepsSingleton, GroupConstructor? group) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        var found = new Sequence(frame.Run);
        walk.Walk(input, frame, ref found);
        JsonAny? result = group is null ? found.ToValue(keepsSingleton) : group.Evaluate(found.Items, frame);
        run.Leave();
        return result;
    }

    public override bool Collect(JsonAny? input, Frame frame, ref Sequence found)
    {
        if (group is not null)
        {
            return false;
        }

        frame.Run.Enter();
        walk.Walk(input, frame, ref found);
        frame.Run.Leave();
        return true;
    }
}

/// <summary>A path of names only, from the context item or from a variable on.</summary>
internal sealed class FieldPathNode(Node? start, FieldStep[] fields, bool keepsSingleton) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? value = Descend(input, frame, out int i);
        JsonAny? result;
        if (i == fields.Length)
        {
            result = Whole(value, run);
        }
        else
        {
            var found = new Sequence(frame.Run);
            Spread(value, i, ref found, frame);
            result = found.ToValue(keepsSingleton);
        }

        run.Leave();
        return result;
    }

    public override bool Collect(JsonAny? input, Frame frame, ref Sequence found)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? value = Descend(input, frame, out int i);
        if (i < fields.Length)
        {
            Spread(value, i, ref found, frame);
        }
        else if (value is not null)
        {
            found.AddResult(value);
        }

        run.Leave();
        return true;
    }

    /// <summary>Walks while there is one object to look into.</summary>
    private JsonAny? Descend(JsonAny? input, Frame frame, out int i)
    {
        JsonAny? value = start is null ? input : start.Evaluate(input, frame);
        i = 0;
        while (i < fields.Length && value is JsonMap)
        {
            value = fields[i++].Find(value, frame.Run);
        }

        return value;
    }

    /// <summary>The only value found: an array of the data stays what it is.</summary>
    private JsonAny? Whole(JsonAny? value, Evaluation run)
    {
        if (value is null || (!keepsSingleton && value.Marks == JsonMarks.None))
        {
            return value;
        }

        var only = new Sequence(run);
        only.AddResult(value);
        return only.ToValue(keepsSingleton);
    }

    private void Spread(JsonAny? value, int from, ref Sequence found, Frame frame)
    {
        if (value is not JsonList array)
        {
            return;
        }

        var current = new Sequence(frame.Run);
        bool isItem = array.Has(Traits.Constructed) && (from > 0 || start is not null);
        scoped ReadOnlySpan<JsonAny> items = isItem ? MemoryMarshal.CreateReadOnlySpan(ref value, 1) : array.Items;
        for (int i = from; i < fields.Length - 1; i++)
        {
            var next = new Sequence(frame.Run, items.Length, isTemporary: true);
            fields[i].Apply(items, ref next, frame);
            next.SealInPlace();
            current.Release();
            current = next;
            items = current.Items;
            if (items.IsEmpty)
            {
                return;
            }
        }

        found.Expect(items.Length);
        fields[^1].Apply(items, ref found, frame);
        current.Release();
    }
}
