namespace FunctionsAsl.Core.Expressions;

/// <summary>What the JSONata expressions of one step of a state read: <c>$states</c>, and what the state's scope has (DG/transforming-data).</summary>
/// <param name="resultName">What the result is called, if <c>$states</c> has it: <see cref="Result"/> or <see cref="ErrorOutput"/>.</param>
public sealed class StatesScope(JsonAny input, Scope scope, string? resultName = null, JsonAny? result = null) : JsonataScope
{
    public const string States = "states";
    public const string Input = "input";
    public const string Result = "result";
    public const string ErrorOutput = "errorOutput";
    public const string Context = "context";

    private static readonly JsonShape Members = new(Input, Result, ErrorOutput, Context);

    private JsonMap? _states;
    private bool _hasContext;

    public override DateTimeOffset Now => scope.Now;

    public override Entropy Entropy => scope.Entropy;

    public override StepBudget Steps => scope.Steps;

    public override JsonAny? Variable(string name) => name == States ? _states ??= Build() : scope.Variable(name);

    /// <summary>Puts the context object into <c>$states</c>, which is not done for expressions that do not read it.</summary>
    internal void AddContext()
    {
        if (!_hasContext)
        {
            _hasContext = true;
            _states = null;
        }
    }

    // Only a value that is passed on whole, without any expression, comes out as it was written (see SourceText).
    private JsonMap Build() => JsonMap.OfPresent(Members,
    [
        input.WithoutSourceText(),
        resultName == Result ? result!.WithoutSourceText() : null,
        resultName == ErrorOutput ? result!.WithoutSourceText() : null,
        _hasContext ? scope.Context : null,
    ]);
}
