namespace FunctionsAsl.Core.Expressions;

/// <summary>JSON with expressions in it, of either query language. Its literal parts are shared by all results.</summary>
public abstract class Template
{
    private protected Template()
    {
    }

    /// <summary>The template with its expressions replaced by their values.</summary>
    /// <param name="input">What <c>$</c>, in JSONata <c>$states.input</c>, stands for.</param>
    /// <exception cref="StatesException">An expression has no value; the text names its field.</exception>
    public abstract JsonAny Evaluate(JsonAny input, Scope scope);
}
