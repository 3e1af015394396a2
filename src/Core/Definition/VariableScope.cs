namespace FunctionsAsl.Core.Definition;

/// <summary>
/// The variables of one graph of states. Those of a branch or iteration see the variables around them, but may not assign them
/// (DG/workflow-variables).
/// </summary>
internal sealed class VariableScope(VariableScope? outer)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Location)> _assigned = [];
    private readonly List<(string Name, Func<string> Location)> _read = [];

    public VariableScope? Outer => outer;

    /// <param name="isCatcher">
    /// Whether a catcher assigns it; graphs inside may use the same name then (conformance: PARALLEL_CATCH_ERROR_VARIABLE_SAMPLING).
    /// </param>
    public void Assign(string name, string location, bool isCatcher)
    {
        _names.Add(name);
        _assigned.Add((name, location));
        if (!isCatcher)
        {
            _reserved.Add(name);
        }
    }

    public void Read(string name, Func<string> location) => _read.Add((name, location));

    /// <summary>Reports what is wrong, once the graphs around have been read too (texts and places: ST dataflow_execution).</summary>
    public void Check(DefinitionReading definition)
    {
        foreach ((string name, string location) in _assigned)
        {
            if (outer is not null && outer.Reserves(name))
            {
                definition.Report(
                    $"The variable name '{name}' was already defined in a parent scope.", location, DiagnosticCode.DuplicateVariableName);
            }
        }

        foreach ((string name, Func<string> location) in _read)
        {
            if (!Has(name))
            {
                definition.Warn(DiagnosticCode.PossiblyUndefinedVariable, $"Variable '{name}' is possibly not defined.", location);
            }
        }
    }

    private bool Has(string name) => _names.Contains(name) || (outer is not null && outer.Has(name));

    private bool Reserves(string name) => _reserved.Contains(name) || (outer is not null && outer.Reserves(name));
}
