using System.Collections.Frozen;

namespace FunctionsAsl.Core.States;

/// <summary>Reads the states of a definition, graph by graph, and collects them.</summary>
/// <param name="isStored">Whether it was accepted before: then a state that cannot be read becomes one that fails.</param>
internal sealed class DefinitionReader(DefinitionReading definition, bool isStored)
{
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _machinesAround;

    /// <summary>All states, those of branches and processors included.</summary>
    public FrozenDictionary<string, State> States => _states.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads StartAt and States of a machine, branch or processor.</summary>
    /// <returns>The state that it starts with, or <see langword="null"/> where it cannot be built for what was reported.</returns>
    public State? ReadGraph(Fields fields)
    {
        fields.Require("States", "StartAt");
        string? startAt = fields.String("StartAt");
        JsonMap? members = fields.Object("States", mayBeEmpty: false);
        if (members is null)
        {
            return null;
        }

        var graph = new GraphReading(members, startAt, fields.Pointer);
        definition.InGraph(() =>
        {
            foreach ((string name, JsonAny json) in members)
            {
                var links = new StateLinks(this);
                State? state = ReadState(name, json, $"{fields.Pointer}/States/{JsonPointer.Escape(name)}", links);
                graph.Add(name, state, links);
            }
        });
        return graph.Link(definition);
    }

    /// <summary>Reads the processor of a Distributed Map, which runs as executions of a type of its own.</summary>
    /// <inheritdoc cref="ReadGraph(Fields)"/>
    public State? ReadGraph(Fields fields, StateMachineType type)
    {
        if (_machinesAround == Limits.MapRunDepth)
        {
            // AWS's limit and text are not known.
            definition.Report($"Distributed Maps are nested more than {Limits.MapRunDepth} deep", fields.Pointer, DiagnosticCode.TooDeeplyNested);
            fields.Allow("StartAt", "States");
            return null;
        }

        _machinesAround++;
        State? startAt = definition.InProcessor(type, () => ReadGraph(fields));
        _machinesAround--;
        return startAt;
    }

    private State? ReadState(string name, JsonAny json, string pointer, StateLinks links)
    {
        if (name.Length > Limits.StateNameLength)
        {
            // Nothing inside is read: its places would all be named by this name, however long it is.
            links.AreUnknown = true;
            definition.Report(
                $"Invalid State name: State '{name}' exceeds the {Limits.StateNameLength}-character limit allowed by the service",
                pointer,
                DiagnosticCode.InvalidStateName);
            return null;
        }

        if (!_names.Add(name))
        {
            definition.Report($"Duplicate State name: {name}", pointer, DiagnosticCode.DuplicateStateName);
        }

        if (json is not JsonMap members)
        {
            links.AreUnknown = true;
            definition.Report("Expected value of type Object", pointer);
            return null;
        }

        State? state = definition.InState(name, () => StateFields.Read(name, new Fields(members, pointer, definition), links));
        if (state is null && isStored)
        {
            links.IsTerminal = true;
            state = new UnreadableState(name, definition.Diagnostics.Last(d => d.Severity == Severity.Error).Message);
        }

        if (state is not null)
        {
            _states[name] = state;
        }

        return state;
    }
}
