using Xunit;

namespace FunctionsAsl.EndToEnd.Readme;

/// <summary>The server that a reader of the READMEs has: with the samples' functions and mocks, and what starts their orders.</summary>
public sealed class ReadmeServer : IAsyncLifetime
{
    internal Server Server { get; } = new()
    {
        Starts = Path.Combine(Asl.Root, "src", "Samples", "order.starts.json"),
        Variables = { ["SFN_MOCK_CONFIG"] = Path.Combine(Asl.Root, "src", "Samples", "training.mocks.json") },
    };

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}
