namespace FunctionsAsl.Core.States;

/// <summary>
/// The fields that shape a state's data on its way in and out, in one of the query languages. A catcher and a rule of a Choice state
/// have a flow of their own.
/// </summary>
internal abstract record DataFlow
{
    /// <summary>The state's input, as its other fields see it.</summary>
    public abstract JsonAny Input(StateScope scope, JsonAny raw);

    /// <summary>What the state's work gets.</summary>
    public abstract JsonAny Arguments(StateScope scope, JsonAny raw);

    /// <summary>The state's output, and what it assigns, from its raw input and the raw result of its work.</summary>
    public abstract (JsonAny Output, JsonMap? Assigned) Complete(StateScope scope, JsonAny raw, JsonAny result);

    /// <summary>Whether <see cref="Complete"/> looks into no result, and its output has all of it: with one that is too large, so is the output.</summary>
    public abstract bool PassesResultOn { get; }

    /// <summary>The flow of a Choice state that goes on as a rule says: like the state's own, but the rule says what to output and assign.</summary>
    public abstract DataFlow WithRule(Fields rule);

    /// <summary>Reads the flow of a state.</summary>
    public static DataFlow Read(Fields fields, FlowShape shape) =>
        fields.Language == QueryLanguage.JSONata ? JsonataFlow.ReadState(fields, shape) : JsonPathFlow.ReadState(fields, shape);

    /// <summary>Reads the flow of an element of Catch: its result is the error output.</summary>
    public static DataFlow ReadCatcher(Fields fields) =>
        fields.Language == QueryLanguage.JSONata ? JsonataFlow.ReadCatcher(fields) : JsonPathFlow.ReadCatcher(fields);

    /// <summary>Notes which variables the Assign field assigns, if it is there and an object.</summary>
    protected static bool Assigns(Fields fields, bool isCatcher)
    {
        if (fields.Object("Assign") is not { } assign)
        {
            return false;
        }

        foreach ((string key, _) in assign)
        {
            bool isReference = fields.Language == QueryLanguage.JSONPath && key.EndsWith(".$", StringComparison.Ordinal);
            string name = isReference ? key[..^2] : key;
            if (VariableName.IsValid(name))
            {
                fields.Definition.Assigns(name, $"{fields.Pointer}/Assign/{key}", isCatcher);
            }
            else
            {
                fields.Report($"Invalid variable name: '{name}'", "Assign");
            }
        }

        return true;
    }
}

/// <summary>Which fields of the data flow a type of states has (DG/state-task and the other pages of states).</summary>
[Flags]
internal enum FlowShape
{
    None = 0,

    /// <summary>Assign.</summary>
    Assigns = 1,

    /// <summary>Parameters and ResultPath.</summary>
    HasParameters = 2,

    /// <summary>Arguments.</summary>
    HasArguments = 4,

    /// <summary>ResultPath, ResultSelector and <c>$states.result</c>.</summary>
    HasResult = 8,

    Pass = Assigns | HasParameters,
    Map = Assigns | HasResult,

    /// <summary>Task and Parallel.</summary>
    Work = Assigns | HasParameters | HasArguments | HasResult,
}
