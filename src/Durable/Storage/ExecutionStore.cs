using System.Globalization;

namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// The records of executions. A claim makes a name unique and leads to the key; the record, which is only ever written where there is
/// none and over the one that was read, decides what the execution is.
/// </summary>
internal sealed class ExecutionStore(IBlobs blobs, Revisions revisions)
{
    private const string Status = "status";
    private const string Start = "start";
    private const string Stop = "stop";
    private const string Version = "version";
    private const string Alias = "alias";
    private const string Owner = "owner";
    private const string ItemCount = "items";
    private const string RedriveCount = "redrives";
    private const string RedriveDate = "redriven";
    private const int LargestPage = 5000;

    // Enough for most lists with a filter; where few executions match, a page may be short of what was asked for.
    private const int PagesAtOnce = 10;

    /// <summary>Claims an execution's name, unless it is claimed.</summary>
    /// <returns>
    /// The key of the name. Another than <paramref name="wanted"/> was claimed before: its record may be there, or may still come, or
    /// may never come where the process that claimed it is gone.
    /// </returns>
    public async ValueTask<ExecutionKey> Claim(ExecutionKey wanted, CancellationToken cancel)
    {
        byte[] claim = Encoding.ASCII.GetBytes(wanted.Ticks.ToString(CultureInfo.InvariantCulture));
        while (true)
        {
            string name = BlobName.Claim(wanted.Machine, wanted.Name);
            if (await blobs.Write(name, claim, BlobCondition.Absent, null, cancel) is not null)
            {
                return wanted;
            }

            if (await FindKey(wanted.Machine, wanted.Name, cancel) is { } claimed)
            {
                return claimed;
            }
        }
    }

    /// <summary>Frees the name of an execution that is to be removed, where it still leads to this key.</summary>
    public async ValueTask Release(ExecutionKey key, CancellationToken cancel)
    {
        string name = BlobName.Claim(key.Machine, key.Name);
        if (await blobs.Read(name, cancel) is { } claim && Ticks(claim) == key.Ticks)
        {
            await blobs.Delete(name, claim.ETag, cancel);
        }
    }

    /// <summary>The key of an execution whose name is claimed.</summary>
    public async ValueTask<ExecutionKey?> FindKey(string arn, CancellationToken cancel)
    {
        return ExecutionKey.PartsOf(arn) is var (machine, name) ? await FindKey(machine, name, cancel) : null;
    }

    public async ValueTask<StoredExecution?> Find(string arn, CancellationToken cancel) =>
        await FindKey(arn, cancel) is { } key ? await Read(key, cancel) : null;

    /// <returns><see langword="null"/> also where its machine is just being removed.</returns>
    public async ValueTask<ExecutionRecord?> FindRecord(string arn, CancellationToken cancel) =>
        await Find(arn, cancel) is { } stored
        && await revisions.Find(stored.Key.StateMachine, stored.Revision, cancel) is { } revision
        && stored.ToRecord(revision.Record) is var record
        && record.Arn == arn
            ? record
            : null;

    public async ValueTask<StoredExecution?> Read(ExecutionKey key, CancellationToken cancel) =>
        await blobs.Read(key.RecordBlob, cancel) is { } blob ? StoredExecution.Load(key, blob.Content, blob.ETag) : null;

    /// <summary>An execution's record as it was at the start, if that is at hand; else as it is.</summary>
    /// <param name="record">The blob's content at the start, as text.</param>
    /// <param name="etag">The blob's ETag then.</param>
    public ValueTask<StoredExecution?> Read(ExecutionKey key, string? record, string? etag, CancellationToken cancel) =>
        record is null ? Read(key, cancel) : new(StoredExecution.Load(key, Encoding.UTF8.GetBytes(record), etag));

    /// <summary>Writes the record of a new execution, unless one is there.</summary>
    /// <returns>The record as it is stored, or <see langword="null"/>.</returns>
    public async ValueTask<StoredExecution?> TryAdd(StoredExecution execution, CancellationToken cancel) =>
        await Write(execution, BlobCondition.Absent, cancel) is { } etag ? execution with { ETag = etag } : null;

    /// <summary>Takes back what <see cref="TryAdd"/> wrote.</summary>
    public ValueTask Remove(StoredExecution added, CancellationToken cancel) => blobs.Delete(added.Key.RecordBlob, added.ETag, cancel);

