using FunctionsAsl.EndToEnd;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Browser;

/// <summary>The console of a server that has access keys.</summary>
public sealed class SessionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Key = "someone:a-secret-of-this-test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asl-browser-");
    private Server? _server;

    public Task InitializeAsync()
    {
        _server = new Server(Path.Combine(_folder.FullName, "asl.db")) { AccessKeys = Key };
        return _server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [ChromiumTheory]
    [InlineData(SpecRun.Session)]
    public Task A_person_signs_in(string spec) => SpecRun.AssertPassesAsync(spec, _server!.Endpoint, output, ("CONSOLE_KEY", Key));
}
