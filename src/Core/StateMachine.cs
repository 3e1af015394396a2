using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.States;
using FunctionsAsl.Json;

namespace FunctionsAsl.Core;

/// <summary>A compiled, immutable state machine definition. Compiled once, executed many times, from any thread.</summary>
public sealed class StateMachine
{
    private StateMachine(DefinitionReader reader, StateGraph graph, long? timeoutSeconds)
    {
        Graph = graph;
        TimeoutSeconds = timeoutSeconds;
        States = reader.States;
        VariableReferences = reader.VariableReferences;
    }

    /// <summary>The machine's own StartAt and States.</summary>
    public StateGraph Graph { get; }

    /// <summary>How long an execution may take, in seconds; <see langword="null"/> where nothing is said.</summary>
    public long? TimeoutSeconds { get; }

    /// <summary>All states by name, those of branches and Map processors included; names are unique in the whole machine.</summary>
    public FrozenDictionary<string, State> States { get; }

    /// <summary>State name to the names of the variables that the state reads (MODEL VariableReferences).</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences { get; }

    /// <summary>Compiles a definition, or says everything that is wrong with it.</summary>
    /// <param name="text">ASL as JSON text.</param>
    /// <param name="type">What the machine is to be; an Express machine may have fewer kinds of tasks.</param>
    /// <returns>The machine, unless one of the diagnostics is an error. There are at most 100 diagnostics.</returns>
    public static (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics) Compile(
        string text, StateMachineType type = StateMachineType.Standard)
    {
        var reader = new DefinitionReader(type);
        StateMachine? machine = Read(text, reader);
        return (reader.HasErrors ? null : machine, reader.Diagnostics);
    }

    private static StateMachine? Read(string text, DefinitionReader reader)
    {
        if (text.Length > Limits.DefinitionLength)
        {
            reader.Report($"The definition has {text.Length} characters; the limit is {Limits.DefinitionLength}", "");
            return null;
        }

        JsonValue? json = null;
        try
        {
            // Blank text is no JSON value rather than broken JSON (LS test_sfn_api_validation).
            json = string.IsNullOrWhiteSpace(text) ? null : JsonReader.Read(text);
        }
        catch (JsonSyntaxException e)
        {
            reader.Report(e.Description, e.Place, DiagnosticCode.InvalidJsonDescription);
            return null;
        }

        if (json is not JsonObject definition)
        {
            reader.Report("Definition must be a valid JSON object", "");
            return null;
        }

        var fields = new Fields(definition, "", reader);
        fields.String("Comment");
        fields.String("Version");
        fields.ReadLanguage(QueryLanguage.JSONPath);
        reader.Language = fields.Language;
        long? timeout = fields.Integer("TimeoutSeconds", 1, Limits.Seconds);
        StateGraph? graph = reader.ReadGraph(fields);
        fields.End();
        reader.CheckVariables();
        return graph is null ? null : new StateMachine(reader, graph, timeout);
    }
}
