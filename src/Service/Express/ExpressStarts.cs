using System.Runtime.CompilerServices;

namespace FunctionsAsl.Service.Express;

/// <summary>
/// Remembers asynchronous Express executions from their start to their end, so that one whose process was lost runs again, from its
/// beginning: at least once (DG/choosing-workflow-type).
/// </summary>
public sealed class ExpressStarts(IRecordStore store)
{
    private readonly IRecords<ExpressStart> _starts = store.Records<ExpressStart>();

    // Of machines whose revision is stored: most starts need one write.
    private readonly ConditionalWeakTable<StateMachineRecord, string> _revisions = [];

    /// <summary>Remembers an execution; nothing happens where it is there already.</summary>
    public async ValueTask Add(ExecutionRecord record, CancellationToken cancel)
    {
        if (!_revisions.TryGetValue(record.StateMachine, out string? revision))
        {
            revision = await store.Revisions.Keep(record.StateMachine, cancel);
            _revisions.AddOrUpdate(record.StateMachine, revision);
        }

        await _starts.TryWrite(
            null,
            new ExpressStart
            {
                Arn = record.Arn,
                Revision = revision,
                Beginning = ExecutionBeginning.Of(record),
                Version = record.Version,
                Alias = record.Alias,
            },
            cancel);
    }

    /// <summary>The execution as it began; <see langword="null"/> where it has ended, or its machine was removed.</summary>
    public async ValueTask<ExecutionRecord?> Find(string arn, CancellationToken cancel) =>
        await _starts.Find(arn, cancel) is { } start
        && await store.Revisions.Find(start.Beginning.StateMachineArn, start.Revision, cancel) is { } machine
            ? start.Beginning.ToRecord(machine, ExecutionStatus.Running, null) with
            {
                Version = start.Version,
                Alias = start.Alias,
                IsAsynchronousExpress = true,
            }
            : null;

    /// <summary>Those that have not ended, by ARN.</summary>
    public ValueTask<Page<ExpressStart>> List(string? after, int count, CancellationToken cancel) => _starts.List("", after, count, cancel);

    /// <summary>Forgets an execution: it has ended.</summary>
    public ValueTask Remove(string arn, CancellationToken cancel) => _starts.Remove(arn, cancel);
}
