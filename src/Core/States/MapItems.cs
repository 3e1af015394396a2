using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>
/// What an inline Map state goes over: an array. Objects are refused: those are for distributed Maps (ST dataflow_execution of
/// September 2026, conformance: test_map_state_items_eval_jsonata_fail).
/// </summary>
internal abstract record MapItems
{
    private MapItems()
    {
    }

    /// <summary>Reads ItemsPath or Items; without either the items are the state's input.</summary>
    public static MapItems Read(Fields fields) => fields.Language == QueryLanguage.JSONata
        ? new Computed(ReadItems(fields))
        : new Referred(fields.Path("ItemsPath"));

    /// <exception cref="StatesException">They are no array, in AWS's words.</exception>
    public abstract JsonArray Evaluate(JsonValue input, Scope scope);

    private static JsonataTemplate? ReadItems(Fields fields)
    {
        if (fields.Json["Items"] is { } items and not JsonArray && !(items is JsonString text && JsonataExpression.IsExpression(text.Value)))
        {
            fields.Report("Expected value of type Array, or a JSONata expression", "Items");
        }

        return fields.JsonataTemplate("Items");
    }

    private sealed record Referred(JsonPath? Path) : MapItems
    {
        public override JsonArray Evaluate(JsonValue input, Scope scope) =>
            (Path is null ? input : Path.Evaluate(input, scope)) as JsonArray
            ?? throw new StatesException(ErrorName.Runtime, $"Reference path \"{Path?.Text ?? "$"}\" must point to array.")
            {
                NamesNoState = true,
            };
    }

    private sealed record Computed(JsonataTemplate? Template) : MapItems
    {
        public override JsonArray Evaluate(JsonValue input, Scope scope)
        {
            JsonValue items = Template is null ? input : Template.Evaluate(input, scope);
            return items as JsonArray
                ?? throw Template?.Expression?.UnexpectedType("array", items) ?? new StatesException(
                    ErrorName.QueryEvaluationError, $"Map state input must be an array but was: {Oversize.Show(items)}");
        }
    }
}
