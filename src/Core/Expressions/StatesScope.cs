using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Core.Expressions;

/// <summary>What the JSONata expressions of one step of a state read: <c>$states</c>, and what the state's scope has (DG/transforming-data).</summary>
/// <param name="input">The state's input.</param>
/// <param name="scope">The context object, variables, entropy and time.</param>
/// <param name="resultName">What the result is called, if <c>$states</c> has it: <see cref="Result"/> or <see cref="ErrorOutput"/>.</param>
/// <param name="result">The result of the state's work, or its error output.</param>
public sealed class StatesScope(JsonValue input, Scope scope, string? resultName = null, JsonValue? result = null) : JsonataScope
{
    public const string States = "states";
    public const string Input = "input";
    public const string Result = "result";
    public const string ErrorOutput = "errorOutput";
    public const string Context = "context";

    private JsonObject? _states;
    private bool _hasContext;

    public override DateTimeOffset Now => scope.Now;

    public override Entropy Entropy => scope.Entropy;

    public override StepBudget Steps => scope.Steps;

    public override JsonValue? Variable(string name) => name == States ? _states ??= Build() : scope.Variable(name);

    /// <summary>Puts the context object into <c>$states</c>, which is not done for expressions that do not read it.</summary>
    internal void AddContext()
    {
        if (!_hasContext)
        {
            _hasContext = true;
            _states = null;
        }
    }

    private JsonObject Build()
    {
        // Only a value that is passed on whole, without any expression, comes out as it was written (see SourceText).
        JsonObject.Builder states = new JsonObject.Builder(3).Set(Input, input.WithoutSourceText());
        if (resultName is not null)
        {
            states.Set(resultName, result!.WithoutSourceText());
        }

        return (_hasContext ? states.Set(Context, scope.Context) : states).Build();
    }
}
