namespace FunctionsAsl.Jsonata.Nodes;

/// <summary><c>$</c>.</summary>
internal sealed class ContextNode : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) =>
        input is JsonList { Count: > 0 } wrapper && wrapper.Has(Traits.Wrapper) ? wrapper[0] : Sequence.Close(input);
}

/// <summary><c>$$</c>.</summary>
internal sealed class RootNode : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => frame.Run.Root;
}

/// <summary>A variable that the expression does not bind, or a built-in function.</summary>
internal sealed class GlobalNode(int index) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(frame.Run.Global(index));
}

/// <summary>As <see cref="GlobalNode"/>, in an expression that came up during the evaluation.</summary>
internal sealed class NamedGlobalNode(string name) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(frame.Run.Find(name));
}

/// <summary>A parameter: it hides what is outside even where it has no value.</summary>
internal sealed class ParameterNode(int hops, int slot) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        JsonAny? value = frame.Up(hops).Slots[slot];
        return ReferenceEquals(value, Undefined.Instance) ? null : Sequence.Close(value);
    }
}

/// <summary>A variable that is bound where the expression says, and until then stands for the one of the same name outside.</summary>
internal sealed class LocalNode(int hops, int slot, Node? outside) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        JsonAny? value = frame.Up(hops).Slots[slot];
        if (value is null)
        {
            return outside?.Evaluate(input, frame);
        }

        return ReferenceEquals(value, Undefined.Instance) ? null : Sequence.Close(value);
    }
}

/// <summary><c>$name := value</c>.</summary>
internal sealed class BindingNode(int hops, int slot, Node value) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? result = value.Evaluate(input, frame);
        frame.Up(hops).Slots[slot] = result ?? Undefined.Instance;
        if (result is not (null or JsonNumber or JsonBoolean or JsonNull))
        {
            run.Memory.Keep();
        }

        run.Leave();
        return result;
    }
}

/// <summary>A block that has variables of its own.</summary>
/// <param name="expressions">What is evaluated in order; the last one's value is the block's.</param>
/// <param name="slotCount">How many variables it has, where each run has its own because functions may keep them.</param>
/// <param name="firstSlot">Where its variables stand in the frame around, where it shares that.</param>
internal sealed class BlockNode(Node[] expressions, int slotCount, int firstSlot) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        if (firstSlot < 0)
        {
            frame = new Frame(run, frame, new JsonAny?[slotCount]);
        }
        else if (slotCount > 0)
        {
            Array.Clear(frame.Slots, firstSlot, slotCount);
        }

        JsonAny? result = null;
        foreach (Node expression in expressions)
        {
            result = expression.Evaluate(input, frame);
        }

        run.Leave();
        return result;
    }
}
