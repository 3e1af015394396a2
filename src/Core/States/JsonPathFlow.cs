namespace FunctionsAsl.Core.States;

/// <summary>
/// The data flow of a JSONPath state: InputPath, Parameters, (the state's work), ResultSelector, ResultPath, OutputPath, and Assign,
/// which reads the raw result.
/// </summary>
internal sealed record JsonPathFlow : DataFlow
{
    private DataPath? InputPath { get; init; }

    private Template? Parameters { get; init; }

    private Template? ResultSelector { get; init; }

    /// <summary>Where the result goes in the raw input; <see langword="null"/> for the default, the whole.</summary>
    private ReferencePath? ResultPath { get; init; }

    /// <summary><c>"ResultPath": null</c>: the result is dropped and the input kept.</summary>
    private bool DiscardsResult { get; init; }

    private DataPath? OutputPath { get; init; }

    private Template? Assign { get; init; }

    public override bool PassesResultOn => !DiscardsResult && ResultSelector is null && OutputPath is null && Assign is null;

    public static JsonPathFlow ReadState(Fields fields, FlowShape shape)
    {
        bool hasParameters = shape.HasFlag(FlowShape.HasParameters);
        bool hasResult = shape.HasFlag(FlowShape.HasResult);
        JsonPathFlow flow = hasParameters || hasResult ? ReadResultPath(fields) : new JsonPathFlow();
        return flow with
        {
            InputPath = fields.DataPath("InputPath"),
            OutputPath = fields.DataPath("OutputPath"),
            Parameters = hasParameters ? fields.Template("Parameters") : null,
            ResultSelector = hasResult ? fields.Template("ResultSelector") : null,
            Assign = shape.HasFlag(FlowShape.Assigns) ? ReadAssign(fields) : null,
        };
    }

    public static new JsonPathFlow ReadCatcher(Fields fields) => ReadResultPath(fields) with { Assign = ReadAssign(fields, isCatcher: true) };

    public override DataFlow WithRule(Fields rule) => this with { Assign = ReadAssign(rule) };

    public override JsonAny Input(StateScope scope, JsonAny raw)
    {
        JsonAny input = InputPath is null ? raw : InputPath.Select(raw, scope);
        scope.Inspection?.Data.AfterInputPath = input;
        return input;
    }

    public override JsonAny Arguments(StateScope scope, JsonAny raw)
    {
        JsonAny input = Input(scope, raw);
        JsonAny arguments = Parameters is null ? input : Parameters.Evaluate(input, scope);
        scope.Inspection?.Data.AfterParameters = arguments;
        return arguments;
    }

    public override (JsonAny Output, JsonMap? Assigned) Complete(StateScope scope, JsonAny raw, JsonAny result)
    {
        JsonMap? assigned = (JsonMap?)Assign?.Evaluate(result, scope);
        JsonAny selected = ResultSelector is null ? result : ResultSelector.Evaluate(result, scope);
        scope.Inspection?.Data.AfterResultSelector = selected;
        JsonAny combined = DiscardsResult ? raw : ResultPath is null ? selected : ResultPath.Set(raw, selected);
        scope.Inspection?.Data.AfterResultPath = combined;
        return (OutputPath is null ? combined : OutputPath.Select(combined, scope), assigned);
    }

    private static Template? ReadAssign(Fields fields, bool isCatcher = false) =>
        Assigns(fields, isCatcher) ? fields.Template("Assign") : null;

    /// <summary>ResultPath; <c>null</c> there discards the result.</summary>
    private static JsonPathFlow ReadResultPath(Fields fields) => fields.Any("ResultPath") is JsonNull
        ? new JsonPathFlow { DiscardsResult = true }
        : new JsonPathFlow { ResultPath = fields.TargetPath("ResultPath") };
}
