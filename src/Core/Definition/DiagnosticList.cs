namespace FunctionsAsl.Core.Definition;

/// <summary>Diagnostics in the order in which they were found, up to a limit. Errors are kept rather than warnings.</summary>
internal sealed class DiagnosticList
{
    /// <summary>The most that one answer of ValidateStateMachineDefinition shows (MODEL maxResults).</summary>
    private const int MaxCount = 100;

    private readonly List<Diagnostic> _diagnostics = [];

    public bool HasErrors { get; private set; }

    /// <summary>Whether one more would not be left out.</summary>
    public bool HasRoomFor(Severity severity) =>
        _diagnostics.Count < MaxCount || (severity == Severity.Error && _diagnostics.Exists(d => d.Severity == Severity.Warning));

    public void Add(Diagnostic diagnostic)
    {
        bool isError = diagnostic.Severity == Severity.Error;
        HasErrors |= isError;
        if (_diagnostics.Count == MaxCount)
        {
            int warning = isError ? _diagnostics.FindLastIndex(d => d.Severity == Severity.Warning) : -1;
            if (warning < 0)
            {
                return;
            }

            _diagnostics.RemoveAt(warning);
        }

        _diagnostics.Add(diagnostic);
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. _diagnostics];
}
