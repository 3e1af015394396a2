using System.Collections.Concurrent;
using System.Globalization;

namespace FunctionsAsl.Durable.Storage;

/// <summary>Files of Map Runs, as payloads of their executions.</summary>
internal sealed class BlobRunFiles(IBlobs blobs, ExecutionStore executions) : IRunFiles
{
    private const int KnownKeys = 1000;

    // The key of a run never changes, and is a read of its own.
    private readonly ConcurrentDictionary<string, ExecutionKey> _keys = new(StringComparer.Ordinal);

    public async ValueTask Write(string mapRunArn, RunFile file, byte[] content, CancellationToken cancel)
    {
        if (await NameOf(mapRunArn, file, cancel) is { } name)
        {
            await blobs.Write(name, content, BlobCondition.None, null, cancel);
        }
    }

    public async ValueTask<byte[]?> Read(string mapRunArn, RunFile file, CancellationToken cancel) =>
        await NameOf(mapRunArn, file, cancel) is { } name && await blobs.Read(name, cancel) is { } blob ? blob.Content.ToArray() : null;

    private async ValueTask<string?> NameOf(string mapRunArn, RunFile file, CancellationToken cancel)
    {
        if (!_keys.TryGetValue(mapRunArn, out ExecutionKey? key))
        {
            if (await executions.FindKey(mapRunArn, cancel) is not { } found)
            {
                return null;
            }

            if (_keys.Count >= KnownKeys)
            {
                _keys.Clear();
            }

            _keys[mapRunArn] = key = found;
        }

        return key.PayloadBlob("file", file.Number.ToString(CultureInfo.InvariantCulture));
    }
}
