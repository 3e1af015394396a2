namespace FunctionsAsl.Support;

/// <summary>A run broke an invariant, or the core threw.</summary>
public sealed class SimulationException(string message, Exception? cause = null) : Exception(message, cause);
