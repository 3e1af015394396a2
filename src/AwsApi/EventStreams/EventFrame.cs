namespace FunctionsAsl.AwsApi.EventStreams;

/// <summary>A message of a stream of events (<c>application/vnd.amazon.eventstream</c>).</summary>
/// <param name="Headers">Those that are texts, by name: the others say nothing to any protocol that is read here.</param>
public sealed record EventFrame(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Payload);
