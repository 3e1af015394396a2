namespace FunctionsAsl.Local;

/// <summary>What the user asked for cannot be; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
