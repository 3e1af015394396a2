namespace FunctionsAsl.Jsonata.Functions;

/// <summary>A function that was passed as an argument: it has left its context behind.</summary>
internal sealed class PassedFunction(FunctionValue function) : FunctionValue
{
    public override int Arity => function.Arity;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run) =>
        function.Apply(arguments, JsonAny.Null, run);
}

/// <summary><c>f ~> g</c>.</summary>
internal sealed class ChainedFunction(FunctionValue first, FunctionValue second) : FunctionValue
{
    public override int Arity => 1;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run)
    {
        JsonAny? argument = arguments.Length > 0 ? arguments[0] : null;
        return second.Apply([Sequence.Close(first.Apply([argument], JsonAny.Null, run))], JsonAny.Null, run);
    }
}

/// <summary>A function some of whose arguments are given.</summary>
/// <param name="function">The function.</param>
/// <param name="given">Its arguments; those at the open places are not.</param>
/// <param name="open">The places of the arguments that the result takes.</param>
internal sealed class PartialFunction(FunctionValue function, JsonAny?[] given, int[] open) : FunctionValue
{
    public override int Arity => open.Length;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run)
    {
        var all = (JsonAny?[])given.Clone();
        for (int i = 0; i < open.Length; i++)
        {
            all[open[i]] = i < arguments.Length ? arguments[i] : null;
        }

        return function.ApplyUnchecked(all, context, run);
    }
}
