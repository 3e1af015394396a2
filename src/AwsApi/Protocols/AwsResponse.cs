namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>What came back over HTTP.</summary>
/// <param name="Headers">By name, whatever the case of its letters; several of one name are joined by commas.</param>
public sealed record AwsResponse(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    internal string? Header(string name) => Headers.GetValueOrDefault(name);
}
