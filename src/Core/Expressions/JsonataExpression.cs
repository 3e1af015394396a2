using System.Diagnostics.CodeAnalysis;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>A compiled JSONata expression of a state's field: <c>{% … %}</c>.</summary>
public sealed class JsonataExpression
{
    private const string Opening = "{%";
    private const string Closing = "%}";

    private readonly bool _readsContext;

    private JsonataExpression(string text, string field)
    {
        Text = text;
        Field = field;
        _readsContext = true;
    }

    /// <summary>The expression without its delimiters and the blanks beside them.</summary>
    public string Text { get; }

    /// <summary>Where it stands in its state, as <c>Output/total</c>.</summary>
    public string Field { get; }

    /// <summary>Whether a string is an expression: the delimiters must be its very ends, with no blanks outside (DG/transforming-data).</summary>
    public static bool IsExpression(string text) =>
        text.Length >= Opening.Length + Closing.Length
        && text.StartsWith(Opening, StringComparison.Ordinal) && text.EndsWith(Closing, StringComparison.Ordinal);

    /// <exception cref="StatesException"><c>States.QueryEvaluationError</c>: the expression fails, or its value is undefined or no JSON.</exception>
    public JsonValue Evaluate(StatesVariable states)
    {
        throw Failure("TODO");
    }

    /// <summary>The value, which must be a number.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public JsonNumber EvaluateNumber(StatesVariable states) =>
        Evaluate(states) is var value && value is JsonNumber number ? number : throw UnexpectedType("number", value);

    /// <summary>The value, which must be a whole number.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public JsonNumber EvaluateInteger(StatesVariable states) =>
        EvaluateNumber(states) is var number && number.AsDouble == Math.Floor(number.AsDouble)
            ? number
            : throw Failure($"The {Field} field cannot be parsed as an integer: {number.Text}");

    /// <summary>The value, which must be a string.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public string EvaluateString(StatesVariable states) =>
        Evaluate(states) is var value && value is JsonString text ? text.Value : throw UnexpectedType("string", value);

    /// <summary>The value, which must be true or false.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public bool EvaluateBoolean(StatesVariable states) =>
        Evaluate(states) is var value && value is JsonBoolean boolean ? boolean.Value : throw UnexpectedType("boolean", value);

    /// <summary>The field's value is of the wrong type.</summary>
    public StatesException UnexpectedType(string expected, JsonValue value) => Failure(
        $"{Subject} returned an unexpected result type. Expected '{expected}', but was '{NameOf(value.Kind)}' for value: {Oversize.Show(value)}");

    /// <summary>The field's value is of the right type, but not usable.</summary>
    public StatesException Failure(string cause) => new(ErrorName.QueryEvaluationError, cause) { Location = Field };

    private string Subject => $"The JSONata expression '{Text}' specified for the field '{Field}'";

    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "The names of the types in AWS's texts.")]
    private static string NameOf(JsonKind kind) => kind.ToString().ToLowerInvariant();
}
