using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class RedriveTests
{
    private const string Running = "Execution is RUNNING and cannot be redriven";

    private static readonly string Arn = DurableFixture.ArnOf("e");

    [Fact]
    public async Task A_redrive_is_a_new_orchestration_over_the_same_record()
    {
        DurableFixture fixture = await CreateAsync();
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        RedriveAnswer answer = (await RedriveAsync(fixture))!.Value;
        Assert.Equal(new RedriveAnswer(fixture.Now, null), answer);
        await AssertRunsOnceAsync(fixture, 1);
        ExecutionRecord record = (await fixture.Engine.FindExecution(Arn, default))!;
        Assert.Equal((ExecutionStatus.Running, null, null), (record.Status, record.StopDate, record.Error));
        Assert.Equal(
            [HistoryEventType.ExecutionStarted, HistoryEventType.WaitStateEntered, HistoryEventType.ExecutionAborted],
            (await fixture.Stores.Histories.Read((await fixture.Stored("e")).Key, 1, 10, long.MaxValue, default)).Select(static e => e.Type));
    }

    [Fact]
    public async Task A_request_that_comes_again_with_its_token_gets_the_same_answer()
    {
        DurableFixture fixture = await CreateAsync();
        RedriveAnswer first = (await RedriveAsync(fixture, "t"))!.Value;
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, await RedriveAsync(fixture, "t"));
        Assert.Equal(Running, (await RedriveAsync(fixture, "other"))!.Value.Refusal);
        Assert.Equal(Running, (await RedriveAsync(fixture))!.Value.Refusal);
        await fixture.End("e");
        Assert.Equal(first, await RedriveAsync(fixture, "t"));
        Assert.Equal("Execution is SUCCEEDED and cannot be redriven", (await RedriveAsync(fixture, "other"))!.Value.Refusal);
        fixture.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.NotNull((await RedriveAsync(fixture, "t"))!.Value.Refusal);
        Assert.Equal(1, (await fixture.Stored("e")).RedriveCount);
    }

    /// <summary>What finds it: the same request, another one, a start of the same name, or only the sweep.</summary>
    [Theory]
    [InlineData("token")]
    [InlineData("refused")]
    [InlineData("start")]
    [InlineData("sweep")]
    public async Task One_whose_launch_was_lost_is_launched(string by)
    {
        DurableFixture fixture = await CreateAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(3));
        await fixture.Host.Sweep(default);
        fixture.Client.IsBroken = static call => call == "start";
        await Assert.ThrowsAsync<IOException>(async () => await RedriveAsync(fixture, "t"));
        fixture.Client.IsBroken = static _ => false;
        await fixture.Host.Sweep(default);
        Assert.True((await fixture.Stored("e")).IsRunning);
        Assert.Single(fixture.Client.Started);
        DateTimeOffset date = fixture.Now;
        fixture.Clock.Advance(TimeSpan.FromMinutes(3));
        switch (by)
        {
            case "token":
                Assert.Equal(new RedriveAnswer(date, null), await RedriveAsync(fixture, "t"));
                break;
            case "refused":
                Assert.Equal(Running, (await RedriveAsync(fixture))!.Value.Refusal);
                break;
            case "start":
                Assert.False((await fixture.Engine.StartExecution(await fixture.Record("e"), default)).Created);
                break;
            default:
                Assert.Equal(Arn, Assert.Single((await fixture.Host.Sweep(default)).Launched));
                break;
        }

        await AssertRunsOnceAsync(fixture, 1);
        Assert.Empty((await fixture.Host.Sweep(default)).Launched);
        Assert.DoesNotContain(fixture.Blobs.Names, static n => n.StartsWith("redrives/", StringComparison.Ordinal));
        Assert.Empty(fixture.Failures);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("t")]
    public async Task Of_those_who_redrive_at_once_one_does(string? token)
    {
        // The second comes between any two operations of the first.
        bool reached = true;
        for (int at = 0; reached; at++)
        {
            DurableFixture fixture = await CreateAsync();
            RedriveAnswer? second = null;
            int operations = 0;
            fixture.Blobs.Operations.Decide = (_, _) =>
            {
                if (operations++ == at)
                {
                    // Two at the same time and without tokens are one.
                    fixture.Clock.Tick();
                    second = RedriveAsync(fixture, token).AsTask().Result;
                }

                return StorageFault.None;
            };
            RedriveAnswer? first = await RedriveAsync(fixture, token);
            fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
            reached = second is not null;
            second ??= await RedriveAsync(fixture, token);
            DateTimeOffset date = (await fixture.Stored("e")).Redrives!.Date;
            Assert.Equal([token is null ? null : date, date], new[] { first!.Value.Date, second!.Value.Date }.Order());
            await AssertRunsOnceAsync(fixture, 1);
        }
    }

    [Fact]
    public async Task One_that_stops_anywhere_can_be_made_again_or_is_swept_up()
    {
        foreach (StorageFault fault in (StorageFault[])[StorageFault.Before, StorageFault.After])
        {
            bool completed = false;
            for (int at = 0; !completed; at++)
            {
                DurableFixture fixture = await CreateAsync();
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) => operations++ == at ? fault : StorageFault.None;
                try
                {
                    Assert.NotNull((await RedriveAsync(fixture, "t"))!.Value.Date);
                    completed = operations <= at;
                }
                catch (IOException)
                {
                    // The process is gone.
                }

                fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                fixture.Clock.Advance(TimeSpan.FromMinutes(3));
                bool isWritten = (await fixture.Stored("e")).IsRunning;
                await fixture.Host.Sweep(default);
                Assert.Equal(isWritten ? 2 : 1, fixture.Client.Started.Count);
                Assert.NotNull((await RedriveAsync(fixture, "t"))!.Value.Date);
                await AssertRunsOnceAsync(fixture, 1);
                Assert.Empty(fixture.Failures);
            }
        }
    }

    /// <summary>The record says the end before the orchestration is over: what it still writes is of before.</summary>
    [Fact]
    public async Task An_orchestration_of_before_that_has_not_ended_yet_changes_nothing()
    {
        DurableFixture fixture = await CreateAsync();
        StoredExecution before = await fixture.Stored("e");
        string old = before.Key.InstanceId(Arn);
        Assert.Equal(OrchestrationStatus.Running, fixture.Client.Instances[old].Status);
        await RedriveAsync(fixture);
        Assert.False(await fixture.Stores.Executions.TryEnd(
            before.Ended(ExecutionStatus.Failed, ExecutionOutcome.Of(fixture.Now, null, "late", null), default), default));
        StoredExecution redriven = await fixture.Stored("e");
        Assert.True(redriven.IsRunning);

        // Who speaks to the execution speaks to the new one.
        await fixture.Engine.RemoveStateMachine(DurableFixture.MachineArn, default);
        await fixture.Delete();
        (string instance, OrchestrationMessage message) = Assert.Single(fixture.Client.Messages);
        Assert.Equal((redriven.InstanceId(Arn), true), (instance, message is OrchestrationMessage.MachineDeleted));
        Assert.NotEqual(old, instance);
    }

    /// <summary>An execution that was aborted while it waited; its orchestration has not ended yet.</summary>
    private static async Task<DurableFixture> CreateAsync()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await fixture.Start("e");
        await fixture.Abort("e");
        return fixture;
    }

    private static ValueTask<RedriveAnswer?> RedriveAsync(DurableFixture fixture, string? token = null) =>
        fixture.Engine.RedriveExecution(Arn, token, default);

    /// <summary>The execution runs, after so many redrives, by an orchestration of its own that was started once.</summary>
    private static async Task AssertRunsOnceAsync(DurableFixture fixture, long redrives)
    {
        StoredExecution stored = await fixture.Stored("e");
        Assert.Equal((true, redrives), (stored.IsRunning, stored.RedriveCount));
        Assert.Equal(OrchestrationStatus.Running, fixture.Client.Instances[stored.InstanceId(Arn)].Status);
        Assert.Equal([0, redrives], fixture.Client.Started.Select(static s => s.Redrives));
    }
}
