namespace FunctionsAsl.Durable.Storage;

/// <summary>Values that are too large to travel in messages: payloads of tasks, and the states of executions.</summary>
internal sealed class ValueStore(IBlobs blobs)
{
    /// <summary>Writes a value. One name always has the same value, so writing it twice is harmless.</summary>
    public async ValueTask Write(string blob, JsonAny value, CancellationToken cancel) =>
        await blobs.Write(blob, value.ToUtf8(), BlobCondition.None, null, cancel);

    /// <summary>Reads a value; <see langword="null"/> where it is gone.</summary>
    public async ValueTask<JsonAny?> Read(string blob, CancellationToken cancel) =>
        await blobs.Read(blob, cancel) is { } found ? JsonReader.ReadSaved(found.Content.Span) : null;

    public ValueTask Remove(string blob, CancellationToken cancel) => blobs.Delete(blob, etag: null, cancel);
}
