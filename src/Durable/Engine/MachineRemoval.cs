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

        return !await TellRunning(arn, cancel) && await Remove(record, etag!, cancel);
    }

    /// <summary>Tells the running executions that their machine is deleted. To be told again changes nothing.</summary>
    /// <returns>Whether there are any.</returns>
    private async ValueTask<bool> TellRunning(string arn, CancellationToken cancel)
    {
        string message = new OrchestrationMessage.MachineDeleted().ToText();
        return await TellRunning(message, marker => executions.List(arn, marker, PageSize, cancel), cancel)
            | await TellRunning(message, marker => executions.ListParts(arn, marker, PageSize, cancel), cancel);
    }

    private async ValueTask<bool> TellRunning(
        string message, Func<string?, ValueTask<(IReadOnlyList<ListedExecution> Items, string? Next)>> list, CancellationToken cancel)
    {
        bool anyRuns = false;
        string? marker = null;
        do
        {
            (IReadOnlyList<ListedExecution> listed, marker) = await list(marker);
            foreach (ListedExecution[] some in listed.Where(static e => e.Summary.Status == ExecutionStatus.Running).Chunk(AtOnce))
            {
                anyRuns = true;
                await Task.WhenAll(some.Select(e => client.Send(e.Key.InstanceId(e.Summary.Arn, e.Summary.RedriveCount), message, cancel).AsTask()));
            }
        }
        while (marker is not null);
        return anyRuns;
    }

    private async ValueTask<bool> Remove(StateMachineRecord machine, string etag, CancellationToken cancel)
    {
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
