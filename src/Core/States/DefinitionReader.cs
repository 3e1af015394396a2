using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Core.States;

/// <summary>Reads a whole definition: collects its states, its variables and everything that is wrong with it.</summary>
internal sealed class DefinitionReader(StateMachineType type)
{
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<string>> _references = new(StringComparer.Ordinal);
    private readonly List<VariableScope> _scopes = [];
    private readonly DiagnosticList _diagnostics = new();
    private VariableScope? _scope;
    private int _machinesAround;
    private SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What kind of executions run the states that are being read.</summary>
    public StateMachineType Type { get; private set; } = type;

    /// <summary>The language of the whole machine, which its states have unless they say otherwise, however deep they stand (FLOCI).</summary>
    public QueryLanguage Language { get; set; }

    public bool HasErrors => _diagnostics.HasErrors;

    public ImmutableArray<Diagnostic> Diagnostics => _diagnostics.ToImmutable();

    /// <summary>All states, those of branches and processors included.</summary>
    public FrozenDictionary<string, State> States => _states.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>State name to the variables that its fields read (MODEL variableReferences).</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences => _references;

    /// <summary>A name as a step of a JSON pointer (RFC 6901).</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public void Report(string message, string location, string code = DiagnosticCode.SchemaValidationFailed) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location));

    /// <summary>Reports a problem whose place may have a long name, which is not put together for a problem that is left out.</summary>
    public void Report(string message, Func<string> location, string code)
    {
        if (_diagnostics.HasRoomFor(Severity.Error))
        {
            Report(message, location(), code);
        }
    }

    /// <inheritdoc cref="Report(string, Func{string}, string)"/>
    public void Warn(string code, string message, Func<string> location)
    {
        if (_diagnostics.HasRoomFor(Severity.Warning))
        {
            Warn(code, message, location());
        }
    }

    public void Warn(string code, string message, string location) =>
        _diagnostics.Add(new Diagnostic(Severity.Warning, code, message, location));

    /// <summary>Notes the variables that an expression of the current state reads.</summary>
    public void Reads(IReadOnlyCollection<string> variables, Func<string> location)
    {
        _read.UnionWith(variables);
        foreach (string variable in variables)
        {
            _scope!.Read(variable, location);
        }
    }

    /// <summary>Notes a variable that the current graph's states assign.</summary>
    public void Assigns(string variable, string location, bool isCatcher) => _scope!.Assign(variable, location, isCatcher);

    /// <summary>Reads StartAt and States of a machine, branch or processor.</summary>
    /// <returns>The graph, or <see langword="null"/> where it cannot be built for what was reported.</returns>
    public StateGraph? ReadGraph(Fields fields)
    {
        fields.Require("States", "StartAt");
        string? startAt = fields.String("StartAt");
        JsonObject? members = fields.Object("States", mayBeEmpty: false);
        if (members is null)
        {
            return null;
        }

        var graph = new GraphReading(members, startAt, fields.Pointer);
        _scope = new VariableScope(_scope);
        _scopes.Add(_scope);
        foreach ((string name, JsonValue json) in members)
        {
            var links = new StateLinks();
            State? state = ReadState(name, json, $"{fields.Pointer}/States/{Escape(name)}", links);
            graph.Add(name, state, links);
        }

        _scope = _scope.Outer;
        return graph.Link(this);
    }

    /// <summary>
    /// Reads the processor of a Distributed Map: its executions are of a type of their own, and see none of the variables around it
    /// (DG/workflow-variables).
    /// </summary>
    /// <inheritdoc cref="ReadGraph(Fields)"/>
    public StateGraph? ReadGraph(Fields fields, StateMachineType type)
    {
        if (_machinesAround == Limits.MapRunDepth)
        {
            // AWS's limit and text are not known.
            Report($"Distributed Maps are nested more than {Limits.MapRunDepth} deep", fields.Pointer, DiagnosticCode.TooDeeplyNested);
            fields.Allow("StartAt", "States");
            return null;
        }

        (VariableScope? scope, StateMachineType outer) = (_scope, Type);
        (_scope, Type) = (null, type);
        _machinesAround++;
        StateGraph? graph = ReadGraph(fields);
        _machinesAround--;
        (_scope, Type) = (scope, outer);
        return graph;
    }

    /// <summary>Notes the Label of a Distributed Map.</summary>
    /// <returns>Whether it is the first of this name.</returns>
    public bool AddLabel(string label) => _labels.Add(label);

    /// <summary>Reports what is wrong with variables, for which the whole definition must have been read.</summary>
    public void CheckVariables()
    {
        foreach (VariableScope scope in _scopes)
        {
            scope.Check(this);
        }
    }

    private State? ReadState(string name, JsonValue json, string pointer, StateLinks links)
    {
        if (name.Length > Limits.StateNameLength)
        {
            // Nothing inside is read: its places would all be named by this name, however long it is.
            links.AreUnknown = true;
            Report(
                $"Invalid State name: State '{name}' exceeds the {Limits.StateNameLength}-character limit allowed by the service",
                pointer,
                DiagnosticCode.InvalidStateName);
            return null;
        }

        if (!_names.Add(name))
        {
            Report($"Duplicate State name: {name}", pointer, DiagnosticCode.DuplicateStateName);
        }

        if (json is not JsonObject members)
        {
            links.AreUnknown = true;
            Report("Expected value of type Object", pointer);
            return null;
        }

        SortedSet<string> outer = _read;
        _read = new SortedSet<string>(StringComparer.Ordinal);
        State? state = StateFields.Read(name, new Fields(members, pointer, this), links);
        if (_read.Count > 0)
        {
            _references[name] = [.. _read];
        }

        _read = outer;
        if (state is not null)
        {
            _states[name] = state;
        }

        return state;
    }
}
