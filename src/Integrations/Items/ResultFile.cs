using System.Buffers;

namespace FunctionsAsl.Integrations.Items;

/// <summary>
/// The files of one status, one after the other: a new one begins where the next result would make one too large. There is none where there
/// is no result.
/// </summary>
/// <param name="status">As <c>SUCCEEDED</c>.</param>
/// <param name="folder">What the keys begin with, with a slash at its end.</param>
internal sealed class ResultFile(IBuckets buckets, ResultTarget target, string status, string folder) : IAsyncDisposable
{
    // As much as is gathered before it is written.
    private const int Chunk = 256 * 1024;

    // As AWS has it (ST distributed_map).
    private const string ContentType = "binary/octet-stream";

    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly ArrayBufferWriter<byte> _result = new();
    private readonly List<StoredFile> _files = [];
    private readonly bool _isLines = target.Config.OutputType == ResultType.JsonLines;
    private IObjectUpload? _upload;
    private string _key = "";

    // Of the file that is being written.
    private long _size;

    /// <summary>The files that are complete.</summary>
    public IReadOnlyList<StoredFile> Files => _files;

    /// <summary>Adds the result that is written.</summary>
    /// <param name="write">Writes one value in one line.</param>
    public async ValueTask AddAsync<T>(T of, Action<ResultText, T> write, CancellationToken cancel)
    {
        _result.ResetWrittenCount();
        write(new ResultText(_result), of);

        // With what stands before it or behind, and behind all.
        int length = _result.WrittenCount + 2;
        if (_upload is not null && _size + length > target.FileLimit)
        {
            await EndAsync(cancel);
        }

        bool isFirst = _upload is null;
        if (isFirst)
        {
            _key = string.Create(CultureInfo.InvariantCulture, $"{folder}{status}_{_files.Count}.{(_isLines ? "jsonl" : "json")}");
            _upload = await buckets.CreateAsync(
                new ObjectAddress(target.Bucket, _key) { ExpectedBucketOwner = target.ExpectedBucketOwner }, ContentType, cancel);
        }

        Append(_isLines ? ""u8 : isFirst ? "["u8 : ","u8);
        Append(_result.WrittenSpan);
        Append(_isLines ? "\n"u8 : ""u8);
        if (_pending.WrittenCount >= Chunk)
        {
            await FlushAsync(cancel);
        }
    }

    /// <summary>Completes the last file.</summary>
    public ValueTask CompleteAsync(CancellationToken cancel) => _upload is null ? ValueTask.CompletedTask : EndAsync(cancel);

    public ValueTask DisposeAsync() => _upload?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask EndAsync(CancellationToken cancel)
    {
        Append(_isLines ? ""u8 : "]"u8);
        await FlushAsync(cancel);
        await _upload!.CompleteAsync(cancel);
        await _upload.DisposeAsync();
        _upload = null;
        _files.Add(new StoredFile(_key, _size));
        _size = 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _pending.Write(bytes);
        _size += bytes.Length;
    }

    private async ValueTask FlushAsync(CancellationToken cancel)
    {
        await _upload!.WriteAsync(_pending.WrittenMemory, cancel);
        _pending.ResetWrittenCount();
    }
}

/// <summary>A file of results, as the manifest names it.</summary>
/// <param name="Size">In bytes.</param>
internal sealed record StoredFile(string Key, long Size);
