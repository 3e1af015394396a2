namespace FunctionsAsl.AwsApi.Signing;

/// <summary>A request does not prove who sent it. The message is AWS's and has nothing secret in it.</summary>
/// <param name="error">AWS's name of the error, as <c>InvalidSignatureException</c>.</param>
public sealed class SignatureException(string error, string message) : Exception(message)
{
    public string Error { get; } = error;
}
