using FunctionsAsl.Jsonata.Compilation;

namespace FunctionsAsl.Jsonata;

/// <summary>
/// A compiled JSONata expression (https://docs.jsonata.org). Immutable; any number of threads may evaluate it at once.
/// </summary>
public sealed class JsonataQuery
{
    private readonly CompiledExpression _expression;

    private JsonataQuery(string text, JsonataDialect dialect, CompiledExpression expression)
    {
        Text = text;
        Dialect = dialect;
        _expression = expression;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    public JsonataDialect Dialect { get; }

    /// <summary>The variables that the expression reads and does not bind, in the order of the text; built-in functions are none.</summary>
    public IReadOnlyList<JsonataReference> References => _expression.References;

    /// <param name="text">The expression, without <c>{%</c> and <c>%}</c>.</param>
    /// <param name="dialect">Which JSONata it is written in.</param>
    /// <exception cref="JsonataException">The text is not an expression of the dialect; its position says where.</exception>
    public static JsonataQuery Compile(string text, JsonataDialect dialect = JsonataDialect.Reference) =>
        new(text, dialect, Compiler.Compile(text, dialect));

    /// <summary>The expression's value, or <see langword="null"/> where it has none ("undefined").</summary>
    /// <param name="input">What <c>$</c> and <c>$$</c> stand for; <see langword="null"/> for nothing, as in Step Functions.</param>
    /// <param name="scope">What else the expression may read.</param>
    /// <exception cref="JsonataException">The evaluation failed, exceeded a limit, or its result is a function.</exception>
    /// <exception cref="StepBudgetException">The steps of the scope are used up.</exception>
    public JsonAny? Evaluate(JsonAny? input, JsonataScope scope)
    {
        var run = new Evaluation(Dialect, scope, input, _expression.Globals, FunctionTable.Of(Dialect));
        try
        {
            JsonAny? result = _expression.Root.Evaluate(Sequence.Wrap(input), new Frame(run, null, _expression.SlotCount == 0 ? [] : new JsonAny?[_expression.SlotCount]));
            return result is null ? null : JsonUnmarking.Of(result, StandIn);
        }
        catch (JsonDepthException)
        {
            throw run.TooDeep();
        }
    }

    public override string ToString() => Text;

    // A number that is not finite comes out by its name (measured).
    private static JsonAny StandIn(JsonAny value) => value is JsonNumber number
        ? number.AsDouble.ToString(NumberFormatInfo.InvariantInfo)
        : throw new JsonataException(JsonataException.UnsupportedResult);
}
