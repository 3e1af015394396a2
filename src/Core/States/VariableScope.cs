namespace FunctionsAsl.Core.States;

/// <summary>
/// The variables of one graph of states. Those of a branch or iteration see the variables around them, but may not assign them
/// (DG/workflow-variables).
/// </summary>
internal sealed class VariableScope(VariableScope? outer)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Location)> _assigned = [];
    private readonly List<(string Name, string Location)> _read = [];

    public VariableScope? Outer => outer;

    public void Assign(string name, string location)
    {
        _names.Add(name);
        _assigned.Add((name, location));
    }

    public void Read(string name, string location) => _read.Add((name, location));

    /// <summary>Reports what is wrong, once the graphs around have been read too.</summary>
    public void Check(DefinitionReader definition)
    {
        foreach ((string name, string location) in _assigned)
        {
            if (outer is not null && outer.Has(name))
            {
                definition.Report($"Variable '{name}' is already assigned in an outer scope and cannot be assigned here", location);
            }
        }

        foreach ((string name, string location) in _read)
        {
            if (!Has(name))
            {
                definition.Warn(
                    DiagnosticCode.PossiblyUndefinedVariable, $"Variable '{name}' is not assigned by any state in its scope", location);
            }
        }
    }

    private bool Has(string name) => _names.Contains(name) || (outer is not null && outer.Has(name));
}