    /// <summary>Writes that an execution goes on, unless its record has changed since it was read.</summary>
    /// <returns>The record as it is stored, or <see langword="null"/>.</returns>
    public async ValueTask<StoredExecution?> TryRedrive(StoredExecution redriven, CancellationToken cancel)
    {
        if (await Write(redriven, BlobCondition.Match(redriven.ETag!), cancel) is { } etag)
        {
            return redriven with { ETag = etag };
        }

        // Written, though the store did not get to say so.
        return await Read(redriven.Key, cancel) is { IsRunning: true } stored && Equals(stored.Redrives, redriven.Redrives) ? stored : null;
    }

    /// <summary>Writes how an execution has ended. One whose record is gone, or says already how, stays as it is.</summary>
    /// <returns>
    /// Whether this call wrote it. One that did and was not told so, does not say it again: what is to happen after the end must happen
    /// in any case.
    /// </returns>
    public async ValueTask<bool> TryEnd(StoredExecution ended, CancellationToken cancel)
    {
        while (true)
        {
            if (ended.ETag is { } etag && await Write(ended, BlobCondition.Match(etag), cancel) is not null)
            {
                return true;
            }

            // The orchestration of before a redrive has said how it ended.
            if (await Read(ended.Key, cancel) is not { IsRunning: true } stored || stored.RedriveCount != ended.RedriveCount)
            {
                return false;
            }

            ended = ended with { ETag = stored.ETag };
        }
    }

    /// <inheritdoc cref="IEngine.ListExecutions"/>
    public async ValueTask<Page<ExecutionSummary>> List(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel)
    {
        List<ExecutionSummary> found = [];
        ListPosition position = ListPosition.Parse(after);
        for (int pages = 0; pages < PagesAtOnce && found.Count < count; pages++)
        {
            // Without a filter nothing is listed that is not shown.
            (IReadOnlyList<ListedExecution> listed, string? next) = await List(
                filter.StateMachineArn, FolderOf(filter), position.Marker, filter.IsForAll ? count : LargestPage, cancel);
            foreach (ListedExecution execution in listed)
            {
                if (string.CompareOrdinal(execution.Text, position.Last) <= 0 || !filter.Takes(execution.Summary))
                {
                    continue;
                }

                if (found.Count == count)
                {
                    return new Page<ExecutionSummary>(found, position.ToString());
                }

                found.Add(execution.Summary);
                position = position with { Last = execution.Text };
            }

            if (next is null)
            {
                return new Page<ExecutionSummary>(found, null);
            }

            position = position with { Marker = next };
        }

        return new Page<ExecutionSummary>(found, position.ToString());
    }

    /// <summary>Executions of a machine with their keys, the newest first, and where the next page begins.</summary>
    public ValueTask<(IReadOnlyList<ListedExecution> Items, string? Next)> List(
        string stateMachineArn, string? marker, int count, CancellationToken cancel) =>
        List(stateMachineArn, FolderOf(new ExecutionFilter(stateMachineArn)), marker, count, cancel);

    /// <summary>The Map Runs of a machine and their children, in any order.</summary>
    public ValueTask<(IReadOnlyList<ListedExecution> Items, string? Next)> ListParts(
        string stateMachineArn, string? marker, int count, CancellationToken cancel) =>
        List(stateMachineArn, BlobName.PartsOf("executions", NameIn(stateMachineArn)), marker, count, cancel);

