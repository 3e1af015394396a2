using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace FunctionsAsl.Integrations.Azure.Buckets;

/// <summary>A blob that is written in one call where it is small, else in blocks that are committed together; one is held at a time.</summary>
/// <remarks>Blob Storage forgets blocks that nobody committed within a week.</remarks>
internal sealed class BlobUpload(BlobContainerClient container, string key, string contentType) : IObjectUpload
{
    /// <summary>A blob has up to 50,000 blocks: so many are 390 GiB, more than an object that is written here.</summary>
    private const int BlockSize = 8 * 1024 * 1024;

    private readonly BlockBlobClient _blob = container.GetBlockBlobClient(key);
    private readonly MemoryStream _block = new();
    private readonly List<string> _blocks = [];

    /// <summary>Of this upload alone: another of the same name has other blocks.</summary>
    private readonly Guid _id = Guid.NewGuid();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
        {
            int taken = Math.Min(bytes.Length, BlockSize - (int)_block.Length);
            _block.Write(bytes.Span[..taken]);
            bytes = bytes[taken..];
            if (_block.Length == BlockSize)
            {
                await StageAsync(cancel);
            }
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        var headers = new BlobHttpHeaders { ContentType = contentType };
        if (_blocks.Count == 0)
        {
            _block.Position = 0;
            await Container.TryAsync(() => _blob.UploadAsync(_block, new BlobUploadOptions { HttpHeaders = headers }, cancel));
            return;
        }

        if (_block.Length > 0)
        {
            await StageAsync(cancel);
        }

        await Container.TryAsync(() => _blob.CommitBlockListAsync(_blocks, new CommitBlockListOptions { HttpHeaders = headers }, cancel));
    }

    public ValueTask DisposeAsync() => _block.DisposeAsync();

    private async ValueTask StageAsync(CancellationToken cancel)
    {
        string id = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_id:N}{_blocks.Count:D6}")));
        _block.Position = 0;
        await Container.TryAsync(() => _blob.StageBlockAsync(id, _block, cancellationToken: cancel));
        _blocks.Add(id);
        _block.SetLength(0);
    }
}
