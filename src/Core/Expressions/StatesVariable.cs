using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary><c>$states</c>, and what else the JSONata expressions of one step of a state read (DG/transforming-data).</summary>
/// <param name="input">The state's input.</param>
/// <param name="scope">The context object, variables, entropy and time.</param>
/// <param name="resultName">What the result is called, if <c>$states</c> has it: <see cref="Result"/> or <see cref="ErrorOutput"/>.</param>
/// <param name="result">The result of the state's work, or its error output.</param>
public sealed class StatesVariable(JsonValue input, Scope scope, string? resultName = null, JsonValue? result = null)
{
    public const string Name = "states";
    public const string Input = "input";
    public const string Result = "result";
    public const string ErrorOutput = "errorOutput";
    public const string Context = "context";

    private JsonObject? _withoutContext;
    private JsonObject? _whole;

    public Scope Scope => scope;

    /// <summary>The value of <c>$states</c>; the context object is only built for those who read it.</summary>
    public JsonObject Value(bool withContext) => withContext
        ? _whole ??= Build(withContext)
        : _withoutContext ??= Build(withContext);

    private JsonObject Build(bool withContext)
    {
        // Only a value that is passed on whole, without any expression, comes out as it was written (see SourceText).
        JsonObject.Builder states = new JsonObject.Builder(3).Set(Input, input.WithoutSourceText());
        if (resultName is not null)
        {
            states.Set(resultName, result!.WithoutSourceText());
        }

        return (withContext ? states.Set(Context, scope.Context) : states).Build();
    }
}
