using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>Reads a whole definition: collects its states, its variables and everything that is wrong with it.</summary>
internal sealed class DefinitionReader
{
    private const int MaxReports = 100;

    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<string>> _references = new(StringComparer.Ordinal);
    private HashSet<string>? _read;

    public ImmutableArray<Diagnostic> Diagnostics => _diagnostics.ToImmutable();

    /// <summary>All states, those of branches and processors included.</summary>
    public FrozenDictionary<string, State> States => _states.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>State name to the variables that its fields read (MODEL variableReferences).</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences => _references;

    /// <summary>A name as a step of a JSON pointer (RFC 6901).</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public void Report(string message, string location, string code = DiagnosticCode.SchemaValidationFailed)
    {
        if (_diagnostics.Count < MaxReports)
        {
            _diagnostics.Add(new Diagnostic(Severity.Error, code, message, location));
        }
    }

    public JsonPath Reads(JsonPath path)
    {
        if (path.Variable is not null)
        {
            _read?.Add(path.Variable);
        }

        return path;
    }

    public Expression Reads(Expression expression)
    {
        _read?.UnionWith(expression.Variables);
        return expression;
    }

    public PayloadTemplate Reads(PayloadTemplate template)
    {
        _read?.UnionWith(template.Variables);
        return template;
    }

    /// <summary>Reads StartAt and States. The fields themselves must be known to belong there.</summary>
    /// <returns>The graph, or <see langword="null"/> where it cannot be built for what was reported.</returns>
    public StateGraph? ReadGraph(Fields fields)
    {
        fields.Require("States", "StartAt");
        string? startAt = fields.String("StartAt");
        JsonObject? members = fields.Object("States");
        if (members is null)
        {
            return null;
        }

        string statesPointer = fields.Pointer + "/States";
        if (members.Count == 0)
        {
            Report("Value cannot be empty", statesPointer);
            return null;
        }

        var states = new Dictionary<string, State>(StringComparer.Ordinal);
        var links = new List<StateLinks>();
        foreach ((string name, JsonValue json) in members)
        {
            if (ReadState(name, json, $"{statesPointer}/{Escape(name)}") is { } read)
            {
                states.Add(name, read.State);
                links.Add(read);
            }
        }

        Link(links, states, members);
        State? start = null;
        if (startAt is not null && !states.TryGetValue(startAt, out start) && !members.Contains(startAt))
        {
            Report($"Missing 'StartAt' target: {startAt}", fields.Pointer + "/StartAt", DiagnosticCode.MissingTransitionTarget);
        }

        ReportUnreachable(startAt, links, members, statesPointer);
        return start is null ? null : new StateGraph(start, states.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static void Link(List<StateLinks> links, Dictionary<string, State> states, JsonObject members)
    {
        foreach (StateLinks state in links)
        {
            foreach ((string field, string target, Action<State> set) in state.Targets)
            {
                if (states.TryGetValue(target, out State? next))
                {
                    set(next);
                }
                else if (!members.Contains(target))
                {
                    state.Fields.Definition.Report(
                        $"Missing 'Next' target: {target}", $"{state.Fields.Pointer}/{field}", DiagnosticCode.MissingTransitionTarget);
                }
            }
        }
    }

    private StateLinks? ReadState(string name, JsonValue json, string pointer)
    {
        if (name.Length > Limits.StateNameLength)
        {
            Report($"State name length must be less than or equal to {Limits.StateNameLength}", pointer, DiagnosticCode.InvalidStateName);
        }

        if (json is not JsonObject members)
        {
            Report("Expected value of type Object", pointer);
            return null;
        }

        HashSet<string>? outer = _read;
        _read = new HashSet<string>(StringComparer.Ordinal);
        var fields = new Fields(members, pointer, this);
        StateLinks? read = StateFields.Read(name, fields);
        if (_read.Count > 0)
        {
            _references[name] = [.. _read.Order(StringComparer.Ordinal)];
        }

        _read = outer;
        if (read is not null && !_states.TryAdd(name, read.State))
        {
            Report($"Duplicate State name: {name}", pointer, DiagnosticCode.DuplicateStateName);
        }

        return read;
    }

    private void ReportUnreachable(string? startAt, List<StateLinks> links, JsonObject members, string pointer)
    {
        if (startAt is null || !members.Contains(startAt))
        {
            return;
        }

        var targets = links.ToDictionary(l => l.State.Name, l => l.Targets, StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal) { startAt };
        var open = new Stack<string>(reached);
        while (open.TryPop(out string? name))
        {
            if (!targets.TryGetValue(name, out List<(string Field, string Target, Action<State> Set)>? next))
            {
                // What leads on from a state that could not be read is unknown: say nothing about the rest.
                return;
            }

            foreach ((_, string target, _) in next)
            {
                if (reached.Add(target) && members.Contains(target))
                {
                    open.Push(target);
                }
            }
        }

        foreach ((string name, _) in members)
        {
            if (!reached.Contains(name))
            {
                Report($"State \"{name}\" is not reachable.", $"{pointer}/{Escape(name)}", DiagnosticCode.MissingTransitionTarget);
            }
        }
    }
}

/// <summary>A state that was read, and the names it leads to, which are linked once all its siblings have been read.</summary>
internal sealed record StateLinks(State State, Fields Fields, List<(string Field, string Target, Action<State> Set)> Targets);
