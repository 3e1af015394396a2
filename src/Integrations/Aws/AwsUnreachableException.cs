namespace FunctionsAsl.Integrations.Aws;

/// <summary>A service was not asked, or gave no answer that can be read. AWS's SDKs call it an exception of the client.</summary>
internal sealed class AwsUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
