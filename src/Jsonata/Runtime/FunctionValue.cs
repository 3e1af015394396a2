namespace FunctionsAsl.Jsonata.Runtime;

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
    public abstract JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run);

    /// <summary>Applies it to arguments that are as many as it takes, whatever they are.</summary>
    /// <inheritdoc cref="Apply"/>
    public virtual JsonAny? ApplyUnchecked(JsonAny?[] arguments, JsonAny? context, Evaluation run) =>
        Apply(arguments, JsonAny.Null, run);
}
