namespace FunctionsAsl.Core.States;

/// <summary>The states of one graph while it is read: links them, and checks where they lead.</summary>
internal sealed class GraphReading(JsonMap members, string? startAt, string pointer)
{
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly List<StateLinks> _links = [];

    public void Add(string name, State? state, StateLinks links)
    {
        _links.Add(links);
        if (state is not null)
        {
            _states.Add(name, state);
        }
    }

    /// <summary>Links all states that were read.</summary>
    /// <returns>The state that StartAt names, or <see langword="null"/> where it is missing.</returns>
    public State? Link(DefinitionReading definition)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        State? start = null;
        if (startAt is not null)
        {
            Follow(new StateLink(pointer + "/StartAt", startAt, state => start = state), reached, definition);
        }

        foreach (StateLinks links in _links)
        {
            foreach (StateLink link in links.Targets)
            {
                Follow(link, reached, definition);
            }
        }

        // Where a target could not be read, that is the problem to solve first.
        if (startAt is not null && !_links.Exists(l => l.AreUnknown))
        {
            CheckEnds(reached, definition);
        }

        return start;
    }

    private void Follow(StateLink link, HashSet<string> reached, DefinitionReading definition)
    {
        reached.Add(link.Target);
        if (_states.TryGetValue(link.Target, out State? next))
        {
            link.Set(next);
        }
        else if (!members.Contains(link.Target))
        {
            // AWS says Next whatever the field (floci-io/floci#2786, aws-cloudformation/cfn-lint#4074).
            definition.Report($"Missing 'Next' target: {link.Target}", link.Location, DiagnosticCode.MissingTransitionTarget);
        }
    }

    /// <summary>
    /// A graph must have a state that it can end with; if it has none AWS says only that, and names no place (floci-io/floci#2735).
    /// And each state must be the target of some transition, be it from a state that is no target itself (aws-cloudformation/cfn-lint#4074).
    /// </summary>
    private void CheckEnds(HashSet<string> reached, DefinitionReading definition)
    {
        if (!_links.Exists(l => l.IsTerminal))
        {
            definition.Report("Workflow has no terminal state", "", DiagnosticCode.MissingEndState);
            return;
        }

        foreach ((string name, _) in members)
        {
            if (!reached.Contains(name))
            {
                definition.Report(
                    $"State \"{name}\" is not reachable.",
                    $"{pointer}/States/{JsonPointer.Escape(name)}",
                    DiagnosticCode.MissingTransitionTarget);
            }
        }
    }
}
