using FunctionsAsl.Jsonata.Nodes;

namespace FunctionsAsl.Jsonata.Compilation;

/// <summary><c>$eval</c>: evaluates an expression, with the variables of the place where it is called.</summary>
internal sealed class EvalFunction : PlacedFunction
{
    private static readonly Signature Parameters = Signature.Parse("<sx?:x>");

    public override int Arity => 2;

    public override bool TakesContext => true;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run) =>
        Apply(arguments, context, BindingScope.CreateRoot(), new Frame(run, null, []));

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, BindingScope scope, Frame frame)
    {
        arguments = Parameters.Validate(arguments, context, frame.Run.Budget);
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        Evaluation run = frame.Run;
        run.Spend(32L * text.Value.Length);
        run.Memory.Take(128L * text.Value.Length);
        JsonAny? input = arguments.Length > 1 && arguments[1] is { } focus ? Sequence.Wrap(focus) : context;
        Node node;
        int slots;
        try
        {
            (node, slots) = Compiler.CompileWithin(text.Value, scope);
        }
        catch (JsonataException e)
        {
            throw new JsonataException("D3120", value: e.Message);
        }

        JsonataException failure;
        run.Call();
        try
        {
            JsonAny? result = node.Evaluate(input, new Frame(run, frame, new JsonAny?[slots]));
            run.Return();
            return result;
        }
        catch (JsonataException e)
        {
            failure = e;
        }

        // Not within the catch, which would keep the stack, and not with one text in the other, which would double with each.
        throw failure.Code == "D3121" ? failure : new JsonataException("D3121", value: failure.Message);
    }
}
