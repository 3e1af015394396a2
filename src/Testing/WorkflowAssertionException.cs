namespace FunctionsAsl.Testing;

/// <summary>A workflow has not done what its test expects. Every test framework takes it for a failure.</summary>
/// <param name="message">Says what was expected, what happened, and where the two differ.</param>
public sealed class WorkflowAssertionException(string message) : Exception(message);
