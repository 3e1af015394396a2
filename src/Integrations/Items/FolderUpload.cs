namespace FunctionsAsl.Integrations.Items;

/// <summary>An object that is written to a file elsewhere, which then takes its place.</summary>
/// <param name="file">The file elsewhere, on the same disk.</param>
/// <param name="path">Its place.</param>
internal sealed class FolderUpload(FileStream file, string path) : IObjectUpload
{
    private bool _isComplete;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderBuckets.Refusal(e);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        try
        {
            await file.FlushAsync(cancel);

            // Its bytes are on the disk before its name is.
            file.Flush(flushToDisk: true);
            await file.DisposeAsync();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(file.Name, path, overwrite: true);
            _isComplete = true;
        }
        catch (Exception) when (Directory.Exists(path))
        {
            throw BucketErrors.InvalidArgument("A key of a bucket that is a folder must not be what other keys begin with");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderBuckets.Refusal(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        if (!_isComplete)
        {
            File.Delete(file.Name);
        }
    }
}