    private async ValueTask<(IReadOnlyList<ListedExecution> Items, string? Next)> List(
        string stateMachineArn, string folder, string? marker, int count, CancellationToken cancel)
    {
        BlobPage page = await blobs.List(folder, marker, count, cancel);
        string prefix = string.Join(':', stateMachineArn.Split(':')[..5]);
        List<ListedExecution> items = new(page.Items.Count);
        foreach (ListedBlob blob in page.Items)
        {
            if (ExecutionKey.TryParse(blob.Name["executions/".Length..], out ExecutionKey? key)
                && Enum.TryParse(blob.Metadata.GetValueOrDefault(Status), out ExecutionStatus status)
                && Time(blob, Start) is { } start)
            {
                items.Add(new ListedExecution(blob.Name[folder.Length..], key, new ExecutionSummary
                {
                    Arn = key.ArnBehind(prefix),
                    Name = key.Name,
                    StateMachineArn = key.MachineArnBehind(prefix),
                    Owner = blob.Metadata.GetValueOrDefault(Owner) is { } owner ? Uri.UnescapeDataString(owner) : null,
                    ItemCount = (int?)Number(blob, ItemCount),
                    Version = (int?)Number(blob, Version),
                    Alias = blob.Metadata.GetValueOrDefault(Alias),
                    Status = status,
                    StartDate = start,
                    StopDate = Time(blob, Stop),
                    RedriveCount = Number(blob, RedriveCount) ?? 0,
                    RedriveDate = Time(blob, RedriveDate),
                }));
            }
        }

        return (items, page.Next);
    }

    /// <summary>Where the executions that a filter takes are.</summary>
    private static string FolderOf(ExecutionFilter filter)
    {
        string name = NameIn(filter.StateMachineArn);
        bool areMapRuns = filter.Owner is { } owner && MapRunArn.LabelOf(owner) is null;
        return $"executions/{BlobName.Escape(areMapRuns ? $"{name}/" : name)}/";
    }

    // arn, partition, states, region, account, stateMachine, name
    private static string NameIn(string stateMachineArn) => stateMachineArn.Split(':', 7)[6];

    private static DateTimeOffset? Time(ListedBlob blob, string name) =>
        Number(blob, name) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private static long? Number(ListedBlob blob, string name) =>
        long.TryParse(blob.Metadata.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private async ValueTask<ExecutionKey?> FindKey(string machine, string name, CancellationToken cancel)
    {
        if (Array.Exists(machine.Split('/'), static part => part.Length > BlobName.LongestPart) || name.Length > BlobName.LongestPart)
        {
            return null;
        }

        return await blobs.Read(BlobName.Claim(machine, name), cancel) is { } claim
            ? new ExecutionKey(machine, name, Ticks(claim))
            : null;
    }

    private static long Ticks(Blob claim) => long.Parse(claim.Content.Span, NumberStyles.None, CultureInfo.InvariantCulture);

    private ValueTask<string?> Write(StoredExecution execution, BlobCondition condition, CancellationToken cancel)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            [Status] = execution.Status.ToString(),
            [Start] = execution.StartDate.UtcTicks.ToString(CultureInfo.InvariantCulture),
        };
        if (execution.StopDate is { } stop)
        {
            metadata.Add(Stop, stop.UtcTicks.ToString(CultureInfo.InvariantCulture));
        }

        if (execution.Version is { } version)
        {
            metadata.Add(Version, version.ToString(CultureInfo.InvariantCulture));
        }

        if (execution.Alias is { } alias)
        {
            metadata.Add(Alias, alias);
        }

        if (execution.Owner is { } owner)
        {
            metadata.Add(Owner, Uri.EscapeDataString(owner));
        }

        if (execution.ItemCount is { } items)
        {
            metadata.Add(ItemCount, items.ToString(CultureInfo.InvariantCulture));
        }

        if (execution.Redrives is { } redrives)
        {
            metadata.Add(RedriveCount, redrives.Count.ToString(CultureInfo.InvariantCulture));
            metadata.Add(RedriveDate, redrives.Date.UtcTicks.ToString(CultureInfo.InvariantCulture));
        }

        return blobs.Write(execution.Key.RecordBlob, execution.Save(), condition, metadata, cancel);
    }

    /// <summary>Where a list goes on: behind an execution, which is on the page that a marker of the store begins, or before it.</summary>
    private sealed record ListPosition(string? Marker, string Last)
    {
        public static ListPosition Parse(string? text)
        {
            string[] parts = text?.Split('\n', 2) ?? [];
            return new ListPosition(parts is [_, { Length: > 0 } marker] ? marker : null, parts is [{ } last, ..] ? last : "");
        }

        public override string ToString() => $"{Last}\n{Marker}";
    }
}

/// <summary>An execution as it is listed.</summary>
/// <param name="Text">Its key without the machine: what the list is sorted by.</param>
internal sealed record ListedExecution(string Text, ExecutionKey Key, ExecutionSummary Summary);
