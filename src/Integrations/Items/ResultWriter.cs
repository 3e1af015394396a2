namespace FunctionsAsl.Integrations.Items;

/// <summary>Writes the results of Map Runs to buckets.</summary>
public sealed class ResultWriter(IBuckets buckets) : IResultWriter
{
    /// <inheritdoc cref="ItemReader.ReportNote"/>
    public Action<string> ReportNote { get; init; } = static _ => { };

    public async ValueTask TestAsync(ResultTarget target, CancellationToken cancel)
    {
        try
        {
            // It names what a redrive keeps: should the run break off now, the next redrive finds that here.
            await ResultManifest.WriteAsync(buckets, target, await ResultManifest.ReadSucceededAsync(buckets, target, cancel), [], [], cancel);
        }
        catch (Exception e) when (e is BucketException or FormatException or IOException)
        {
            if (e is BucketException { IsMissing: true } missing)
            {
                ReportNote($"The bucket '{target.Bucket}' for results was looked for in {buckets.PlaceOf(target.Bucket)}: {missing.Code}.");
            }

            throw new ResultWriterException($"Failed to write a test manifest into the specified output bucket. {e.Message}", e);
        }
    }

    public async ValueTask<IResultFiles> OpenAsync(ResultTarget target, CancellationToken cancel)
    {
        try
        {
            return new ResultFiles(buckets, target, await ResultManifest.ReadSucceededAsync(buckets, target, cancel));
        }
        catch (Exception e) when (e is BucketException or FormatException or IOException)
        {
            throw new ResultWriterException(e.Message, e);
        }
    }
}
