using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>What a Map state goes over: an array, or the members of an object (DG/state-map-inline).</summary>
internal abstract record MapItems
{
    private MapItems()
    {
    }

    /// <summary>Reads ItemsPath or Items; without either the items are the state's input.</summary>
    public static MapItems Read(Fields fields) => fields.Language == QueryLanguage.JSONata
        ? new Computed(ReadItems(fields))
        : new Referred(fields.Path("ItemsPath"));

    /// <exception cref="StatesException">They are neither an array nor an object, in AWS's words.</exception>
    public abstract JsonValue Evaluate(JsonValue input, Scope scope);

    private static JsonataTemplate? ReadItems(Fields fields)
    {
        if (fields.Json["Items"] is { } items and not (JsonArray or JsonObject)
            && !(items is JsonString text && JsonataExpression.IsExpression(text.Value)))
        {
            fields.Report("Expected value of type Array or Object, or a JSONata expression", "Items");
        }

        return fields.JsonataTemplate("Items");
    }

    private static bool AreItems(JsonValue value) => value is JsonArray or JsonObject;

    private sealed record Referred(JsonPath? Path) : MapItems
    {
        public override JsonValue Evaluate(JsonValue input, Scope scope)
        {
            JsonValue items = Path is null ? input : Path.Evaluate(input, scope);
            return AreItems(items)
                ? items
                : throw new StatesException(ErrorName.Runtime, $"Reference path \"{Path?.Text ?? "$"}\" must point to array.");
        }
    }

    /// <remarks>
    /// The recordings of November 2024 refuse objects too (test_map_state_items_eval_jsonata_fail); AWS goes over them since
    /// September 2025 (DG/document-history).
    /// </remarks>
    private sealed record Computed(JsonataTemplate? Template) : MapItems
    {
        public override JsonValue Evaluate(JsonValue input, Scope scope)
        {
            JsonValue items = Template is null ? input : Template.Evaluate(input, scope);
            return AreItems(items)
                ? items
                : throw Template?.Expression?.UnexpectedType("array", items) ?? new StatesException(
                    ErrorName.QueryEvaluationError, $"Map state input must be an array but was: {Oversize.Show(items)}");
        }
    }
}
