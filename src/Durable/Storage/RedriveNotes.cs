using System.Globalization;

namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// The executions that are about to be redriven, a blob each: an old execution is in no list that is read often, and whoever redrives it
/// may die before it runs.
/// </summary>
internal sealed class RedriveNotes(IBlobs blobs)
{
    private const string Prefix = "redrives/";
    private const string Date = "date";
    private const int AtOnce = 1000;

    public async ValueTask Write(ExecutionKey key, string arn, DateTimeOffset now, CancellationToken cancel)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal) { [Date] = now.UtcTicks.ToString(CultureInfo.InvariantCulture) };
        await blobs.Write(Prefix + key, Encoding.UTF8.GetBytes(arn), BlobCondition.None, metadata, cancel);
    }

    /// <summary>Removes a note: the execution runs.</summary>
    /// <param name="etag">The note's that was listed; <see langword="null"/> for any.</param>
    public ValueTask Remove(ExecutionKey key, string? etag, CancellationToken cancel) => blobs.Delete(Prefix + key, etag, cancel);

    /// <summary>Some of the notes from before a time.</summary>
    public async ValueTask<IReadOnlyList<(string Arn, ExecutionKey Key, string ETag)>> List(DateTimeOffset before, CancellationToken cancel)
    {
        List<(string, ExecutionKey, string)> notes = [];
        foreach (ListedBlob listed in (await blobs.List(Prefix, null, AtOnce, cancel)).Items)
        {
            if (long.TryParse(listed.Metadata.GetValueOrDefault(Date), NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
                && ticks < before.UtcTicks
                && ExecutionKey.TryParse(listed.Name[Prefix.Length..], out ExecutionKey? key)
                && await blobs.Read(listed.Name, cancel) is { } note)
            {
                notes.Add((Encoding.UTF8.GetString(note.Content.Span), key, listed.ETag));
            }
        }

        return notes;
    }
}
