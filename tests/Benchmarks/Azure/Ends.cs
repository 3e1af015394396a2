using System.Collections.Concurrent;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>What has ended, told without asking the storage.</summary>
internal sealed class Ends
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _ends = new(StringComparer.Ordinal);

    /// <param name="succeeded">Whether it did what it should; how often it was told does not matter.</param>
    public void Add(string name, bool succeeded) => Of(name).TrySetResult(succeeded);

    /// <returns>Whether it has done what it should.</returns>
    public Task<bool> When(string name) => Of(name).Task;

    private TaskCompletionSource<bool> Of(string name) =>
        _ends.GetOrAdd(name, static _ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
}
