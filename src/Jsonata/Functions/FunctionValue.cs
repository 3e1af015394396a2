using FunctionsAsl.Json;

namespace FunctionsAsl.Jsonata;

/// <summary>A function as a value: it can be bound, passed and stand in arrays and objects, but not in a result.</summary>
internal abstract class FunctionValue : Marker
{
    /// <summary>How many arguments a function that takes this one passes to it at most.</summary>
    public abstract int Arity { get; }

    /// <summary>Whether what it does depends on the context it is called in.</summary>
    public virtual bool TakesContext => false;

    /// <param name="arguments">The arguments; the function may keep and change the array.</param>
    /// <param name="context">The context item, which stands in for an argument of some functions.</param>
    /// <param name="run">The evaluation.</param>
    public abstract JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run);
}

/// <summary>A function of the language.</summary>
internal sealed class BuiltIn(string name, string signature, int arity, Func<JsonValue?[], Evaluation, JsonValue?> body) : FunctionValue
{
    private readonly Signature _signature = Signature.Parse(signature);

    /// <summary>Takes the items of the function's only argument one after the other, where it needs no array of them.</summary>
    public Func<Evaluation, Accumulator>? Accumulator { get; init; }

    public override int Arity => arity;

    public override bool TakesContext => true;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run)
    {
        try
        {
            return body(_signature.Validate(arguments, context), run);
        }
        catch (JsonataException e) when (e.Locate(-1, name))
        {
            throw;
        }
    }
}

/// <summary>A function that was passed as an argument: it has left its context behind.</summary>
internal sealed class PassedFunction(FunctionValue function) : FunctionValue
{
    public override int Arity => function.Arity;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run) =>
        function.Apply(arguments, JsonValue.Null, run);
}

/// <summary><c>f ~> g</c>.</summary>
internal sealed class ChainedFunction(FunctionValue first, FunctionValue second) : FunctionValue
{
    public override int Arity => 1;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run)
    {
        JsonValue? argument = arguments.Length > 0 ? arguments[0] : null;
        return second.Apply([Node.Close(first.Apply([argument], JsonValue.Null, run))], JsonValue.Null, run);
    }
}

/// <summary>A function some of whose arguments are given.</summary>
/// <param name="function">The function.</param>
/// <param name="given">Its arguments; those at the open places are not.</param>
/// <param name="open">The places of the arguments that the result takes.</param>
internal sealed class PartialFunction(FunctionValue function, JsonValue?[] given, int[] open) : FunctionValue
{
    public override int Arity => open.Length;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run)
    {
        var all = (JsonValue?[])given.Clone();
        for (int i = 0; i < open.Length; i++)
        {
            all[open[i]] = i < arguments.Length ? arguments[i] : null;
        }

        return function is Lambda lambda ? lambda.ApplyUnchecked(all, context, run) : function.Apply(all, JsonValue.Null, run);
    }
}
