using FunctionsAsl.Jsonata.Functions;

namespace FunctionsAsl.Jsonata.Nodes;

/// <summary><c>function(…){…}</c>. The slots of its frame begin with its parameters.</summary>
internal sealed class LambdaNode(int parameterCount, Signature? signature) : Node
{
    public int ParameterCount => parameterCount;

    public Signature? Signature => signature;

    /// <summary>How many slots a call needs. Set once the body has been compiled, as the body itself.</summary>
    public int SlotCount { get; set; }

    public Node Body { get; set; } = null!;

    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        // It holds the variables around it.
        frame.Run.Memory.TakePlaces(frame.Slots.Length + 16);
        return new Lambda(this, input, frame);
    }
}

/// <summary>The call of a function.</summary>
/// <param name="procedure">What is called.</param>
/// <param name="token">How errors name it.</param>
/// <param name="meant">The variable whose name was written without its <c>$</c>.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="isTail">Whether it is the last thing that a function does.</param>
/// <param name="scope">The variables at this place, where the call may be one of <c>$eval</c>.</param>
/// <param name="position">Where errors say that it is.</param>
internal sealed class CallNode(
    Node procedure, string? token, Node? meant, Node[] arguments, bool isTail, BindingScope? scope, int position) : Node, IContinuation
{
    // What a call takes next to other parts.
    private const int CallSteps = 3;

    public override JsonAny? Evaluate(JsonAny? input, Frame frame) =>
        isTail ? frame.Run.Tail.Set(this, input, frame) : Sequence.Close(Call(input, frame, null, 0));

    public override JsonAny? EvaluateOpen(JsonAny? input, Frame frame) => Call(input, frame, null, 0);

    /// <summary>Whether what is called comes to something for the items of the only argument, and what.</summary>
    private bool TryAccumulate(FunctionValue? function, JsonAny? input, Frame frame, out JsonAny? result)
    {
        result = null;
        if (arguments.Length != 1 || function is not BuiltIn { Accumulator: { } create })
        {
            return false;
        }

        // What is not as the function takes it is evaluated again in the usual way, which says what is wrong.
        Accumulator accumulator = create(frame.Run);
        var found = new Sequence(frame.Run, accumulator);
        bool isTaken = arguments[0].Collect(input, frame, ref found) && found.Drain();
        found.Release();
        result = !isTaken ? null : accumulator.Result is JsonNumber number ? frame.Run.Number(number) : accumulator.Result;
        return isTaken;
    }

    /// <summary>Calls it with the left side of <c>~></c> as its first argument.</summary>
    public JsonAny? EvaluateApplied(JsonAny? first, JsonAny? input, Frame frame) => Call(input, frame, first, 1);

    /// <inheritdoc/>
    public JsonAny? Continue(JsonAny? input, Frame frame, JsonAny? context)
    {
        Evaluation run = frame.Run;
        run.Spend(CallSteps);
        JsonAny? function = procedure.Evaluate(input, frame);
        var values = new JsonAny?[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(input, frame);
        }

        try
        {
            return function switch
            {
                Lambda lambda => lambda.Start(values, context),
                FunctionValue other => other.Apply(values, context, run),
                _ => throw new JsonataException("T1006"),
            };
        }
        catch (JsonataException e) when (e.Locate(position, token))
        {
            throw;
        }
    }

    private JsonAny? Call(JsonAny? input, Frame frame, JsonAny? first, int offset)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? function = procedure.Evaluate(input, frame);
        if (function is null && meant?.Evaluate(input, frame) is not null)
        {
            throw new JsonataException("T1005", position, token);
        }

        if (offset == 0 && TryAccumulate(function as FunctionValue, input, frame, out JsonAny? accumulated))
        {
            run.Leave();
            return accumulated;
        }

        var values = new JsonAny?[offset + arguments.Length];
        if (offset > 0)
        {
            values[0] = first;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            JsonAny? value = arguments[i].Evaluate(input, frame);
            values[offset + i] = value is FunctionValue { TakesContext: true } passed ? new PassedFunction(passed) : value;
        }

        JsonAny? result;
        try
        {
            result = function switch
            {
                PlacedFunction placed when scope is not null => placed.Apply(values, input, scope, frame),
                FunctionValue callable => callable.Apply(values, input, run),
                _ => throw new JsonataException("T1006"),
            };
        }
        catch (JsonataException e) when (e.Locate(position, token))
        {
            throw;
        }

        run.Leave();
        return result;
    }
}

/// <summary>A function that sees the variables of the place where it is called.</summary>
internal abstract class PlacedFunction : FunctionValue
{
    /// <inheritdoc cref="FunctionValue.Apply"/>
    public abstract JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, BindingScope scope, Frame frame);
}

/// <summary>The call of a function with <c>?</c> for some of its arguments: a function of these.</summary>
internal sealed class PartialNode(Node procedure, string? token, Node? meant, Node?[] arguments, int position) : Node
{
    private readonly int[] _open = [.. Enumerable.Range(0, arguments.Length).Where(i => arguments[i] is null)];

    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        frame.Run.Enter();
        var given = new JsonAny?[arguments.Length];
        for (int i = 0; i < given.Length; i++)
        {
            given[i] = arguments[i]?.Evaluate(input, frame);
        }

        JsonAny? function = procedure.Evaluate(input, frame);
        frame.Run.Leave();
        if (function is null && meant?.Evaluate(input, frame) is not null)
        {
            throw new JsonataException("T1007", position, token);
        }

        if (function is not FunctionValue callable)
        {
            throw new JsonataException("T1008", position, token);
        }

        frame.Run.Memory.TakePlaces(given.Length);
        return new PartialFunction(callable, given, _open);
    }
}

/// <summary><c>value ~> function</c>.</summary>
internal sealed class ApplicationNode(Node left, Node right, int position) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(EvaluateOpen(input, frame));

    public override JsonAny? EvaluateOpen(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? value = left.Evaluate(input, frame);
        JsonAny? result = right is CallNode call ? call.EvaluateApplied(value, input, frame) : Apply(value, right.Evaluate(input, frame), run);
        run.Leave();
        return result;
    }

    private JsonAny? Apply(JsonAny? value, JsonAny? function, Evaluation run)
    {
        if (function is not FunctionValue callable)
        {
            throw new JsonataException("T2006", position, "~>", function);
        }

        return value is FunctionValue first ? new ChainedFunction(first, callable) : callable.Apply([value], JsonAny.Null, run);
    }
}
