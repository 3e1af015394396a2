using Xunit;

namespace FunctionsAsl.EndToEnd.Cluster;

/// <summary>What the cluster's host says before it begins.</summary>
public sealed class ClusterCommandTests
{
    [Theory]
    [InlineData("--storage", "UseNoStorage", "--storage is neither a connection string nor an address")]
    [InlineData("--storage", "http://account.example", "'http://account.example' is no address of blobs")]
    [InlineData("--hub", "no hub", "Say where the data is to be: --storage, or ASL_STORAGE.")]
    public async Task What_cannot_be_is_said(string option, string value, string message)
    {
        Outcome outcome = await Tool.RunAsync(Asl.ClusterStartInfo(option, value));

        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
        Assert.Contains(message, outcome.Errors, StringComparison.Ordinal);
    }
}
