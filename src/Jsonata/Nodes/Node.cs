namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>
/// A part of a compiled expression. It knows the slots of its variables and holds no state of an evaluation, so that it can be evaluated
/// many times at once.
/// </summary>
internal abstract class Node
{
    /// <summary>The part's value; <see langword="null"/> where it has none.</summary>
    /// <param name="input">The context item.</param>
    /// <param name="frame">The variables.</param>
    public abstract JsonAny? Evaluate(JsonAny? input, Frame frame);

    /// <summary>As <see cref="Evaluate"/>, but a sequence stays one even where it has fewer than two values.</summary>
    public virtual JsonAny? EvaluateOpen(JsonAny? input, Frame frame) => Evaluate(input, frame);

    /// <summary>As <see cref="Evaluate"/>, but adds the items of the result, if the part can tell them without making an array of them.</summary>
    /// <returns>Whether it can; else nothing has been evaluated.</returns>
    public virtual bool Collect(JsonAny? input, Frame frame, ref Sequence found) => false;
}

internal sealed class LiteralNode(JsonAny value) : Node
{
    public JsonAny Value { get; } = value;

    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Value;
}

/// <summary><c>*</c>: the values of all members, arrays flattened.</summary>
internal sealed class WildcardNode : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(EvaluateOpen(input, frame));

    public override JsonAny? EvaluateOpen(JsonAny? input, Frame frame)
    {
        if (input is JsonList { Count: > 0 } wrapper && wrapper.Has(Traits.Wrapper))
        {
            input = wrapper[0];
        }

        var values = new Sequence(frame.Run);
        bool hasArrays = false;
        switch (input)
        {
            case JsonMap o:
                frame.Run.Spend(o.Count);
                foreach ((_, JsonAny value) in o.Members)
                {
                    hasArrays |= value is JsonList;
                    AddFlat(value, ref values, frame.Run);
                }

                break;
            case JsonList array:
                frame.Run.Spend(array.Count);
                foreach (JsonAny value in array.Items)
                {
                    hasArrays |= value is JsonList;
                    AddFlat(value, ref values, frame.Run);
                }

                break;
        }

        // Appending an array makes a plain array of a sequence, in the reference implementation too.
        return values.ToArray(hasArrays ? JsonMarks.None : Traits.Sequence);
    }

    private static void AddFlat(JsonAny value, ref Sequence values, Evaluation run)
    {
        if (value is not JsonList array)
        {
            values.Add(value);
            return;
        }

        run.Spend(array.Count);
        foreach (JsonAny item in array.Items)
        {
            AddFlat(item, ref values, run);
        }
    }
}

/// <summary><c>**</c>: the context item and all that is in it, but for the arrays themselves.</summary>
internal sealed class DescendantNode : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        if (input is null)
        {
            return null;
        }

        var values = new Sequence(frame.Run);
        Collect(input, ref values, frame.Run);
        return values.ToValue();
    }

    private static void Collect(JsonAny value, ref Sequence values, Evaluation run)
    {
        run.Spend(1);
        Recursion.EnsureRoom();
        if (value is JsonList array)
        {
            foreach (JsonAny item in array.Items)
            {
                Collect(item, ref values, run);
            }

            return;
        }

        values.Add(value);
        if (value is JsonMap o)
        {
            foreach ((_, JsonAny member) in o.Members)
            {
                Collect(member, ref values, run);
            }
        }
    }
}
