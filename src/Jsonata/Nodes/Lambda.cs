namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A function of the expression, with the variables and the context item of where it was defined.</summary>
internal sealed class Lambda(LambdaNode node, JsonAny? input, Frame frame) : FunctionValue
{
    public override int Arity => node.ParameterCount;

    public override bool TakesContext => node.Signature is not null;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run) =>
        ApplyUnchecked(node.Signature is null ? arguments : node.Signature.Validate(arguments, context, run.Budget), context, run);

    public override JsonAny? ApplyUnchecked(JsonAny?[] arguments, JsonAny? context, Evaluation run)
    {
        run.Call();
        Memory.Turn turn = run.Memory.Begin();
        JsonAny? result = Start(arguments);
        while (ReferenceEquals(result, TailCall.Pending))
        {
            TailCall tail = run.Tail;
            result = tail.Call.Continue(tail.Input, tail.Frame, context);
        }

        run.Return();
        run.Memory.Return(turn, result);
        return result;
    }

    /// <summary>Runs the body, up to a call that is the last thing it does.</summary>
    public JsonAny? Start(JsonAny?[] arguments, JsonAny? context)
    {
        return Start(node.Signature is null ? arguments : node.Signature.Validate(arguments, context, frame.Run.Budget));
    }

    private JsonAny? Start(JsonAny?[] arguments)
    {
        JsonAny?[] slots = arguments;
        if (slots.Length != node.SlotCount || slots.Length != node.ParameterCount)
        {
            slots = new JsonAny?[node.SlotCount];
            Array.Copy(arguments, slots, Math.Min(arguments.Length, node.ParameterCount));
        }

        return node.Body.Evaluate(input, new Frame(frame.Run, frame, slots));
    }
}
