using Xunit;

namespace FunctionsAsl.EndToEnd.Readme;

/// <summary>The server that a reader of the READMEs has: with the samples' functions, and what starts their orders.</summary>
public sealed class ReadmeServer : IAsyncLifetime
{
    internal Server Server { get; } = new() { Starts = Path.Combine(Asl.Root, "src", "Samples", "order.starts.json") };

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}
