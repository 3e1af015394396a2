namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>A request of an operation, complete but for the host it goes to and its signature.</summary>
/// <param name="Method">As <c>POST</c>.</param>
/// <param name="Path">Begins with a slash; percent-encoded.</param>
/// <param name="Query">What follows the question mark, percent-encoded; empty where there is none.</param>
/// <param name="Headers">By name, whatever the case of its letters.</param>
public sealed record AwsRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>What stands before the host name of AWS's own endpoints, as <c>sync-</c>.</summary>
    public string HostPrefix { get; init; } = "";
}
