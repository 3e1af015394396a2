using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>What came of a call.</summary>
/// <param name="Headers">In the order in which they came.</param>
internal sealed record AwsReply(AwsAnswer Answer, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static h => h.Value).FirstOrDefault();
}
