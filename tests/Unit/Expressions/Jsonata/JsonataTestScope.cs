using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>A scope at a fixed time, with the variables given.</summary>
internal sealed class JsonataTestScope(params (string Name, JsonAny Value)[] variables) : JsonataScope
{
    public override DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public override Entropy Entropy { get; } = new(42);

    public override StepBudget Steps => Budget;

    public StepBudget Budget { get; init; } = new();

    public override JsonAny? Variable(string name) => variables.FirstOrDefault(variable => variable.Name == name).Value;

    /// <summary>The result in Step Functions as JSON, <c>nothing</c>, or the code and text of the error.</summary>
    public static string StepFunctions(string expression, params (string Name, JsonAny Value)[] variables) =>
        Describe(() => JsonataQuery.Compile(expression, JsonataDialect.StepFunctions).Evaluate(null, new JsonataTestScope(variables)));

    public static string Reference(string expression, JsonAny? input = null) =>
        Describe(() => JsonataQuery.Compile(expression).Evaluate(input, new JsonataTestScope()));

    private static string Describe(Func<JsonAny?> evaluate)
    {
        try
        {
            return evaluate()?.ToString() ?? "nothing";
        }
        catch (JsonataException e)
        {
            return $"{e.Code}: {e.Message}";
        }
    }
}
