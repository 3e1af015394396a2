using FunctionsAsl.Support.Programs;
using Xunit;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>The results of the cases, which all begin at once.</summary>
public sealed class AzureResults : IAsyncLifetime, IDisposable
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _places = new(AtOnce);
    private Dictionary<string, Task<IReadOnlyList<string>>> _results = [];
    private AzureHub? _hub;

    public async Task InitializeAsync()
    {
        if (Azurite.Problem is not null || CaseSource.All.Count == 0)
        {
            return;
        }

        _hub = await AzureHub.StartAsync();
        _results = CaseId.Every.ToDictionary(static id => id.Id, id => Task.Run(() => RunAsync(id.Case)), StringComparer.Ordinal);
    }

    public async Task DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>What differs from the recording of a case.</summary>
    internal Task<IReadOnlyList<string>> Of(Case recorded) => _results[recorded.Id];

    private async Task<IReadOnlyList<string>> RunAsync(Case recorded)
    {
        await _places.WaitAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await CaseRun.DifferencesAsync(recorded, AzureTarget.On(_hub!), patience.Token).AsTask().WaitAsync(Patience);
        }
        catch (Exception e)
        {
            return [e.ToString()];
        }
        finally
        {
            _places.Release();
        }
    }
}
