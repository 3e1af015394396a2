using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Integrations.Items;

/// <summary>Buckets that are folders of one folder, for a machine with nothing else: what lies in them is put there by hand, or was written here.</summary>
/// <param name="root">The folder. A bucket is there where a folder of its name is in it; it may be a link to one.</param>
public sealed class FolderBuckets(string root) : IBuckets
{
    // No bucket has a name like this.
    private const string Uploads = ".uploads";
    private const int BufferSize = 128 * 1024;

    public ValueTask<StoredObject> OpenAsync(ObjectAddress address, CancellationToken cancel)
    {
        if (address.VersionId is not null)
        {
            throw BucketErrors.InvalidArgument("A bucket that is a folder has no versions");
        }

        string path = ObjectPath.OfKey(FolderOf(address.Bucket), address.Key);
        try
        {
            var content = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
            return ValueTask.FromResult(new StoredObject(content, ContentEncoding: null));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw BucketErrors.NoSuchKey();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    /// <remarks>The names of one folder are held at a time, and of those around it.</remarks>
    public async IAsyncEnumerable<ListedObject> ListAsync(ObjectListing listing, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pending = new Stack<Entry>([new Entry(new DirectoryInfo(FolderOf(listing.Bucket)), "")]);
        while (pending.TryPop(out Entry next))
        {
            cancel.ThrowIfCancellationRequested();
            if (next.File is FileInfo file)
            {
                if (Describe(file, next.Key) is { } listed)
                {
                    yield return listed;
                }
            }
            else
            {
                foreach (Entry inner in Entries((DirectoryInfo)next.File, next.Key, listing))
                {
                    pending.Push(inner);
                }
            }
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask<IObjectUpload> CreateAsync(ObjectAddress address, string contentType, CancellationToken cancel)
    {
        string path = ObjectPath.OfKey(FolderOf(address.Bucket), address.Key);
        try
        {
            // The name is the same after a crash: what was left is overwritten.
            string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{address.Bucket}/{address.Key}")));
            string temporary = Path.Combine(Directory.CreateDirectory(Path.Combine(root, Uploads)).FullName, name);
            return ValueTask.FromResult<IObjectUpload>(new FolderUpload(
                new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Delete, BufferSize, FileOptions.Asynchronous), path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    public string PlaceOf(string bucket) => $"the folder {Path.GetFullPath(root)}";

    internal static BucketException Refusal(Exception e) => e is UnauthorizedAccessException ? BucketErrors.AccessDenied(e) : BucketErrors.Internal(e);

    private string FolderOf(string bucket)
    {
        string folder = ObjectPath.OfBucket(root, bucket);
        return Directory.Exists(folder) ? folder : throw BucketErrors.NoSuchBucket();
    }

    /// <summary>What of a folder may have keys that are listed; the last comes first.</summary>
    private static Entry[] Entries(DirectoryInfo folder, string key, ObjectListing listing)
    {
        try
        {
            return
            [
                .. folder.EnumerateFileSystemInfos()
                    .Where(static entry => !ObjectPath.IsLink(entry))
                    .Select(entry => new Entry(entry, key + entry.Name + (entry is DirectoryInfo ? "/" : "")))
                    .Where(entry => IsListed(entry, listing))
                    .OrderByDescending(static entry => entry.Key, KeyOrder.Instance),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            // It was removed meanwhile.
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    private static bool IsListed(Entry entry, ObjectListing listing)
    {
        bool isFolder = entry.File is DirectoryInfo;
        return (entry.Key.StartsWith(listing.Prefix, StringComparison.Ordinal) || (isFolder && listing.Prefix.StartsWith(entry.Key, StringComparison.Ordinal)))
            && (listing.StartAfter is not { } after
                || KeyOrder.Instance.Compare(entry.Key, after) > 0 || (isFolder && after.StartsWith(entry.Key, StringComparison.Ordinal)));
    }

    /// <returns><see langword="null"/> where it was removed meanwhile.</returns>
    private static ListedObject? Describe(FileInfo file, string key)
    {
        try
        {
            var changed = new DateTimeOffset(file.LastWriteTimeUtc);
            long seconds = changed.ToUnixTimeSeconds();

            // S3's is a hash of the content; here it is one of what changes with the content, so that a listing reads no files.
            string state = string.Create(CultureInfo.InvariantCulture, $"{key}\n{file.Length}\n{changed.UtcTicks}");
            string tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 16));
            return new ListedObject(key, $"\"{tag}\"", file.Length, DateTimeOffset.FromUnixTimeSeconds(seconds), "STANDARD");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>A file or folder, and the key of its object, or what the keys of those in it begin with.</summary>
    private readonly record struct Entry(FileSystemInfo File, string Key);
}
