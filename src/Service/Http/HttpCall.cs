namespace FunctionsAsl.Service.Http;

/// <summary>A request as a host received it.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path as it was sent: percent-encoded, so that an encoded slash is no separator.</param>
/// <param name="Query">What follows the question mark, percent-encoded; empty where there is none.</param>
/// <param name="Header">Looks a header up, whatever the case of its name; several of one name are joined by commas.</param>
/// <param name="Body">
/// The whole body. A host stops reading past <see cref="StepFunctionsService.MaxBodyBytes"/>: one byte more is enough.
/// </param>
public sealed record HttpCall(string Method, string Path, string Query, Func<string, string?> Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>The operation of the AWS protocol.</summary>
    public string? Target { get; } = Header("X-Amz-Target");

    /// <summary>Whether it asks for an operation of Step Functions, and for no other service's.</summary>
    internal bool IsForStepFunctions => Target?.StartsWith(StepFunctionsService.TargetPrefix, StringComparison.Ordinal) is true;

    /// <summary>Whether it came encrypted.</summary>
    public bool IsSecure { get; init; }
}

/// <summary>The answer to an <see cref="HttpCall"/>.</summary>
/// <param name="Body">UTF-8 text: JSON, or XML where a client of another service asks.</param>
/// <param name="Headers">Further headers. The host adds <c>x-amzn-RequestId</c>.</param>
public sealed record HttpAnswer(
    int Status, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
