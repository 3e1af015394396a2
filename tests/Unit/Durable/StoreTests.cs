using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class StoreTests
{
    private static readonly ExecutionKey Key = new("m", "e", 5);

    private readonly MemoryBlobs _blobs = new();
    private readonly Stores _stores;

    public StoreTests() => _stores = new Stores(_blobs, new MemoryQueues(TimeProvider.System));

    [Fact]
    public async Task A_record_is_found_as_it_was_stored()
    {
        ExecutionRecord record = Sample.Execution("m", "e", new DateTimeOffset(7, TimeSpan.Zero)) with { NamedDate = Key.Time };
        await _stores.Revisions.Save(record.StateMachine, default);
        Assert.Equal(Key, await _stores.Executions.Claim(Key, default));
        StoredExecution added = (await _stores.Executions.TryAdd(Begun(Key, record), default))!;
        Assert.Equal(record, await _stores.Executions.FindRecord(record.Arn, default));
        Assert.Null(await _stores.Executions.TryAdd(Begun(Key, record), default));

        StoredExecution ended = added.Ended(
            ExecutionStatus.Succeeded,
            ExecutionOutcome.Of(record.StartDate.AddTicks(1), JsonAny.ParseVerbatim("[ 1.0 ]"), null, null),
            HistorySerializer.Save(Sample.History(1, 4)));
        Assert.True(await _stores.Executions.TryEnd(ended, default));
        Assert.Equal(
            record with { Status = ExecutionStatus.Succeeded, StopDate = record.StartDate.AddTicks(1), Output = JsonAny.Parse("[1.0]") },
            await _stores.Executions.FindRecord(record.Arn, default));
        StoredExecution read = (await _stores.Executions.Find(record.Arn, default))!;
        Assert.Equal(4, HistorySerializer.Load(read.History.Span).Count);
        Assert.Equal(((ulong)long.MaxValue, "key", 0.5), (read.Seed, read.TokenKey, read.WaitScale));
    }

    [Theory]
    [InlineData("arn:aws:states:eu-west-1:123456789012:execution:m:e")]
    [InlineData("arn:aws:states:us-east-1:123456789012:execution:m:x")]
    [InlineData("arn:aws:states:us-east-1:123456789012:execution:m:e:more")]
    [InlineData("arn:aws:states:us-east-1:123456789012:execution:m")]
    public async Task Other_names_lead_nowhere(string arn)
    {
        await A_record_is_found_as_it_was_stored();
        Assert.Null(await _stores.Executions.FindRecord(arn, default));
    }

    [Fact]
    public async Task Names_that_nothing_can_have_lead_nowhere()
    {
        string name = new('漢', 10_000);
        Assert.Null(await _stores.Executions.FindRecord($"arn:aws:states:r:a:execution:{name}:{name}", default));
        Assert.Null(await _stores.Machines.Find($"arn:aws:states:r:a:stateMachine:{name}", default));
        Assert.Null(await _stores.Machines.Find("arn", default));
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_is()
    {
        ExecutionRecord record = Sample.Execution("m", "e", new DateTimeOffset(7, TimeSpan.Zero)) with { NamedDate = Key.Time };
        StoredExecution added = (await _stores.Executions.TryAdd(Begun(Key, record), default))!;
        StoredExecution failed = added.Ended(
            ExecutionStatus.Failed, ExecutionOutcome.Of(record.StartDate, null, "E", null), default);
        StoredExecution aborted = added.Ended(
            ExecutionStatus.Aborted, ExecutionOutcome.Of(record.StartDate, null, null, null), default);
        Assert.True(await _stores.Executions.TryEnd(failed with { ETag = null }, default));
        Assert.False(await _stores.Executions.TryEnd(aborted, default));
        Assert.Equal(ExecutionStatus.Failed, (await _stores.Executions.Read(Key, default))!.Status);

        await _blobs.Delete(Key.RecordBlob, null, default);
        Assert.False(await _stores.Executions.TryEnd(aborted, default));
    }

    [Fact]
    public async Task A_name_has_one_key_however_often_it_is_claimed()
    {
        Assert.Equal(Key, await _stores.Executions.Claim(Key, default));
        Assert.Equal(Key, await _stores.Executions.Claim(Key with { Ticks = 9 }, default));
    }

    [Fact]
    public async Task Pages_are_of_the_size_that_was_asked_for_and_complete()
    {
        var random = new Random(3);
        List<ExecutionRecord> records = [];
        for (int i = 0; i < 60; i++)
        {
            // Some begin at the same time.
            ExecutionRecord record = Sample.Execution("m", $"e{i}", new DateTimeOffset(random.Next(1, 30), TimeSpan.Zero)) with
            {
                Version = random.Next(2) == 0 ? null : random.Next(1, 3),
                Alias = random.Next(3) == 0 ? "PROD" : null,
            };
            var key = new ExecutionKey("m", record.Name, record.StartDate.Ticks);
            StoredExecution added = (await _stores.Executions.TryAdd(Begun(key, record), default))!;
            if (random.Next(2) == 0)
            {
                record = record with { Status = ExecutionStatus.Failed, StopDate = record.StartDate.AddSeconds(1) };
                await _stores.Executions.TryEnd(added.Ended(record.Status, new ExecutionOutcome(record.StopDate.Value), default), default);
            }

            records.Add(record);
        }

        string arn = records[0].StateMachineArn;
        ExecutionFilter all = new(arn);
        ExecutionFilter[] filters =
        [
            all, all with { Status = ExecutionStatus.Running }, all with { Status = ExecutionStatus.Failed },
            all with { Status = ExecutionStatus.Aborted }, all with { Version = 1 }, all with { Alias = "PROD" },
            new(arn, ExecutionStatus.Failed, 2, "PROD"),
        ];
        foreach (ExecutionFilter filter in filters)
        {
            ExecutionSummary[] expected =
            [
                .. records.Select(ExecutionSummary.Of).Where(filter.Takes)
                    .OrderByDescending(static e => e.StartDate).ThenByDescending(static e => e.Name, StringComparer.Ordinal),
            ];
            foreach (int count in (int[])[1, 7, 60, 1000])
            {
                List<ExecutionSummary> listed = [];
                string? next = null;
                do
                {
                    Page<ExecutionSummary> page = await _stores.Executions.List(filter, next, count, default);
                    Assert.True(page.Next is null || page.Items.Count == count);
                    listed.AddRange(page.Items);
                    next = page.Next;
                }
                while (next is not null);
                Assert.Equal(expected, listed);
            }
        }
    }

    /// <remarks>faults.md R9.</remarks>
    [Fact]
    public async Task A_broken_record_costs_only_itself_and_is_told_once()
    {
        List<string> told = [];
        IRecords<ActivityRecord> activities =
            new Stores(_blobs, new MemoryQueues(TimeProvider.System), report: (what, _) => told.Add(what)).Records<ActivityRecord>();
        ActivityRecord[] records =
        [
            .. new[] { "a", "b", "c" }.Select(static name => new ActivityRecord
            {
                Arn = $"arn:aws:states:r:a:activity:{name}", Name = name, CreationDate = DateTimeOffset.UnixEpoch,
            }),
        ];
        foreach (ActivityRecord record in records)
        {
            Assert.True(await activities.TryWrite(null, record, default));
        }

        string broken = BlobName.Record(ActivityRecord.Kind, records[1].Arn)!;
        await _blobs.Write(broken, "{"u8.ToArray(), BlobCondition.None, null, default);

        for (int i = 0; i < 2; i++)
        {
            Page<ActivityRecord> page = await activities.List("", null, 10, default);
            Assert.Equal(["a", "c"], page.Items.Select(static r => r.Name));
        }

        Assert.Equal($"{broken} cannot be read and is left out of lists", Assert.Single(told));
        await Assert.ThrowsAsync<FormatException>(async () => await activities.Find(records[1].Arn, default));
    }

    [Fact]
    public async Task Whoever_was_first_decides_about_a_task()
    {
        var report = new TaskReport.Success(1);
        Assert.True((await _stores.Tasks.Report(Key, "1.0", report, default)).Accepted);
        Assert.False((await _stores.Tasks.Report(Key, "1.0", report, default)).Accepted);
        Assert.Equal(report, await _stores.Tasks.Close(Key, "1.0", default));
        Assert.False(await _stores.Tasks.TryLease(Key, "1.0", new TaskFate.Leased("d", "w"), default));

        Assert.Null(await _stores.Tasks.Close(Key, "2.0", default));
        Assert.Null(await _stores.Tasks.Close(Key, "2.0", default));
        (bool accepted, TaskFate fate) = await _stores.Tasks.Report(Key, "2.0", report, default);
        Assert.False(accepted);
        Assert.IsType<TaskFate.Closed>(fate);

        Assert.True(await _stores.Tasks.TryLease(Key, "3.0", new TaskFate.Leased("d", "w"), default));
        Assert.True((await _stores.Tasks.Report(Key, "3.0", new TaskReport.Failure("E", null), default)).Accepted);
        Assert.Equal(
            new TaskReport.Failure("E", null), Assert.IsType<TaskFate.Reported>(await _stores.Tasks.Read(Key, "3.0", default)).Report);
    }

    [Fact]
    public async Task A_task_changes_hands_only_by_the_same_message()
    {
        Assert.True(await _stores.Tasks.TryLease(Key, "1.0", new TaskFate.Leased("d", "w1"), default));
        Assert.False(await _stores.Tasks.TryLease(Key, "1.0", new TaskFate.Leased("other", "w2"), default));
        Assert.True(await _stores.Tasks.TryLease(Key, "1.0", new TaskFate.Leased("d", "w3"), default));
        Assert.Equal(new TaskFate.Leased("d", "w3"), await _stores.Tasks.Read(Key, "1.0", default));
    }

    [Fact]
    public async Task A_report_that_comes_between_counts_for_the_one_that_closes()
    {
        var report = new TaskReport.Success("x");
        bool isFirst = true;
        _blobs.Operations.Decide = (kind, _) =>
        {
            if (kind == "write" && isFirst)
            {
                isFirst = false;
                Assert.True(_stores.Tasks.Report(Key, "1.0", report, default).AsTask().Result.Accepted);
            }

            return StorageFault.None;
        };
        Assert.Equal(report, await _stores.Tasks.Close(Key, "1.0", default));
    }

    [Fact]
    public async Task Machines_change_only_if_nobody_was_faster()
    {
        StateMachineRecord first = Sample.StateMachine("m", 0);
        StateMachineRecord second = Sample.StateMachine("m", 1);
        Assert.True(await _stores.Machines.TryWrite(null, first, default));
        Assert.False(await _stores.Machines.TryWrite(null, second, default));
        Assert.False(await _stores.Machines.TryWrite(second, first, default));
        Assert.True(await _stores.Machines.TryWrite(first, second, default));
        Assert.Equal(second, await _stores.Machines.Find(first.Arn, default));

        // Whatever an execution began with is there, also for a process that has just come.
        var others = new Stores(_blobs, new MemoryQueues(TimeProvider.System));
        foreach (StateMachineRecord record in (StateMachineRecord[])[first, second])
        {
            Assert.Equal(record, (await others.Revisions.Find("m", others.Revisions.Of(record).Id, default))!.Record);
        }
    }

    [Fact]
    public async Task A_storage_of_another_region_is_no_endless_loop()
    {
        await _stores.Machines.TryWrite(null, Sample.StateMachine("m", 0), default);
        StateMachineRecord elsewhere = Sample.StateMachine("m", 0) with { Arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:m" };
        Assert.Null(await _stores.Machines.Find(elsewhere.Arn, default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _stores.Machines.TryWrite(null, elsewhere, default));
    }

    [Fact]
    public async Task Machines_are_listed_by_name()
    {
        string[] names = ["b", "a", "é", "a.b", "B", .. Enumerable.Range(0, 40).Select(static i => $"m{i}")];
        foreach (string name in names)
        {
            await _stores.Machines.TryWrite(null, Sample.StateMachine(name, 0), default);
        }

        List<string> listed = [];
        string? next = null;
        do
        {
            Page<StateMachineRecord> page = await _stores.Machines.List("", next, 17, default);
            listed.AddRange(page.Items.Select(static m => m.Name));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void A_revision_is_compiled_once()
    {
        StateMachineRecord record = Sample.StateMachine("m", 0) with { Definition = DurableFixture.Pass };
        Revision revision = _stores.Revisions.Of(record);
        Assert.Same(_stores.Revisions.Compile(revision), _stores.Revisions.Compile(revision.Id, () => Packed.Unpack(revision.PackedDefinition)));
        Assert.Same(revision, _stores.Revisions.Of(record));
        Assert.Equal(revision, _stores.Revisions.Of(RecordSerializer.Save(record)));
        Assert.NotEqual(revision.Id, _stores.Revisions.Of(record with { RoleArn = "other" }).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(2_000)]
    public void A_status_shows_of_the_tail_what_fits(int events)
    {
        string text = new InstanceStatus(DateTimeOffset.UnixEpoch, Sample.History(7, events)).ToString();
        Assert.InRange(text.Length, 1, 8192);
        Assert.All(text, static c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ';'));
        InstanceStatus status = InstanceStatus.Parse(text);
        Assert.Equal(DateTimeOffset.UnixEpoch, status.Due);
        // Where not all of it does, the older part, so that there is no gap before it.
        Assert.InRange(status.Tail.Count, Math.Min(events, 100), Math.Min(events, 1_000));
        Assert.Equal(Enumerable.Range(7, status.Tail.Count), status.Tail.Select(static e => (int)e.Id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("x;")]
    [InlineData(";AAAA")]
    [InlineData(";?")]
    [InlineData("99999999999999999999;")]
    [InlineData("9999999999999999999;")]
    public void Any_other_status_shows_nothing(string? text)
    {
        InstanceStatus status = InstanceStatus.Parse(text);
        Assert.Null(status.Due);
        Assert.Empty(status.Tail);
    }

    private static StoredExecution Begun(ExecutionKey key, ExecutionRecord record) => new()
    {
        Key = key,
        Status = ExecutionStatus.Running,
        StartDate = record.StartDate,
        Revision = new Revisions(new MemoryBlobs(), StateMachine.CompileStored).Of(record.StateMachine).Id,
        Version = record.Version,
        Alias = record.Alias,
        Seed = long.MaxValue,
        TokenKey = "key",
        WaitScale = 0.5,
        Beginning = ExecutionBeginning.Of(record).Save(),
    };
}
