using FunctionsAsl.Jsonata;

namespace FunctionsAsl.Core.Expressions;

/// <summary>A compiled JSONata expression in a field of a state: a string in <c>{% %}</c>.</summary>
public sealed class JsonataExpression
{
    private const string Opening = "{%";
    private const string Closing = "%}";

    private readonly JsonataQuery _jsonata;
    private readonly FieldPlace _place;
    private readonly bool _readsContext;

    private JsonataExpression(JsonataQuery jsonata, FieldPlace place)
    {
        _jsonata = jsonata;
        _readsContext = jsonata.References.Any(r => r is { Name: StatesScope.States, Field: null or StatesScope.Context });
        _place = place;
        Variables = jsonata.References.Select(r => r.Name).Where(n => n != StatesScope.States).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Where it stands in its state, as <c>Output/total</c>.</summary>
    public string Field => _place.ToString();

    /// <summary>Names of the variables that the expression reads, each once.</summary>
    public IReadOnlyCollection<string> Variables { get; }

    private string Subject => $"The JSONata expression '{_jsonata.Text}' specified for the field '{Field}'";

    /// <summary>Whether a string is an expression: the delimiters must be its very ends, with no blanks outside (DG/transforming-data).</summary>
    public static bool IsExpression(string text) =>
        text.Length >= Opening.Length + Closing.Length
        && text.StartsWith(Opening, StringComparison.Ordinal) && text.EndsWith(Closing, StringComparison.Ordinal);

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">With its delimiters.</param>
    /// <param name="resultName">What <c>$states</c> has there besides input and context, if anything.</param>
    /// <param name="report">Takes the code and AWS's text of each problem.</param>
    /// <returns>The expression, or <see langword="null"/> where there is a problem.</returns>
    public static JsonataExpression? Compile(string text, FieldPlace place, string? resultName, Action<string, string> report)
    {
        JsonataQuery jsonata;
        try
        {
            jsonata = JsonataQuery.Compile(text[Opening.Length..^Closing.Length].Trim(), JsonataDialect.StepFunctions);
        }
        catch (JsonataException e)
        {
            report(
                e.Code == JsonataException.Unsupported ? DiagnosticCode.UnsupportedJsonataExpression : DiagnosticCode.InvalidJsonataExpression,
                e.Message);
            return null;
        }

        bool isSound = true;
        foreach (string name in jsonata.References.Where(r => r.Name == StatesScope.States).Select(r => r.Field).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (name is not (StatesScope.Input or StatesScope.Context) && name != resultName)
            {
                report(DiagnosticCode.UnsupportedJsonataExpression, $"Field '$states.{name}' does not exist.");
                isSound = false;
            }
        }

        return isSound ? new JsonataExpression(jsonata, place) : null;
    }

    /// <exception cref="StatesException"><c>States.QueryEvaluationError</c>: the expression fails, or its value is undefined or no JSON.</exception>
    public JsonAny Evaluate(StatesScope scope)
    {
        if (_readsContext)
        {
            scope.AddContext();
        }

        try
        {
            return _jsonata.Evaluate(null, scope) ?? throw Failure($"{Subject} returned nothing (undefined).");
        }
        catch (JsonataException e)
        {
            throw Failure(Subject + e.Code switch
            {
                JsonataException.UnsupportedResult => " returned an unsupported result type.",
                JsonataException.LimitExceeded => $" threw an error during evaluation: {e.Message}",
                _ => $" threw an error during evaluation. {e.Code}: {e.Message}",
            });
        }
        catch (StepBudgetException e)
        {
            // For the host it may be a matter of another try; for the state it is one more way to fail (faults.md L11).
            throw new StepBudgetException(e.Message, Failure($"{Subject} threw an error during evaluation: {e.Message}"));
        }
    }

    /// <summary>The value, which must be a number.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public JsonNumber EvaluateNumber(StatesScope scope) =>
        Evaluate(scope) is var value && value is JsonNumber number ? number : throw UnexpectedType("number", value);

    /// <summary>The value, which must be a whole number.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public JsonNumber EvaluateInteger(StatesScope scope) =>
        EvaluateNumber(scope) is var number && number.AsDouble == Math.Floor(number.AsDouble)
            ? number
            : throw Failure($"The {Field} field cannot be parsed as an integer: {number.Text}");

    /// <summary>The value, which must be a string.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public string EvaluateString(StatesScope scope) =>
        Evaluate(scope) is var value && value is JsonString text ? text.Value : throw UnexpectedType("string", value);

    /// <summary>The value, which must be true or false.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public bool EvaluateBoolean(StatesScope scope) =>
        Evaluate(scope) is var value && value is JsonBoolean boolean ? boolean.Value : throw UnexpectedType("boolean", value);

    /// <summary>The field's value is of the wrong type.</summary>
    public StatesException UnexpectedType(string expected, JsonAny value) => Failure(
        $"{Subject} returned an unexpected result type. Expected '{expected}', but was '{NameOf(value.Kind)}' for value: {JsonSize.Show(value)}");

    /// <summary>The field's value is of the right type, but not usable.</summary>
    public StatesException Failure(string cause) => new(ErrorName.QueryEvaluationError, cause) { Location = Field };

    public override string ToString() => _jsonata.Text;

    private static string NameOf(JsonKind kind) => kind switch
    {
        JsonKind.Null => "null",
        JsonKind.Boolean => "boolean",
        JsonKind.Number => "number",
        JsonKind.String => "string",
        JsonKind.Array => "array",
        _ => "object",
    };
}
