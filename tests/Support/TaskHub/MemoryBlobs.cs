using System.Globalization;
using System.Text;
using System.Text.Json;
using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>Blobs in memory, with the conditions and the bounds of Azure's.</summary>
public sealed class MemoryBlobs : IBlobs
{
    private const int MaxNameLength = 1024;
    private const int MaxMetadataLength = 8 * 1024;
    private const int MaxAppend = 4 * 1024 * 1024;
    private const int MaxAppends = 50_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Stored> _blobs = new(StringComparer.Ordinal);
    private long _lastETag;

    /// <summary>The operations: <c>read</c>, <c>write</c>, <c>append</c>, <c>list</c>, <c>delete</c>.</summary>
    public StorageFaults Operations { get; } = new();

    /// <summary>The names of all blobs there are, in ordinal order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _blobs.Keys];
            }
        }
    }

    /// <summary>All blobs as text for <see cref="Load"/>.</summary>
    public string Save()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize(_blobs);
        }
    }

    /// <summary>Takes over the blobs that another one has saved.</summary>
    public void Load(string saved)
    {
        lock (_lock)
        {
            foreach ((string name, Stored blob) in JsonSerializer.Deserialize<Dictionary<string, Stored>>(saved)!)
            {
                _blobs.Add(name, blob);
                _lastETag = Math.Max(_lastETag, long.Parse(blob.ETag.Trim('"'), CultureInfo.InvariantCulture));
            }
        }
    }

    public ValueTask<Blob?> Read(string name, CancellationToken cancel) => Run("read", name, () =>
        _blobs.TryGetValue(name, out Stored? blob) ? new Blob(blob.Content, blob.ETag) : null);

    public ValueTask<BlobPart?> ReadPart(string name, long from, int count, CancellationToken cancel) => Run("read", name, () =>
    {
        Check(from >= 0 && count > 0, "A part has 1 byte or more.");
        return _blobs.TryGetValue(name, out Stored? blob)
            ? new BlobPart(blob.Content.Skip((int)from).Take(count).ToArray(), blob.Content.Length)
            : null;
    });

    public ValueTask<string?> Write(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel) => Run("write", name, () =>
    {
        CheckMetadata(metadata);
        _blobs.TryGetValue(name, out Stored? old);
        Check(old is not { Appends: > 0 }, "An append blob cannot be written as a whole.");
        if ((condition.MustBeAbsent && old is not null) || (condition.ETag is { } expected && old?.ETag != expected))
        {
            return null;
        }

        string etag = NextETag();
        _blobs[name] = new Stored(content.ToArray(), etag, metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), 0);
        return etag;
    });

    public ValueTask<long?> Append(string name, ReadOnlyMemory<byte> content, long position, CancellationToken cancel) =>
        Run<long?>("append", name, () =>
        {
            Check(content.Length is > 0 and <= MaxAppend, "What is appended has 1 byte to 4 MiB.");
            Stored blob = _blobs.GetValueOrDefault(name) ?? new Stored([], "", new Dictionary<string, string>(StringComparer.Ordinal), 0);
            Check(blob.Content.Length == 0 || blob.Appends > 0, "This is no append blob.");
            Check(blob.Appends < MaxAppends, "The blob has too many blocks.");
            if (blob.Content.Length != position)
            {
                return blob.Content.Length;
            }

            _blobs[name] = blob with { Content = [.. blob.Content, .. content.Span], ETag = NextETag(), Appends = blob.Appends + 1 };
            return null;
        });

    public ValueTask<BlobPage> List(string prefix, string? marker, int count, CancellationToken cancel) => Run("list", prefix, () =>
    {
        Check(count is >= 1 and <= 5_000, "A page has 1 to 5,000 blobs.");
        ListedBlob[] found =
        [
            .. _blobs
                .SkipWhile(b => string.CompareOrdinal(b.Key, marker ?? prefix) < 0)
                .TakeWhile(b => b.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Take(count + 1)
                .Select(b => new ListedBlob(b.Key, b.Value.ETag, b.Value.Metadata)),
        ];
        // As Azure's, the marker names where to go on.
        return found.Length > count ? new BlobPage(found[..count], found[count].Name) : new BlobPage(found, null);
    });

    public ValueTask Delete(string name, string? etag, CancellationToken cancel)
    {
        ValueTask<bool> deleted = Run(
            "delete", name, () => (etag is null || _blobs.GetValueOrDefault(name)?.ETag == etag) && _blobs.Remove(name));
        return new ValueTask(deleted.AsTask());
    }

    private static void CheckMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            Check(key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'), $"'{key}' cannot be metadata's name.");
            Check(value.All(static c => c is >= ' ' and <= '~'), $"The metadata '{key}' is not ASCII.");
        }

        Check(metadata is null || metadata.Sum(static m => m.Key.Length + m.Value.Length) <= MaxMetadataLength, "There is too much metadata.");
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private string NextETag() => string.Create(CultureInfo.InvariantCulture, $"\"{++_lastETag}\"");

    private ValueTask<T> Run<T>(string kind, string name, Func<T> operation)
    {
        try
        {
            lock (_lock)
            {
                Check(name.Length is > 0 and <= MaxNameLength && Ascii.IsValid(name), $"'{name}' cannot be a blob's name.");
                return new(Operations.Run(kind, name, operation));
            }
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private sealed record Stored(byte[] Content, string ETag, IReadOnlyDictionary<string, string> Metadata, int Appends);
}
