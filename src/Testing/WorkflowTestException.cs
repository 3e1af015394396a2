namespace FunctionsAsl.Testing;

/// <summary>A test of a workflow cannot go on as it is written: something is missing that the workflow needs, or it does not get on.</summary>
/// <param name="message">Says what, and what to do.</param>
public sealed class WorkflowTestException(string message) : Exception(message);
