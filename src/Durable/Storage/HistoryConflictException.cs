namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// There is other history from a position on than what is to be there: two processes have each decided what happens next, and who wrote
/// it may be either. Whoever is asked again knows: only the one that was taken asks again, and <see cref="HistoryStore.Cut"/>s it off.
/// </summary>
/// <param name="etag">Of the blob in which it was seen; <see langword="null"/> where there was none.</param>
internal sealed class HistoryConflictException(ExecutionKey key, long position, string? etag)
    : Exception($"The history of {key} is another one from byte {position} on.")
{
    public ExecutionKey Key { get; } = key;

    /// <summary>Up to where it is as it should be, in bytes.</summary>
    public long Position { get; } = position;

    public string? ETag { get; } = etag;
}
