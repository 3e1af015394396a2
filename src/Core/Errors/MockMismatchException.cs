namespace FunctionsAsl.Core.Errors;

/// <summary>A mock that does not fit the data of the state under test, in AWS's words: the test is refused, and the state does not fail.</summary>
public sealed class MockMismatchException(string message) : Exception(message);
