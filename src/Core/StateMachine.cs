using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Core.States;

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
    /// <returns>The machine, unless one of the diagnostics is an error.</returns>
    public static (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics) Compile(string text)
    {
        var reader = new DefinitionReader();
        JsonValue json;
        try
        {
            json = JsonReader.Read(text);
        }
        catch (JsonSyntaxException e)
        {
            return (null, [new Diagnostic(Severity.Error, DiagnosticCode.InvalidJsonDescription, e.Description, e.Place)]);
        }

        if (json is not JsonObject definition)
        {
            reader.Report("Definition must be a valid JSON object", "");
            return (null, reader.Diagnostics);
        }

        var fields = new Fields(definition, "", reader);
        fields.Allow("Comment");
        fields.String("Version");
        if (fields.OneOfQueryLanguages() == "JSONata")
        {
            fields.Report("The query language JSONata is not supported yet", "QueryLanguage");
        }

        long? timeout = fields.Integer("TimeoutSeconds", 1, Limits.Seconds);
        StateGraph? graph = reader.ReadGraph(fields);
        fields.End();
        ImmutableArray<Diagnostic> diagnostics = reader.Diagnostics;
        return graph is null || diagnostics.Any(d => d.Severity == Severity.Error)
            ? (null, diagnostics)
            : (new StateMachine(reader, graph, timeout), diagnostics);
    }
}
