namespace FunctionsAsl.Integrations.Items;

/// <summary>The files of a Map Run's results while they are written.</summary>
/// <param name="kept">Files that were written before a redrive, and stay results of the run.</param>
internal sealed class ResultFiles(IBuckets buckets, ResultTarget target, IReadOnlyList<StoredFile> kept) : IResultFiles
{
    private readonly ResultFile _succeeded = new(buckets, target, ChildResult.Succeeded, ResultManifest.FolderOf(target, target.Redrive));
    private readonly ResultFile _failed = new(buckets, target, "FAILED", ResultManifest.FolderOf(target, target.Redrive));
    private readonly ResultFile _pending = new(buckets, target, ChildResult.Pending, ResultManifest.FolderOf(target, target.Redrive));

    public async ValueTask AddAsync(ChildResult child, CancellationToken cancel)
    {
        try
        {
            // Of a child that failed all is written, whatever is to be made of outputs (DG/input-output-resultwriter).
            await (child switch
            {
                { Status: ChildResult.Succeeded, Output: { } output } when target.Config.Transformation != ResultTransformation.None =>
                    AddOutputAsync(output, cancel),
                { Status: ChildResult.Succeeded } => _succeeded.AddAsync(child, static (text, c) => text.WriteRecord(c), cancel),
                { Status: ChildResult.Pending } => _pending.AddAsync(child, static (text, c) => text.WriteRecord(c), cancel),
                _ => _failed.AddAsync(child, static (text, c) => text.WriteRecord(c), cancel),
            });
        }
        catch (BucketException e)
        {
            throw new ResultWriterException(e.Message, e);
        }
    }

    public async ValueTask<ResultWriterDetails> CompleteAsync(CancellationToken cancel)
    {
        try
        {
            await _succeeded.CompleteAsync(cancel);
            await _failed.CompleteAsync(cancel);
            await _pending.CompleteAsync(cancel);
            return await ResultManifest.WriteAsync(
                buckets, target, [.. kept, .. _succeeded.Files], _failed.Files, _pending.Files, cancel);
        }
        catch (BucketException e)
        {
            throw new ResultWriterException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _succeeded.DisposeAsync();
        await _failed.DisposeAsync();
        await _pending.DisposeAsync();
    }

    private async ValueTask AddOutputAsync(ChildText output, CancellationToken cancel)
    {
        if (target.Config.Transformation == ResultTransformation.Flatten && (output.Value ?? ArrayOf(output.Utf8.Span)) is JsonList items)
        {
            foreach (JsonAny item in items)
            {
                await AddOutputAsync(item, cancel);
            }

            return;
        }

        await _succeeded.AddAsync(output, static (text, o) => text.WriteJson(o), cancel);
    }

    private ValueTask AddOutputAsync(JsonAny item, CancellationToken cancel) =>
        _succeeded.AddAsync<ChildText>(item, static (text, o) => text.WriteJson(o), cancel);

    /// <returns><see langword="null"/> where the text is no array.</returns>
    private static JsonList? ArrayOf(ReadOnlySpan<byte> utf8) =>
        utf8.TrimStart(" \t\r\n"u8) is [(byte)'[', ..] ? (JsonList)JsonReader.Read(utf8) : null;
}
