namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What a function comes to for values that it is given in parts, so that nobody needs to hold them all.</summary>
internal abstract class Accumulator
{
    public abstract JsonAny? Result { get; }

    /// <returns>Whether the values are what the function takes.</returns>
    public abstract bool Add(ReadOnlySpan<JsonAny> values);
}
