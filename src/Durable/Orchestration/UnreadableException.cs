namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What is saved of an execution cannot be read, and trying again does not help: its orchestration fails.</summary>
internal sealed class UnreadableException(string executionArn, FormatException reason)
    : Exception($"What is saved of {executionArn} cannot be read: {reason.Message}", reason);
