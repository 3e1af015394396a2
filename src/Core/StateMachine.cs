using System.Collections.Frozen;
using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core;

/// <summary>A compiled, immutable state machine definition. Compiled once, executed many times, from any thread.</summary>
public sealed class StateMachine
{
    private readonly Lazy<FrozenDictionary<string, StateMachine>> _mapRuns;

    private StateMachine(StateGraph graph)
    {
        Graph = graph;
        _mapRuns = new(() => graph.Maps.ToFrozenDictionary(static m => m.Key, static m => new StateMachine(StateGraph.OfRun(m.Value))));
    }

    /// <summary>How long an execution may take, in seconds; <see langword="null"/> where nothing is said.</summary>
    public long? TimeoutSeconds { get; private init; }

    internal StateGraph Graph { get; }

    /// <summary>The same states, but the execution begins with one of them, wherever it stands, and has no time-out of its own.</summary>
    /// <exception cref="KeyNotFoundException">There is no such state.</exception>
    public StateMachine StartingAt(string state) => new(Graph with { StartAt = Graph.States[state] });

    /// <summary>
    /// What an execution of this ARN runs: the machine itself, or the run of one of its Distributed Maps, which is an execution with
    /// one state.
    /// </summary>
    /// <exception cref="FormatException">The machine has no such Distributed Map.</exception>
    public StateMachine For(string executionArn) => MapRunArn.LabelOf(executionArn) is not { } label
        ? this
        : _mapRuns.Value.GetValueOrDefault(label) ?? throw new FormatException($"There is no Distributed Map of label '{label}'.");

    /// <summary>The processor of the Distributed Map of this label; <see langword="null"/> where there is none.</summary>
    public MapProcessor? Processor(string label) => Graph.Maps.GetValueOrDefault(label)?.Processor;

    /// <summary>Whether there is a state of this name.</summary>
    public bool HasState(string name) => Graph.States.ContainsKey(name);

    /// <summary>The names of the Task states, however deep they stand.</summary>
    public IReadOnlySet<string> Tasks =>
        Graph.States.Where(static s => s.Value is TaskState).Select(static s => s.Key).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Whether the execution waits for this task alone, and does nothing outside any more if the task succeeds. The task is a call that
    /// somebody makes: of others, more than the outcome may come.
    /// </summary>
    public bool IsLast(ExecutionState state, string taskId) =>
        state.Branches.Count == 1
        && state.Branches.TryGetValue("", out Branch? root)
        && root.Position.ToString() == taskId
        && Graph.States.GetValueOrDefault(root.StateName.Value) is TaskState { IsCall: true } task
        && StateGraph.OnlyEndsAfter(task);

    /// <summary>State name to the names of the variables that the state reads (MODEL VariableReferences).</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences => Graph.VariableReferences;

    /// <summary>Compiles a definition, or says everything that is wrong with it.</summary>
    /// <param name="text">ASL as JSON text.</param>
    /// <param name="type">What the machine is to be; an Express machine may have fewer kinds of tasks.</param>
    /// <param name="checks">What the host knows besides; <see langword="null"/> for nothing.</param>
    /// <returns>The machine, unless one of the diagnostics is an error. There are at most 100 diagnostics.</returns>
    public static (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics) Compile(
        string text, StateMachineType type = StateMachineType.Standard, HostChecks? checks = null)
    {
        var definition = new DefinitionReading(type, checks ?? HostChecks.None);
        StateMachine? machine = Read(text, definition, isStored: false);
        return (definition.HasErrors ? null : machine, definition.Diagnostics);
    }

    /// <summary>
    /// Compiles a definition that was accepted before, perhaps by an older release with fewer checks: what is refused today still runs.
    /// A state that cannot be read at all fails when it is entered, and says why.
    /// </summary>
    /// <exception cref="FormatException">It is no definition.</exception>
    public static StateMachine CompileStored(string text)
    {
        var definition = new DefinitionReading(StateMachineType.Standard, HostChecks.None);
        return Read(text, definition, isStored: true)
            ?? throw new FormatException($"The stored definition cannot be read: {definition.Diagnostics[0].Message}");
    }

    private static StateMachine? Read(string text, DefinitionReading definition, bool isStored)
    {
        if (text.Length > Limits.DefinitionLength)
        {
            definition.Report($"The definition has {text.Length} characters; the limit is {Limits.DefinitionLength}", "");
            return null;
        }

        JsonAny? json = null;
        try
        {
            // Blank text is no JSON value rather than broken JSON (LS test_sfn_api_validation).
            json = string.IsNullOrWhiteSpace(text) ? null : JsonReader.Read(text);
        }
        catch (JsonSyntaxException e)
        {
            definition.Report(e.Description, e.Place, DiagnosticCode.InvalidJsonDescription);
            return null;
        }

        if (json is not JsonMap members)
        {
            definition.Report("Definition must be a valid JSON object", "");
            return null;
        }

        var fields = new Fields(members, "", definition);
        fields.String("Comment");
        fields.String("Version");
        fields.ReadLanguage(QueryLanguage.JSONPath);
        definition.Language = fields.Language;
        long? timeout = fields.Integer("TimeoutSeconds", 1, Limits.Seconds);
        var reader = new DefinitionReader(definition, isStored);
        State? startAt = reader.ReadGraph(fields);
        fields.End();
        definition.CheckVariables();
        return startAt is null ? null : new StateMachine(new StateGraph(reader.States, startAt, definition.VariableReferences))
        {
            TimeoutSeconds = timeout,
        };
    }
}
