namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A function of the expression, with the variables and the context item of where it was defined.</summary>
internal sealed class Lambda(LambdaNode node, JsonValue? input, Frame frame) : FunctionValue
{
    public override int Arity => node.ParameterCount;

    public override bool TakesContext => node.Signature is not null;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run) =>
        ApplyUnchecked(node.Signature is null ? arguments : node.Signature.Validate(arguments, context, run.Budget), context, run);

    public override JsonValue? ApplyUnchecked(JsonValue?[] arguments, JsonValue? context, Evaluation run)
    {
        run.Call();
        Memory.Turn turn = run.Memory.Begin();
        JsonValue? result = Start(arguments);
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
    public JsonValue? Start(JsonValue?[] arguments, JsonValue? context)
    {
        return Start(node.Signature is null ? arguments : node.Signature.Validate(arguments, context, frame.Run.Budget));
    }

    private JsonValue? Start(JsonValue?[] arguments)
    {
        JsonValue?[] slots = arguments;
        if (slots.Length != node.SlotCount || slots.Length != node.ParameterCount)
        {
            slots = new JsonValue?[node.SlotCount];
            Array.Copy(arguments, slots, Math.Min(arguments.Length, node.ParameterCount));
        }

        return node.Body.Evaluate(input, new Frame(frame.Run, frame, slots));
    }
}
