using System.Runtime.CompilerServices;

namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// Removes state machines that are DELETING with all that they have left. Any number of processes may do so at once, and one that was
/// slow does no harm to another machine that has got the name since.
/// </summary>
internal sealed class MachineRemoval(
    IBlobs blobs, BlobRecords<StateMachineRecord> machines, ExecutionStore executions, IOrchestrationClient client)
{
    private const int PageSize = 1000;
    private const int AtOnce = 16;

    /// <summary>Tells the executions that run, or removes the machine where none does.</summary>
    /// <returns>Whether there is no such machine any more.</returns>
    public async ValueTask<bool> Finish(string arn, CancellationToken cancel)
    {
        (StateMachineRecord? record, string? etag) = await machines.Read(arn, cancel);
        if (record is not { IsDeleting: true })
        {
            return record is null;
        }

        // One that has ended since it was listed may never have got the message: whoever is told removes the machine in the end.
        return (!await TellRunning(arn, cancel) || !await AnyRuns(arn, cancel)) && await Remove(record, etag!, cancel);
    }

    /// <summary>Removes the machine whose executions were told, where none runs any more.</summary>
    /// <returns>Whether this has removed it.</returns>
    public async ValueTask<bool> FinishAfter(string arn, CancellationToken cancel) =>
        await machines.Read(arn, cancel) is ({ IsDeleting: true } record, { } etag) && !await AnyRuns(arn, cancel) && await Remove(record, etag, cancel);

    private async ValueTask<bool> AnyRuns(string arn, CancellationToken cancel)
    {
        await foreach (ListedExecution[] _ in Running(arn, cancel))
        {
            return true;
        }

        return false;
    }

    /// <summary>Tells the running executions that their machine is deleted. To be told again changes nothing.</summary>
    /// <returns>Whether there are any.</returns>
    private async ValueTask<bool> TellRunning(string arn, CancellationToken cancel)
    {
        string message = new OrchestrationMessage.MachineDeleted().ToText();
        bool anyRuns = false;
        await foreach (ListedExecution[] some in Running(arn, cancel))
        {
            anyRuns = true;
            await Task.WhenAll(some.Select(e => client.Send(e.Key.InstanceId(e.Summary.Arn, e.Summary.RedriveCount), message, cancel).AsTask()));
        }

        return anyRuns;
    }

    private IAsyncEnumerable<ListedExecution[]> Running(string arn, CancellationToken cancel) =>
        Each(arn, static e => e.Summary.Status == ExecutionStatus.Running, cancel);

    /// <summary>The executions of a machine, its Map Runs, and their children, a few at a time.</summary>
    private async IAsyncEnumerable<ListedExecution[]> Each(
        string arn, Func<ListedExecution, bool> isMeant, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (bool areParts in (bool[])[false, true])
        {
            string? marker = null;
            do
            {
                (IReadOnlyList<ListedExecution> listed, marker) = areParts
                    ? await executions.ListParts(arn, marker, PageSize, cancel)
                    : await executions.List(arn, marker, PageSize, cancel);
                foreach (ListedExecution[] some in listed.Where(isMeant).Chunk(AtOnce))
                {
                    yield return some;
                }
            }
            while (marker is not null);
        }
    }

    /// <summary>
    /// Has the task hub forget an execution. Whose orchestration is just about to end, as that of the last one is that has its machine removed,
    /// is left there.
    /// </summary>
    private async Task Forget(ListedExecution execution, CancellationToken cancel)
    {
        for (long redrives = 0; redrives <= execution.Summary.RedriveCount; redrives++)
        {
            string instance = execution.Key.InstanceId(execution.Summary.Arn, redrives);
            if (await client.Find(instance, cancel) is { IsOver: true })
            {
                await client.Purge(instance, cancel);
            }
        }
    }

    private async ValueTask<bool> Remove(StateMachineRecord machine, string etag, CancellationToken cancel)
    {
        // What leads to them goes next.
        await foreach (ListedExecution[] some in Each(machine.Arn, static _ => true, cancel))
        {
            if ((await machines.Read(machine.Arn, cancel)).ETag != etag)
            {
                return false;
            }

            await Task.WhenAll(some.Select(execution => Forget(execution, cancel)));
        }

        foreach (string prefix in BlobName.AllOf(machine.Name, machine.CreationDate))
        {
            BlobPage page;
            while ((page = await blobs.List(prefix, null, PageSize, cancel)).Items.Count > 0)
            {
                // What was listed while this machine still had the name is of this machine, and its ETags are.
                if ((await machines.Read(machine.Arn, cancel)).ETag != etag)
                {
                    return false;
                }

                foreach (ListedBlob[] some in page.Items.Chunk(AtOnce))
                {
                    await Task.WhenAll(some.Select(blob => blobs.Delete(blob.Name, blob.ETag, cancel).AsTask()));
                }
            }
        }

        await blobs.Delete(BlobName.Sweep(machine.Name), null, cancel);
        await machines.Remove(machine.Arn, etag, cancel);
        return true;
    }
}
