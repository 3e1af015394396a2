using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>
/// The JSONPath fields that shape a state's data: InputPath, Parameters, (the state's work), ResultSelector, ResultPath,
/// OutputPath, and Assign, which reads the raw result.
/// </summary>
internal sealed record DataFlow
{
    public DataPath? InputPath { get; init; }

    public PayloadTemplate? Parameters { get; init; }

    public PayloadTemplate? ResultSelector { get; init; }

    /// <summary>Where the result goes in the raw input; <see langword="null"/> for the default, the whole.</summary>
    public ReferencePath? ResultPath { get; init; }

    /// <summary><c>"ResultPath": null</c>: the result is dropped and the input kept.</summary>
    public bool DiscardResult { get; init; }

    public DataPath? OutputPath { get; init; }

    public PayloadTemplate? Assign { get; init; }

    /// <summary>The state's input as InputPath selects it.</summary>
    public JsonValue Input(Scope scope, JsonValue raw) => InputPath is null ? raw : InputPath.Select(raw, scope);

    /// <summary>What the state's work gets.</summary>
    public JsonValue Arguments(Scope scope, JsonValue raw)
    {
        JsonValue input = Input(scope, raw);
        return Parameters is null ? input : Parameters.Evaluate(input, scope);
    }

    /// <summary>The state's output, and what it assigns, from its raw input and the raw result of its work.</summary>
    public (JsonValue Output, JsonObject? Assigned) Complete(Scope scope, JsonValue raw, JsonValue result)
    {
        JsonObject? assigned = (JsonObject?)Assign?.Evaluate(result, scope);
        JsonValue selected = ResultSelector is null ? result : ResultSelector.Evaluate(result, scope);
        JsonValue combined = DiscardResult ? raw : ResultPath is null ? selected : ResultPath.Set(raw, selected);
        return (OutputPath is null ? combined : OutputPath.Select(combined, scope), assigned);
    }
}

/// <summary>InputPath, OutputPath or another field that selects data by a path; without one (<c>null</c>) it selects <c>{}</c>.</summary>
internal sealed record DataPath(JsonPath? Path)
{
    public JsonValue Select(JsonValue root, Scope scope) => Path is null ? JsonObject.Empty : Path.Evaluate(root, scope);
}
