using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>Files of Map Runs in memory.</summary>
internal sealed class MemoryRunFiles : IRunFiles
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<RunFile, byte[]>> _runs = new(StringComparer.Ordinal);

    public ValueTask Write(string mapRunArn, RunFile file, byte[] content, CancellationToken cancel)
    {
        _runs.GetOrAdd(mapRunArn, static _ => [])[file] = content;
        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]?> Read(string mapRunArn, RunFile file, CancellationToken cancel) =>
        new(_runs.GetValueOrDefault(mapRunArn)?.GetValueOrDefault(file));

    public void Remove(string mapRunArn) => _runs.TryRemove(mapRunArn, out _);
}
