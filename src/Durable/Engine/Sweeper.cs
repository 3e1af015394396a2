using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// Mends what no process that runs would: executions whose orchestration never began or is over without an end, timers that were lost,
/// and deletions that were not finished; and removes what ended long ago. To be run every few minutes; several at once do no harm.
/// </summary>
internal sealed class Sweeper(
    IBlobs blobs,
    IRecords<StateMachineRecord> machines,
    ExecutionStore executions,
    IOrchestrationClient client,
    LostLaunches lost,
    MachineRemoval removal,
    AbandonedExecutions abandoned,
    ExpiredExecutions expired,
    RedriveNotes notes,
    ServiceOptions service)
{
    /// <summary>How long whoever starts or redrives an execution may take to do it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>How late a timer may be.</summary>
    private static readonly TimeSpan TimerLimit = TimeSpan.FromMinutes(5);

    /// <summary>How often all executions are listed, should something have been missed.</summary>
    private static readonly TimeSpan WholePeriod = TimeSpan.FromDays(1);

    private const int AtOnce = 16;
    private const int PageSize = 5000;

    /// <summary>Looks at what has come since the last sweep, and at what was running then.</summary>
    public async Task<SweepReport> RunAsync(CancellationToken cancel)
    {
        var report = new SweepReport();
        foreach ((string arn, ExecutionKey key, string etag) in await notes.List(service.Clock.Now() - Grace, cancel))
        {
            Finding finding = await TryMendAsync(arn, key, isRedriven: true, cancel);
            report.Add(arn, finding);
            if (finding != Finding.Failure)
            {
                await notes.Remove(key, etag, cancel);
            }
        }

        string? after = null;
        do
        {
            Page<StateMachineRecord> page = await machines.List("", after, 100, cancel);
            foreach (StateMachineRecord machine in page.Items)
            {
                try
                {
                    await SweepAsync(machine, report, cancel);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    // What is broken in one place must not keep the others from being mended.
                    service.ReportFailure($"sweeping {machine.Arn}", e);
                    report.Failures++;
                }
            }

            after = page.Next;
        }
        while (after is not null);
        return report;
    }

    private async Task SweepAsync(StateMachineRecord machine, SweepReport report, CancellationToken cancel)
    {
        report.StateMachines++;
        string blob = BlobName.Sweep(machine.Name);
        Blob? marked = await blobs.Read(blob, cancel);
        SweepMark mark = (marked is null ? null : SweepMark.TryLoad(marked.Content.Span)) ?? new SweepMark(0, 0, new Dictionary<string, ExecutionKey>());
        long told = mark.Told;
        if (machine.IsDeleting)
        {
            // There may be very many that wait for weeks: whoever was told need not be told by each sweep.
            long now = service.Clock.Now().UtcTicks;
            bool tells = now - told >= WholePeriod.Ticks;
            if (tells ? await removal.Finish(machine.Arn, cancel) : await removal.FinishAfter(machine.Arn, cancel))
            {
                report.Removed.Add(machine.Arn);
                return;
            }

            told = tells ? now : told;
        }

        (SweepMark found, bool isNews) = await ListAsync(machine.Arn, mark, cancel);
        found = found with { Told = told };
        Dictionary<string, ExecutionKey> open = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, ExecutionKey>[] some in found.Open.Chunk(AtOnce))
        {
            Finding[] findings = await Task.WhenAll(some.Select(e => TryMendAsync(e.Key, e.Value, isRedriven: false, cancel)));
            foreach ((KeyValuePair<string, ExecutionKey> execution, Finding finding) in some.Zip(findings))
            {
                report.Add(execution.Key, finding);
                if (finding is not (Finding.Over or Finding.Ended))
                {
                    open.Add(execution.Key, execution.Value);
                }
            }
        }

        found = found with { Open = open };
        if (found.Expiring is { } expiring && !machine.IsDeleting)
        {
            found = found with { Expiring = await expired.Remove(machine.Arn, expiring, report, cancel) };
        }

        if (isNews || open.Count != mark.Open.Count || found.Expiring != mark.Expiring || told != mark.Told)
        {
            // Where another sweep was faster, its mark is as good.
            BlobCondition condition = marked is null ? BlobCondition.Absent : BlobCondition.Match(marked.ETag);
            await blobs.Write(blob, found.Save(), condition, null, cancel);
        }
    }

    /// <summary>What is to be looked at: what was open, and what runs and has come since.</summary>
    private async ValueTask<(SweepMark Found, bool IsNews)> ListAsync(string arn, SweepMark mark, CancellationToken cancel)
    {
        DateTimeOffset now = service.Clock.Now();
        long through = (now - Grace).UtcTicks;
        bool isWhole = now.UtcTicks - mark.Whole >= WholePeriod.Ticks;
        long since = isWhole ? 0 : mark.Through;
        Dictionary<string, ExecutionKey> open = new(mark.Open, StringComparer.Ordinal);
        bool isNews = isWhole;
        string? expiring = mark.Expiring;
        string? marker = null;
        do
        {
            // The newest come first.
            string begin = marker ?? "";
            (IReadOnlyList<ListedExecution> listed, marker) = await executions.List(arn, marker, PageSize, cancel);
            if (isWhole && listed.Count > 0 && expired.MayBeExpired(listed[^1].Key))
            {
                expiring ??= begin;
            }

            foreach (ListedExecution execution in listed.Where(e => e.Key.Ticks > since && e.Key.Ticks <= through))
            {
                isNews = true;
                if (execution.Summary.Status == ExecutionStatus.Running)
                {
                    open[execution.Summary.Arn] = execution.Key;
                }
            }

            if (listed.Count > 0 && listed[^1].Key.Ticks <= since)
            {
                break;
            }
        }
        while (marker is not null);

        // Map Runs and their children are not in the order of time. Whoever waits for one has started it again and again until it began.
        while (isWhole)
        {
            (IReadOnlyList<ListedExecution> parts, marker) = await executions.ListParts(arn, marker, PageSize, cancel);
            foreach (ListedExecution part in parts.Where(e => e.Key.Ticks <= through && e.Summary.Status == ExecutionStatus.Running))
            {
                open[part.Summary.Arn] = part.Key;
            }

            if (marker is null)
            {
                break;
            }
        }

        return (new SweepMark(through, isWhole ? now.UtcTicks : mark.Whole, open, expiring), isNews);
    }

    private async Task<Finding> TryMendAsync(string arn, ExecutionKey key, bool isRedriven, CancellationToken cancel)
    {
        try
        {
            return await MendAsync(arn, key, isRedriven, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            service.ReportFailure($"sweeping {arn}", e);
            return Finding.Failure;
        }
    }

    /// <param name="isRedriven">Whether that is known: then the orchestration of before, which may not have ended yet, says nothing.</param>
    private async ValueTask<Finding> MendAsync(string arn, ExecutionKey key, bool isRedriven, CancellationToken cancel)
    {
        string id = isRedriven && await executions.Read(key, cancel) is { } redriven ? redriven.InstanceId(arn) : key.InstanceId(arn);
        while (true)
        {
            OrchestrationInstance? instance = await client.Find(id, cancel);
            if (instance is { IsOver: false })
            {
                if (InstanceStatus.Parse(instance.CustomStatus).Due is not { } due || due >= service.Clock.Now() - TimerLimit)
                {
                    return Finding.Running;
                }

                await client.Send(id, new OrchestrationMessage.Wake().ToText(), cancel);
                return Finding.Woken;
            }

            // Read after the instance was looked for: one that has ended by itself has written so before.
            if (await executions.Read(key, cancel) is not { IsRunning: true } execution)
            {
                return Finding.Over;
            }

            if (id == execution.InstanceId(arn))
            {
                return await MendAsync(execution, instance, cancel);
            }

            // It was redriven.
            id = execution.InstanceId(arn);
        }
    }

    /// <param name="execution">The record, which says that it runs.</param>
    /// <param name="instance">Its orchestration, which does not; <see langword="null"/> where there is none.</param>
    private async ValueTask<Finding> MendAsync(StoredExecution execution, OrchestrationInstance? instance, CancellationToken cancel)
    {
        if (instance is null && await lost.TryLaunch(execution, cancel))
        {
            return Finding.Launched;
        }

        await abandoned.End(execution, instance, cancel);
        return Finding.Ended;
    }
}
