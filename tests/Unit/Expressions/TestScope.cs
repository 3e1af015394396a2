using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>A scope with a fixed context object and the variables given.</summary>
internal sealed class TestScope(params (string Name, JsonAny Value)[] variables) : Scope
{
    public override JsonAny Context { get; } = JsonAny.Parse("""{"State":{"Name":"S"},"Execution":{"Input":[1,2]}}""");

    public override Entropy Entropy { get; } = new(42);

    public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    // A scope serves many tests; each evaluation is an event of its own, but where a test counts its steps.
    public override StepBudget Steps => Counted ?? new();

    /// <summary>The budget of all evaluations; <see langword="null"/> where each has one of its own.</summary>
    public StepBudget? Counted { get; init; }

    public override JsonAny? Variable(string name) => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
