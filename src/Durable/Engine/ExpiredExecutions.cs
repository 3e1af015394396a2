using System.Collections.Concurrent;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// Removes executions that ended longer ago than they are kept, with all they have left. One that is removed halfway is still listed, so
/// that it is removed again.
/// </summary>
/// <param name="perSweep">How many at most; they are a minute's work or two, since a function must end.</param>
internal sealed class ExpiredExecutions(
    IBlobs blobs, ExecutionStore executions, IOrchestrationClient client, ServiceOptions service, int perSweep = 10_000)
{
    /// <summary>
    /// How much longer they stay. Nobody redrives an execution that is not to be kept any more (<see cref="RedriveRequests"/>): who began
    /// before has ended by then.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // What a marker begins with that is one of the machine's Map Runs and their children, which come last.
    private const string Parts = "\n";

    private const int PageSize = 1000;
    private const int AtOnce = 16;

    private DateTimeOffset? Limit => service.KeptSince - Grace;

    /// <summary>Whether an execution of this key may have to go.</summary>
    public bool MayBeExpired(ExecutionKey key) => key.Ticks <= Limit?.UtcTicks;

    /// <summary>Removes what is to go of a machine, or a part of it where much has been removed already.</summary>
    /// <param name="marker">Where its list of executions begins (<see cref="ExecutionStore.List(string, string?, int, CancellationToken)"/>).</param>
    /// <returns>Where to go on with the next sweep; <see langword="null"/> where all was looked at.</returns>
    public async ValueTask<string?> Remove(string stateMachineArn, string marker, SweepReport report, CancellationToken cancel)
    {
        var parents = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        string? next = marker;
        while (next is not null && report.Expired < perSweep && Limit is { } limit)
        {
            int count = Math.Min(PageSize, perSweep - report.Expired);
            (IReadOnlyList<ListedExecution> listed, next) = await ListAsync(stateMachineArn, next, count, cancel);
            foreach (ListedExecution[] some in listed.Where(e => e.Summary.StopDate <= limit).Chunk(AtOnce))
            {
                foreach (Finding finding in await Task.WhenAll(some.Select(e => TryRemoveAsync(e, limit, parents, cancel))))
                {
                    report.Expired += finding == Finding.Expired ? 1 : 0;
                    report.Failures += finding == Finding.Failure ? 1 : 0;
                }
            }

            parents.Clear();
        }

        return next;
    }

    private async ValueTask<(IReadOnlyList<ListedExecution> Items, string? Next)> ListAsync(
        string stateMachineArn, string marker, int count, CancellationToken cancel)
    {
        if (marker.StartsWith(Parts, StringComparison.Ordinal))
        {
            (IReadOnlyList<ListedExecution> parts, string? nextPart) =
                await executions.ListParts(stateMachineArn, marker.Length == 1 ? null : marker[1..], count, cancel);
            return (parts, nextPart is null ? null : Parts + nextPart);
        }

        (IReadOnlyList<ListedExecution> listed, string? next) =
            await executions.List(stateMachineArn, marker.Length == 0 ? null : marker, count, cancel);
        return (listed, next ?? Parts);
    }

    private async Task<Finding> TryRemoveAsync(
        ListedExecution listed, DateTimeOffset limit, ConcurrentDictionary<string, bool> parents, CancellationToken cancel)
    {
        try
        {
            return await RemoveAsync(listed, limit, parents, cancel) ? Finding.Expired : Finding.Over;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            service.ReportFailure($"removing {listed.Summary.Arn}", e);
            return Finding.Failure;
        }
    }

    private async ValueTask<bool> RemoveAsync(
        ListedExecution listed, DateTimeOffset limit, ConcurrentDictionary<string, bool> parents, CancellationToken cancel)
    {
        ExecutionKey key = listed.Key;
        if (await blobs.Read(key.RecordBlob, cancel) is not { } record)
        {
            return false;
        }

        try
        {
            var stored = StoredExecution.Load(key, record.Content, record.ETag);
            if (!(stored.StopDate <= limit)
                || await IsNeededAsync(ExecutionBeginning.Load(stored.Beginning.Span), parents, cancel))
            {
                return false;
            }
        }
        catch (FormatException)
        {
            // Nobody can read it, now or later.
        }

        // First the name, so that nobody comes here by it; last what leads here.
        await executions.Release(key, cancel);
        for (long redrives = 0; redrives <= listed.Summary.RedriveCount; redrives++)
        {
            await client.Purge(key.InstanceId(listed.Summary.Arn, redrives), cancel);
        }

        foreach (string prefix in key.Folders)
        {
            BlobPage page;
            while ((page = await blobs.List(prefix, null, PageSize, cancel)).Items.Count > 0)
            {
                foreach (ListedBlob blob in page.Items)
                {
                    await blobs.Delete(blob.Name, null, cancel);
                }
            }
        }

        await blobs.Delete(key.HistoryBlob, null, cancel);
        await blobs.Delete(key.RecordBlob, record.ETag, cancel);
        return true;
    }

    /// <summary>Whether the execution that started this one may still ask for it.</summary>
    /// <param name="parents">Those that were looked for already, and what they are.</param>
    private async ValueTask<bool> IsNeededAsync(
        ExecutionBeginning execution, ConcurrentDictionary<string, bool> parents, CancellationToken cancel)
    {
        if (execution.ParentTask?.Split('#')[0] is not { } arn)
        {
            return false;
        }

        if (!parents.TryGetValue(arn, out bool isNeeded))
        {
            isNeeded = (await executions.FindRecord(arn, cancel))?.NeedsChildren(service.Clock.GetUtcNow()) == true;
            parents[arn] = isNeeded;
        }

        return isNeeded;
    }
}
