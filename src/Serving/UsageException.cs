namespace FunctionsAsl.Serving;

/// <summary>What the user asked for cannot be; the message says why.</summary>
public sealed class UsageException(string message) : Exception(message);
