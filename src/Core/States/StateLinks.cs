namespace FunctionsAsl.Core.States;

/// <summary>Where a state that is being read leads, by names that are linked once all its siblings have been read.</summary>
internal sealed class StateLinks(DefinitionReader reader)
{
    private readonly List<StateLink> _targets = [];

    /// <summary>Reads the graphs within the state.</summary>
    public DefinitionReader Reader => reader;

    public IReadOnlyList<StateLink> Targets => _targets;

    /// <summary>Whether the state can be its graph's last.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>Whether a problem hides some of the state's targets, so that nothing can be said about the graph around it.</summary>
    public bool AreUnknown { get; set; }

    /// <summary>Reads a field that must name a state to go on with.</summary>
    public void ReadRequired(Fields fields, string field, Action<State> set)
    {
        fields.Require(field);
        AreUnknown |= !fields.Has(field);
        Read(fields, field, set);
    }

    /// <summary>Reads a field that may name a state to go on with.</summary>
    public void Read(Fields fields, string field, Action<State> set)
    {
        if (fields.String(field) is { } target)
        {
            _targets.Add(new StateLink($"{fields.Pointer}/{field}", target, set));
        }
        else
        {
            AreUnknown |= fields.Has(field);
        }
    }
}

/// <summary>One name of a state to go on with, where it stands, and what takes the state.</summary>
internal readonly record struct StateLink(string Location, string Target, Action<State> Set);
