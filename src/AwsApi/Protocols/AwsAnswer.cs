namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>What an operation answered: an output or an error.</summary>
public sealed record AwsAnswer
{
    /// <summary>
    /// The members of the output under the names of the model. Blobs are Base64 text, timestamps ISO 8601 text, numbers that are none
    /// are <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>. <see langword="null"/> where the operation failed.
    /// </summary>
    public JsonMap? Output { get; init; }

    public AwsError? Error { get; init; }

    /// <summary>The service's name for the call; <see langword="null"/> where it gave none.</summary>
    public string? RequestId { get; init; }
}

/// <summary>An error of a service.</summary>
/// <param name="Code">As <c>NoSuchKey</c>; the HTTP status where the service named no code.</param>
/// <param name="Message">Empty where the service gave none.</param>
/// <param name="Shape">The error in the service's model; <see langword="null"/> where the operation has none of that code.</param>
public sealed record AwsError(string Code, string Message, int Status, Shape? Shape);
