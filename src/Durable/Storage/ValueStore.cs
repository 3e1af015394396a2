using System.Security.Cryptography;

namespace FunctionsAsl.Durable.Storage;

/// <summary>Values that are too large to travel in messages: payloads of tasks, and the states of executions.</summary>
internal sealed class ValueStore(IBlobs blobs)
{
    private const int HashBytes = 8;

    /// <summary>Writes a value. One name always has the same value, so writing it twice is harmless.</summary>
    public async ValueTask Write(string blob, JsonAny value, CancellationToken cancel) =>
        await blobs.Write(blob, value.ToUtf8(), BlobCondition.None, null, cancel);

    /// <summary>
    /// Writes a value whose name is not its own: what writes it may do so twice and come to something else, and what one has written must
    /// not become what the other has.
    /// </summary>
    /// <param name="name">The blob's name, given a hash of the value.</param>
    /// <returns>The blob's name.</returns>
    public async ValueTask<string> Write(Func<string, string> name, JsonAny value, CancellationToken cancel)
    {
        byte[] content = value.ToUtf8();
        string blob = name(Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, HashBytes)));
        await blobs.Write(blob, content, BlobCondition.None, null, cancel);
        return blob;
    }

    /// <summary>Reads a value; <see langword="null"/> where it is gone.</summary>
    public async ValueTask<JsonAny?> Read(string blob, CancellationToken cancel) =>
        await blobs.Read(blob, cancel) is { } found ? JsonReader.ReadSaved(found.Content.Span) : null;

    public ValueTask Remove(string blob, CancellationToken cancel) => blobs.Delete(blob, etag: null, cancel);
}
