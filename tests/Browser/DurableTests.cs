using FunctionsAsl.EndToEnd;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Browser;

/// <summary>
/// The console of the durable host, over Azurite. The designer is the same page over the same API whatever serves it, and its specs are
/// the longest ones: <see cref="LocalTests"/> alone has them, so that the tests end soon enough.
/// </summary>
public sealed class DurableTests(ITestOutputHelper output, DurableTests.Host host) : IClassFixture<DurableTests.Host>
{
    public static TheoryData<string> Specs() => [.. SpecRun.All().Where(static spec => !spec.StartsWith("designer-", StringComparison.Ordinal))];

    [ChromiumAndAzuriteTheory]
    [MemberData(nameof(Specs))]
    public Task A_person_finds(string spec) => SpecRun.AssertPassesAsync(spec, host.Endpoint, output);

    /// <summary>One process of a cluster.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private Azurite? _storage;
        private Server? _server;

        internal string Endpoint => _server!.Endpoint;

        public async Task InitializeAsync()
        {
            // A test that is skipped has no use for it.
            if ((Chromium.Problem ?? Azurite.Problem) is null)
            {
                _storage = await Azurite.StartAsync();
                _server = Server.OfCluster(_storage);
                await _server.InitializeAsync();
            }
        }

        public async Task DisposeAsync()
        {
            await (_server?.DisposeAsync() ?? Task.CompletedTask);
            await (_storage?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
