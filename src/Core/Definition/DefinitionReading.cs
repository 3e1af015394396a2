namespace FunctionsAsl.Core.Definition;

/// <summary>A definition while it is read: what holds where the reader stands, its variables, and everything that is wrong with it.</summary>
internal sealed class DefinitionReading(StateMachineType type, HostChecks checks)
{
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<string>> _references = new(StringComparer.Ordinal);
    private readonly List<VariableScope> _scopes = [];
    private readonly DiagnosticList _diagnostics = new();
    private VariableScope? _scope;
    private SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What kind of executions run the states that are being read.</summary>
    public StateMachineType Type { get; private set; } = type;

    /// <summary>The language of the whole machine, which its states have unless they say otherwise, however deep they stand (FLOCI).</summary>
    public QueryLanguage Language { get; set; }

    public HostChecks Checks => checks;

    public bool HasErrors => _diagnostics.HasErrors;

    /// <summary>Whether one more error would not be left out.</summary>
    public bool HasRoom => _diagnostics.HasRoomFor(Severity.Error);

    public ImmutableArray<Diagnostic> Diagnostics => _diagnostics.ToImmutable();

    /// <summary>State name to the variables that its fields read (MODEL variableReferences).</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences => _references;

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

    /// <summary>Notes the Label of a Distributed Map.</summary>
    /// <returns>Whether it is the first of this name.</returns>
    public bool AddLabel(string label) => _labels.Add(label);

    /// <summary>Reads the states of a graph, which have variables of their own.</summary>
    public void InGraph(Action read)
    {
        _scope = new VariableScope(_scope);
        _scopes.Add(_scope);
        read();
        _scope = _scope.Outer;
    }

    /// <summary>
    /// Reads the processor of a Distributed Map: its executions are of a type of their own, and see none of the variables around it
    /// (DG/workflow-variables).
    /// </summary>
    public T InProcessor<T>(StateMachineType type, Func<T> read)
    {
        (VariableScope? scope, StateMachineType outer) = (_scope, Type);
        (_scope, Type) = (null, type);
        T result = read();
        (_scope, Type) = (scope, outer);
        return result;
    }

    /// <summary>Reads a state, and notes the variables that it reads.</summary>
    public T InState<T>(string name, Func<T> read)
    {
        SortedSet<string> outer = _read;
        _read = new SortedSet<string>(StringComparer.Ordinal);
        T result = read();
        if (_read.Count > 0)
        {
            _references[name] = [.. _read];
        }

        _read = outer;
        return result;
    }

    /// <summary>Reports what is wrong with variables, for which the whole definition must have been read.</summary>
    public void CheckVariables()
    {
        foreach (VariableScope scope in _scopes)
        {
            scope.Check(this);
        }
    }
}
