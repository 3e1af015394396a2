using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class SweeperTests
{
    private static readonly string Arn = DurableFixture.ArnOf("e");

    [Fact]
    public async Task One_that_never_began_is_started_once_it_is_not_just_being_started()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await StartLost(fixture, "e");
        Assert.Empty((await Sweep(fixture)).Launched);
        Assert.Equal(Arn, Assert.Single((await SweepLater(fixture, TimeSpan.FromMinutes(3))).Launched));
        OrchestrationInput input = Assert.Single(fixture.Client.Started);
        Assert.Equal((stored.Key, stored.Seed, stored.ETag), (input.Key, input.Seed, input.RecordETag));
        Assert.Empty((await Sweep(fixture)).Launched);
    }

    [Fact]
    public async Task One_that_has_been_gone_for_long_is_aborted()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await StartLost(fixture, "e");
        SweepReport report = await SweepLater(fixture, TimeSpan.FromHours(2));
        Assert.Equal(Arn, Assert.Single(report.Ended));
        Assert.Contains(Arn, report.ToString(), StringComparison.Ordinal);
        await AssertEnded(fixture, ExecutionStatus.Aborted, null, "is gone", 3, HistoryEventType.ExecutionAborted);
        Assert.Empty(fixture.Client.Started);
        Assert.Equal(0, (await Sweep(fixture)).Executions);
    }

    [Theory]
    [InlineData(OrchestrationStatus.Failed, ExecutionStatus.Failed, "States.Runtime", "out of memory", HistoryEventType.ExecutionFailed)]
    [InlineData(OrchestrationStatus.Terminated, ExecutionStatus.Aborted, null, "terminated", HistoryEventType.ExecutionAborted)]
    [InlineData(OrchestrationStatus.Completed, ExecutionStatus.Aborted, null, "gone", HistoryEventType.ExecutionAborted)]
    internal async Task One_whose_orchestration_is_over_gets_an_end(
        OrchestrationStatus over, ExecutionStatus status, string? error, string cause, HistoryEventType last)
    {
        // Nothing is stored, all is stored, some is.
        foreach ((int flushed, int shown) in ((int, int)[])[(0, 0), (0, 5), (5, 0), (3, 5)])
        {
            DurableFixture fixture = await DurableFixture.Create();
            StoredExecution stored = await fixture.Start("e");
            await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, flushed), 0, default);
            fixture.Client.Instances[stored.Key.InstanceId(Arn)] = new OrchestrationInstance(
                over, new InstanceStatus(null, Sample.History(flushed + 1, shown - flushed < 0 ? 0 : shown - flushed)).ToString(), "out of memory");
            Assert.Equal(Arn, Assert.Single((await SweepLater(fixture, TimeSpan.FromMinutes(3))).Ended));
            await AssertEnded(fixture, status, error, cause, flushed + shown == 0 ? 3 : 6, last);
            Assert.Empty(fixture.Failures);
        }
    }

    [Fact]
    public async Task An_end_that_stands_in_the_history_is_the_end()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        var end = new HistoryEvent(
            2, 1, fixture.Now, HistoryEventType.ExecutionSucceeded, FunctionsAsl.Json.JsonMap.Of(("output", "done")));
        await fixture.Stores.Histories.Append(stored.Key, [.. Sample.History(1, 1), end], 0, default);
        fixture.Client.Instances[stored.Key.InstanceId(Arn)] = new OrchestrationInstance(OrchestrationStatus.Terminated, null, null);
        await SweepLater(fixture, TimeSpan.FromMinutes(3));
        ExecutionRecord record = (await fixture.Engine.FindExecution(Arn, default))!;
        Assert.Equal((ExecutionStatus.Succeeded, "\"done\""), (record.Status, record.Output!.ToString()));
        Assert.Equal(2, (await fixture.Engine.ReadHistory(Arn, null, 10, long.MaxValue, false, default)).Count);
    }

    [Fact]
    public async Task An_end_is_told_to_the_task_that_started_the_execution()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution parent = await fixture.Start("parent");
        ExecutionRecord child = await fixture.Record("e") with { ParentTask = $"{DurableFixture.ArnOf("parent")}#1.0" };
        await fixture.Engine.StartExecution(child, default);
        fixture.Client.Instances[(await fixture.Stored("e")).Key.InstanceId(Arn)] = new OrchestrationInstance(OrchestrationStatus.Terminated, null, null);
        await SweepLater(fixture, TimeSpan.FromMinutes(3));
        Assert.Equal(
            (parent.Key.InstanceId(DurableFixture.ArnOf("parent")), (OrchestrationMessage)new OrchestrationMessage.ChildEnded("1.0")),
            Assert.Single(fixture.Client.Messages));
    }

    [Fact]
    public async Task One_that_a_timer_should_have_woken_is_woken()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        DateTimeOffset due = fixture.Now.AddMinutes(1);
        fixture.Client.Instances[stored.Key.InstanceId(Arn)] = new OrchestrationInstance(
            OrchestrationStatus.Running, new InstanceStatus(due, []).ToString(), null);
        Assert.Empty((await SweepLater(fixture, TimeSpan.FromMinutes(5))).Woken);
        Assert.Equal(Arn, Assert.Single((await SweepLater(fixture, TimeSpan.FromMinutes(2))).Woken));
        Assert.IsType<OrchestrationMessage.Wake>(Assert.Single(fixture.Client.Messages).Message);
    }

    [Fact]
    public async Task A_sweep_costs_what_is_new_and_what_is_open()
    {
        DurableFixture fixture = await DurableFixture.Create();
        for (int i = 0; i < 30; i++)
        {
            await fixture.Start($"e{i}");
            if (i > 1)
            {
                await fixture.End($"e{i}");
            }

            fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        SweepReport first = await SweepLater(fixture, TimeSpan.FromMinutes(10));
        Assert.Equal(2, first.Executions);
        fixture.Blobs.Operations.Reset();
        SweepReport second = await SweepLater(fixture, TimeSpan.FromMinutes(10));
        Assert.Equal((1, 2), (second.StateMachines, second.Executions));

        // What is redriven, the machines, this one, its mark and its newest executions; Express executions.
        Assert.Equal(6, fixture.Blobs.Operations.Total);
        await fixture.End("e0");
        Assert.Equal(2, (await SweepLater(fixture, TimeSpan.FromMinutes(10))).Executions);
        Assert.Equal(1, (await SweepLater(fixture, TimeSpan.FromMinutes(10))).Executions);
    }

    [Fact]
    public async Task One_whose_record_came_late_is_found_within_a_day()
    {
        DurableFixture fixture = await DurableFixture.Create();
        ExecutionRecord record = await fixture.Record("late");
        fixture.Blobs.Operations.Decide = static (kind, name) =>
            kind == "write" && name.StartsWith("executions/", StringComparison.Ordinal) ? StorageFault.Before : StorageFault.None;
        await Assert.ThrowsAsync<IOException>(async () => await fixture.Engine.StartExecution(record, default));
        fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
        fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        await fixture.Start("e");
        await SweepLater(fixture, TimeSpan.FromHours(23.5));
        await StartLost(fixture, "late");
        await SweepLater(fixture, TimeSpan.FromMinutes(5));
        Assert.Empty(fixture.Failures);
        Assert.Equal(DurableFixture.ArnOf("late"), Assert.Single((await SweepLater(fixture, TimeSpan.FromHours(24))).Ended));
    }

    [Fact]
    public async Task What_is_broken_does_not_keep_others_from_being_mended()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await StartLost(fixture, "e");
        StoredExecution broken = await StartLost(fixture, "broken");
        byte[] nonsense = [1, 2, 3];
        BlobPage page = await fixture.Blobs.List(broken.Key.RecordBlob, null, 1, default);
        await fixture.Blobs.Write(broken.Key.RecordBlob, nonsense, BlobCondition.None, page.Items[0].Metadata, default);
        await fixture.Blobs.Write("sweep/m", nonsense, BlobCondition.None, null, default);
        SweepReport report = await SweepLater(fixture, TimeSpan.FromMinutes(3));
        Assert.Equal(Arn, Assert.Single(report.Launched));
        Assert.Equal((1, 1), (report.Failures, fixture.Failures.Count));
        Assert.Equal(1, (await Sweep(fixture)).Failures);
    }

    private static async Task<StoredExecution> StartLost(DurableFixture fixture, string name)
    {
        fixture.Client.IsBroken = static call => call == "start";
        ExecutionRecord record = await fixture.Record(name);
        await Assert.ThrowsAsync<IOException>(async () => await fixture.Engine.StartExecution(record, default));
        fixture.Client.IsBroken = static _ => false;
        return await fixture.Stored(name);
    }

    private static Task<SweepReport> Sweep(DurableFixture fixture) => fixture.Host.Sweep(default);

    private static Task<SweepReport> SweepLater(DurableFixture fixture, TimeSpan later)
    {
        fixture.Clock.Advance(later);
        return Sweep(fixture);
    }

    private static async Task AssertEnded(
        DurableFixture fixture, ExecutionStatus status, string? error, string cause, int events, HistoryEventType last)
    {
        ExecutionRecord record = (await fixture.Engine.FindExecution(Arn, default))!;
        Assert.Equal((status, error), (record.Status, record.Error));
        Assert.Contains(cause, record.Cause, StringComparison.Ordinal);
        Assert.NotNull(record.StopDate);
        IReadOnlyList<HistoryEvent> history = await fixture.Engine.ReadHistory(Arn, null, 100, long.MaxValue, false, default);
        Assert.Equal(Enumerable.Range(1, events), history.Select(static e => (int)e.Id));
        Assert.Equal(last, history[^1].Type);
    }
}
