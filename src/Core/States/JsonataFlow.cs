namespace FunctionsAsl.Core.States;

/// <summary>
/// The data flow of a JSONata state: Arguments, (the state's work), then Output and Assign, which do not see each other's values
/// (DG/transforming-data).
/// </summary>
/// <param name="ResultName">What the result is called in <c>$states</c>; <see langword="null"/> where it is not in there.</param>
internal sealed record JsonataFlow(string? ResultName) : DataFlow
{
    private JsonataTemplate? ArgumentsTemplate { get; init; }

    private JsonataTemplate? Output { get; init; }

    private JsonataTemplate? Assign { get; init; }

    public override bool PassesResultOn => Output is null && Assign is null;

    public static JsonataFlow ReadState(Fields fields, FlowShape shape)
    {
        string? resultName = shape.HasFlag(FlowShape.HasResult) ? StatesScope.Result : null;
        return new JsonataFlow(resultName)
        {
            ArgumentsTemplate = shape.HasFlag(FlowShape.HasArguments) ? fields.JsonataTemplate("Arguments") : null,
            Output = fields.JsonataTemplate("Output", resultName),
            Assign = shape.HasFlag(FlowShape.Assigns) ? ReadAssign(fields, resultName) : null,
        };
    }

    public static new JsonataFlow ReadCatcher(Fields fields) => ReadOutput(fields, StatesScope.ErrorOutput);

    public override DataFlow WithRule(Fields rule) => ReadOutput(rule, ResultName);

    public override JsonAny Input(StateScope scope, JsonAny raw) => raw;

    public override JsonAny Arguments(StateScope scope, JsonAny raw)
    {
        JsonAny arguments = ArgumentsTemplate is null ? raw : ArgumentsTemplate.Evaluate(raw, scope);
        scope.Inspection?.Data.AfterArguments = arguments;
        return arguments;
    }

    public override (JsonAny Output, JsonMap? Assigned) Complete(StateScope scope, JsonAny raw, JsonAny result)
    {
        var states = new StatesScope(raw, scope, ResultName, result);
        JsonMap? assigned = (JsonMap?)Assign?.Evaluate(states);
        return (Output is null ? result : Output.Evaluate(states), assigned);
    }

    private static JsonataFlow ReadOutput(Fields fields, string? resultName) => new(resultName)
    {
        Output = fields.JsonataTemplate("Output", resultName),
        Assign = ReadAssign(fields, resultName),
    };

    private static JsonataTemplate? ReadAssign(Fields fields, string? resultName) =>
        Assigns(fields, isCatcher: resultName == StatesScope.ErrorOutput) ? fields.JsonataTemplate("Assign", resultName) : null;
}
