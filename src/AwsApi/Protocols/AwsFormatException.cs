namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>An argument cannot be written as the model wants it, or an answer cannot be read. The message names the member or the shape.</summary>
public sealed class AwsFormatException(string message, Exception? inner = null) : FormatException(message, inner);
