namespace FunctionsAsl.Core.States;

/// <summary>
/// What a Map state goes over: an array, or for a Distributed Map also the members of an object. An inline Map refuses objects (ST
/// dataflow_execution of September 2026, conformance: test_map_state_items_eval_jsonata_fail).
/// </summary>
internal abstract record MapItems
{
    /// <summary>Reads ItemsPath or Items; without either the items are the state's input.</summary>
    public static MapItems Read(Fields fields, bool mayBeObject) => fields.Language == QueryLanguage.JSONata
        ? new Computed(ReadItems(fields, mayBeObject), mayBeObject)
        : new Referred(fields.Path("ItemsPath"), mayBeObject);

    /// <exception cref="StatesException">They are nothing to go over, in AWS's words.</exception>
    public abstract JsonAny Evaluate(JsonAny input, Scope scope);

    private static JsonataTemplate? ReadItems(Fields fields, bool mayBeObject)
    {
        if (fields.Json["Items"] is { } items && !AreItems(items, mayBeObject)
            && !(items is JsonString text && JsonataExpression.IsExpression(text.Value)))
        {
            fields.Report($"Expected value of type Array{(mayBeObject ? " or Object" : "")}, or a JSONata expression", "Items");
        }

        return fields.JsonataTemplate("Items");
    }

    private static bool AreItems(JsonAny value, bool mayBeObject) => value is JsonList || (mayBeObject && value is JsonMap);

    private sealed record Referred(JsonPath? Path, bool MayBeObject) : MapItems
    {
        public override JsonAny Evaluate(JsonAny input, Scope scope)
        {
            JsonAny items = Path is null ? input : Path.Evaluate(input, scope);
            return AreItems(items, MayBeObject)
                ? items
                : throw new StatesException(ErrorName.Runtime, $"Reference path \"{Shown}\" must point to array.")
                {
                    NamesNoState = true,
                };
        }

        /// <summary>As AWS names it: one into the context object like one into the input (conformance: test_state_map_context_object).</summary>
        private string Shown => Path switch
        {
            null => "$",
            { Root: PathRoot.Context } => Path.Text[1..],
            _ => Path.Text,
        };
    }

    private sealed record Computed(JsonataTemplate? Template, bool MayBeObject) : MapItems
    {
        public override JsonAny Evaluate(JsonAny input, Scope scope)
        {
            // An object must be named by Items; the state's input is none of itself (iwamot/sfnx, measured).
            JsonAny items = Template is null ? input : Template.Evaluate(input, scope);
            return AreItems(items, MayBeObject && Template is not null)
                ? items
                : throw Template?.Expression?.UnexpectedType("array", items) ?? new StatesException(
                    ErrorName.QueryEvaluationError, $"Map state input must be an array but was: {JsonSize.Show(items)}");
        }
    }
}
