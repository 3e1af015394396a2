using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.AwsApi.EventStreams;

/// <summary>An event of an operation's answer.</summary>
/// <param name="Name">The member of the stream's shape, as <c>messageStart</c>; the code of an error.</param>
/// <param name="Members">As those of <see cref="AwsAnswer.Output"/>.</param>
/// <param name="Error">The operation failed; nothing follows.</param>
public sealed record StreamEvent(string Name, JsonMap Members, AwsError? Error = null);
