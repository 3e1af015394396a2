namespace FunctionsAsl;

/// <summary>A workflow that was run has not succeeded.</summary>
/// <param name="execution">The execution as it ended.</param>
public sealed class ExecutionFailedException(Execution execution)
    : Exception(string.Join(": ", new[] { execution.Status, execution.Error, execution.Cause }.Where(static part => part is not null)))
{
    /// <summary>The execution as it ended.</summary>
    public Execution Execution { get; } = execution;

    /// <summary>The error's name, as a Catch would match it; <see langword="null"/> where there is none.</summary>
    public string? Error => Execution.Error;

    /// <summary>What is told of the error; <see langword="null"/> where nothing is.</summary>
    public string? Cause => Execution.Cause;
}
