using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class StartTests
{
    [Fact]
    public async Task An_execution_that_ends_in_its_first_step_is_two_writes()
    {
        DurableFixture fixture = await DurableFixture.Create(DurableFixture.Pass);
        ExecutionRecord record = await fixture.Record("e");
        fixture.Blobs.Operations.Reset();
        (ExecutionRecord started, bool created) = await fixture.Engine.StartExecution(record, default);
        Assert.True(created);
        Assert.Equal(ExecutionStatus.Succeeded, started.Status);
        Assert.Equal("""{ "a": 1.50 }""", started.Output!.ToString());
        Assert.Equal((2, 2), (fixture.Blobs.Operations.Total, fixture.Blobs.Operations.Counts["write"]));
        Assert.Empty(fixture.Client.Started);
        Assert.Equal(started, await fixture.Engine.FindExecution(record.Arn, default));
        Assert.Equal(
            (HistoryEventType[])[HistoryEventType.ExecutionStarted, HistoryEventType.PassStateEntered, HistoryEventType.PassStateExited, HistoryEventType.ExecutionSucceeded],
            (await fixture.Engine.ReadHistory(record.Arn, null, 10, long.MaxValue, false, default)).Select(static e => e.Type));
    }

    [Fact]
    public async Task One_that_runs_is_two_writes_and_the_start_of_an_orchestration()
    {
        DurableFixture fixture = await DurableFixture.Create();
        ExecutionRecord record = await fixture.Record("e");
        fixture.Blobs.Operations.Reset();
        Assert.Equal((record, true), await fixture.Engine.StartExecution(record, default));
        Assert.Equal((2, 2), (fixture.Blobs.Operations.Total, fixture.Blobs.Operations.Counts["write"]));
        OrchestrationInput input = Assert.Single(fixture.Client.Started);
        StoredExecution stored = await fixture.Stored("e");
        Assert.Equal((stored.Key, record.Arn, stored.Seed, stored.ETag), (input.Key, input.Arn, input.Seed, input.RecordETag));
        Assert.Equal(DurableFixture.Wait, Packed.Unpack(input.Definition!));
        Assert.NotNull(input.Progress.State);
        Assert.Equal("f", Assert.Single(input.Functions));
        Assert.Equal([stored.Key.InstanceId(record.Arn)], fixture.Client.Instances.Keys);
    }

    [Fact]
    public async Task What_is_too_large_goes_into_blobs()
    {
        DurableFixture fixture = await DurableFixture.Create(
            DurableFixture.Activity, new OrchestrationOptions { InlineBytes = 5, StateBytes = 5, DefinitionLength = 10 });
        StoredExecution stored = await fixture.Start("e");
        OrchestrationInput input = Assert.Single(fixture.Client.Started);
        Assert.Null(input.Definition);
        Assert.Null(input.Record);
        Assert.Null(input.Progress.State);
        Assert.StartsWith(stored.Key.StateBlob(0, ""), input.Progress.StateBlob, StringComparison.Ordinal);
        Assert.Contains(input.Progress.StateBlob, fixture.Blobs.Names);
        Assert.NotNull(Assert.Single(input.Progress.Commands).InputBlob);
        Assert.Equal(input.Progress.Position, (await fixture.Stores.Histories.ReadEnd(stored.Key, default)).Length);
    }

    [Fact]
    public async Task A_history_that_is_too_long_for_the_record_has_a_blob()
    {
        // Each round has the input in its history several times.
        const string Loop = """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"Q"},"Q":{"Type":"Pass","Next":"R"},"R":{"Type":"Succeed"}}}""";
        DurableFixture fixture = await DurableFixture.Create(Loop);
        ExecutionRecord record = await fixture.Record("e", $"\"{new string('x', 200_000)}\"");
        (ExecutionRecord started, _) = await fixture.Engine.StartExecution(record, default);
        Assert.Equal(ExecutionStatus.Succeeded, started.Status);
        Assert.Equal(started, await fixture.Engine.FindExecution(record.Arn, default));
        Assert.True((await fixture.Stored("e")).History.IsEmpty);
        Assert.Equal(Enumerable.Range(1, 8), (await fixture.Engine.ReadHistory(record.Arn, null, 100, long.MaxValue, false, default)).Select(static e => (int)e.Id));
        Assert.Equal((int[])[8, 7, 6], (await fixture.Engine.ReadHistory(record.Arn, null, 3, long.MaxValue, true, default)).Select(static e => (int)e.Id));
        Assert.Empty(fixture.Client.Started);
    }

    [Fact]
    public async Task A_name_is_started_once()
    {
        DurableFixture fixture = await DurableFixture.Create();
        ExecutionRecord first = await fixture.Record("e");
        await fixture.Start("e");
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((first, false), await fixture.Engine.StartExecution(await fixture.Record("e", "[]"), default));
        Assert.Single(fixture.Client.Started);
    }

    [Fact]
    public async Task Of_those_who_start_a_name_at_once_one_does()
    {
        // The second comes between any two operations of the first.
        for (int at = 0; at < 3; at++)
        {
            foreach (TimeSpan later in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMilliseconds(1)])
            {
                DurableFixture fixture = await DurableFixture.Create();
                ExecutionRecord first = await fixture.Record("e", "1");
                ExecutionRecord second = first with { Input = "2", StartDate = first.StartDate + later };
                (ExecutionRecord Record, bool Created) other = default;
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) =>
                {
                    if (operations++ == at)
                    {
                        other = fixture.Engine.StartExecution(second, default).AsTask().Result;
                    }

                    return StorageFault.None;
                };
                (ExecutionRecord record, bool created) = await fixture.Engine.StartExecution(first, default);
                if (other.Record is null)
                {
                    other = await fixture.Engine.StartExecution(second, default);
                }

                Assert.True(created ^ other.Created);
                Assert.Equal(record, other.Record);
                Assert.Equal(record, await fixture.Engine.FindExecution(first.Arn, default));
                Assert.Single(fixture.Client.Started);
                Assert.Single((await fixture.Engine.ListExecutions(new(DurableFixture.MachineArn), null, 10, default)).Items);
            }
        }
    }

    [Theory]
    [InlineData(DurableFixture.Pass)]
    [InlineData(DurableFixture.Wait)]
    public async Task A_start_that_stops_anywhere_can_be_made_again_or_is_swept_up(string definition)
    {
        foreach (StorageFault fault in (StorageFault[])[StorageFault.Before, StorageFault.After])
        {
            for (int at = 0; at < 3; at++)
            {
                DurableFixture fixture = await DurableFixture.Create(definition);
                ExecutionRecord record = await fixture.Record("e");
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) => operations++ == at ? fault : StorageFault.None;
                fixture.Client.IsBroken = _ => at == 2;
                if (at < 2 || definition == DurableFixture.Wait)
                {
                    await Assert.ThrowsAsync<IOException>(async () => await fixture.Engine.StartExecution(record, default));
                }

                fixture.Client.IsBroken = static _ => false;
                fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                fixture.Clock.Advance(TimeSpan.FromMinutes(3));

                // Another process: nothing is known but what is stored.
                var engine = fixture.HostOver(fixture.Blobs).Engine;
                ExecutionRecord again = record with { StartDate = fixture.Now };
                (ExecutionRecord stored, _) = await engine.StartExecution(again, default);
                await fixture.Host.Sweep(default);
                Assert.Equal(stored, await engine.FindExecution(record.Arn, default));
                Assert.Equal(definition == DurableFixture.Wait ? 1 : 0, fixture.Client.Started.Count);
                Assert.Empty(fixture.Failures);
            }
        }
    }

    [Fact]
    public async Task A_name_that_was_claimed_long_ago_does_not_make_the_execution_old()
    {
        DurableFixture fixture = await DurableFixture.Create();
        ExecutionRecord record = await fixture.Record("e");
        fixture.Blobs.Operations.Decide = static (kind, name) =>
            kind == "write" && name.StartsWith("executions/", StringComparison.Ordinal) ? StorageFault.Before : StorageFault.None;
        await Assert.ThrowsAsync<IOException>(async () => await fixture.Engine.StartExecution(record, default));
        fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        ExecutionRecord later = await fixture.Record("e");
        Assert.Equal((later with { NamedDate = record.StartDate }, true), await fixture.Engine.StartExecution(later, default));
        Assert.Equal(later.StartDate, Assert.Single((await fixture.Engine.ListExecutions(new(DurableFixture.MachineArn), null, 10, default)).Items).StartDate);
    }

    [Fact]
    public async Task Writes_whose_answers_are_lost_on_the_way_count()
    {
        DurableFixture fixture = await DurableFixture.Create(DurableFixture.Activity);
        var stores = new Stores(new StutteringBlobs(fixture.Blobs), fixture.Queues);
        ExecutionRecord record = await fixture.Record("e");
        var engine = fixture.HostOver(new StutteringBlobs(fixture.Blobs)).Engine;
        Assert.True((await engine.StartExecution(record, default)).Created);
        Assert.Single(fixture.Client.Started);

        StoredExecution stored = await fixture.Stored("e");
        Assert.True(await stores.Tasks.TryLease(stored.Key, "1.0", new TaskFate.Leased("d", null), default));
        Assert.True((await stores.Tasks.Report(stored.Key, "1.0", new TaskReport.Success(1), default)).Accepted);
        Assert.False((await stores.Tasks.Report(stored.Key, "1.0", new TaskReport.Success(1), default)).Accepted);
        Assert.Null(await stores.Tasks.Close(stored.Key, "2.0", default));
    }
}
