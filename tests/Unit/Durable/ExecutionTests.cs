using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class ExecutionTests
{
    private static readonly string Arn = DurableFixture.ArnOf("e");

    [Fact]
    public async Task Stopping_waits_until_the_record_says_so()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        ValueTask<ExecutionRecord?> stop = fixture.Engine.StopExecution(Arn, "E", "c", default);
        Assert.Equal(
            (stored.Key.InstanceId(Arn), (OrchestrationMessage)new OrchestrationMessage.Stop("E", "c")), Assert.Single(fixture.Client.Messages));
        await fixture.End("e", ExecutionStatus.Aborted);
        Assert.Equal(ExecutionStatus.Aborted, (await fixture.Eventually(stop))!.Status);

        // One that has ended stays as it is, and nobody is asked.
        Assert.Equal(ExecutionStatus.Aborted, (await fixture.Engine.StopExecution(Arn, null, null, default))!.Status);
        Assert.Single(fixture.Client.Messages);
        Assert.Null(await fixture.Engine.StopExecution(DurableFixture.ArnOf("x"), null, null, default));
    }

    [Fact]
    public async Task Stopping_the_last_one_of_a_machine_that_is_deleted_succeeds()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await fixture.Start("e");
        await fixture.Delete();
        ValueTask<ExecutionRecord?> stop = fixture.Engine.StopExecution(Arn, "E", "c", default);
        await fixture.End("e", ExecutionStatus.Aborted);
        await fixture.Delete();
        DateTimeOffset begin = fixture.Now;
        Assert.NotNull(await fixture.Eventually(stop));
        Assert.Equal(TimeSpan.FromMilliseconds(100), fixture.Now - begin);
        Assert.Null(await fixture.Engine.StopExecution(Arn, "E", "c", default));
    }

    [Fact]
    public async Task Stopping_gives_up_waiting_after_a_while()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await fixture.Start("e");
        DateTimeOffset begin = fixture.Now;
        Assert.Equal(ExecutionStatus.Running, (await fixture.Eventually(fixture.Engine.StopExecution(Arn, null, null, default)))!.Status);
        Assert.InRange(fixture.Now - begin, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16));
        Assert.Single(fixture.Client.Messages);
    }

    [Fact]
    public async Task Stopping_one_that_is_about_to_begin_is_asked_for_again_when_it_has()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        string instance = stored.Key.InstanceId(Arn);
        fixture.Client.Instances[instance] = new OrchestrationInstance(OrchestrationStatus.Pending, null, null);
        int looks = 0;
        fixture.Client.IsBroken = call =>
        {
            if (call == "find" && ++looks == 4)
            {
                fixture.Client.Instances[instance] = new OrchestrationInstance(OrchestrationStatus.Running, null, null);
            }

            return false;
        };
        await fixture.Eventually(fixture.Engine.StopExecution(Arn, null, null, default));
        Assert.Equal(2, fixture.Client.Messages.Count);
    }

    [Fact]
    public async Task Stopping_one_that_never_began_lets_it_begin_first()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        fixture.Client.Instances.Clear();
        fixture.Client.Started.Clear();
        await fixture.Eventually(fixture.Engine.StopExecution(Arn, null, null, default));
        Assert.Equal(stored.Key, Assert.Single(fixture.Client.Started).Key);
        Assert.Equal(2, fixture.Client.Messages.Count);
    }

    [Fact]
    public async Task The_history_is_shown_before_the_orchestration_has_begun()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await fixture.Start("e");
        Assert.Equal((long[])[1, 2], await Ids(fixture, null, 10, false));
        Assert.Equal((long[])[2], await Ids(fixture, null, 1, true));
        Assert.Empty(await fixture.Engine.ReadHistory(DurableFixture.ArnOf("x"), null, 10, long.MaxValue, false, default));
    }

    [Fact]
    public async Task What_the_orchestration_shows_follows_what_is_stored()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, 10), 0, default);
        Show(fixture, stored, 9, 6);
        Assert.Equal(Range(1, 14), await Ids(fixture, null, 100, false));
        Assert.Equal(Range(4, 5), await Ids(fixture, 3, 5, false));
        Assert.Equal(Range(8, 4), await Ids(fixture, 7, 4, false));
        Assert.Equal(Range(12, 3), await Ids(fixture, 11, 5, false));
        Assert.Equal(Range(12, 3).Reverse(), await Ids(fixture, null, 3, true));
        Assert.Equal(Range(1, 14).Reverse(), await Ids(fixture, null, 100, true));
        Assert.Equal(Range(7, 4).Reverse(), await Ids(fixture, 11, 4, true));
        Assert.Equal(Range(1, 2).Reverse(), await Ids(fixture, 3, 4, true));
        Assert.Empty(await Ids(fixture, 14, 4, false));
        Assert.Empty(await Ids(fixture, 1, 4, true));
    }

    /// <summary>faults.md R7: an answer is bounded in bytes, from either end.</summary>
    [Fact]
    public async Task A_heavy_history_is_read_as_far_as_it_is_wanted()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        HistoryEvent[] heavy =
        [
            .. Enumerable.Range(1, 100).Select(static id => new HistoryEvent(
                id, id - 1, default, HistoryEventType.PassStateEntered, JsonMap.Of(("input", new string('x', 100_000))))),
        ];
        await fixture.Stores.Histories.Append(stored.Key, heavy, 0, default);
        Show(fixture, stored, 101, 3);

        IReadOnlyList<HistoryEvent> forward = await fixture.Engine.ReadHistory(Arn, 50, 1000, 1_000_000, false, default);
        IReadOnlyList<HistoryEvent> back = await fixture.Engine.ReadHistory(Arn, null, 1000, 1_000_000, true, default);

        Assert.Equal(Range(51, 10), forward.Select(static e => e.Id));
        Assert.Equal(Range(1, 103).Reverse().Take(back.Count), back.Select(static e => e.Id));
        Assert.InRange(back.Count, 13, 20);
        Assert.Equal(Range(1, 103).Reverse(), await Ids(fixture, null, 1000, true));
    }

    [Fact]
    public async Task What_was_stored_meanwhile_is_shown_once()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, 11), 0, default);
        Show(fixture, stored, 9, 5);
        Assert.Equal(Range(1, 13), await Ids(fixture, null, 100, false));
        Assert.Equal(Range(8, 6).Reverse(), await Ids(fixture, null, 6, true));
    }

    [Fact]
    public async Task Events_that_nobody_can_see_are_left_out_with_all_that_follow()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, 4), 0, default);
        Show(fixture, stored, 9, 3);
        Assert.Equal(Range(1, 4), await Ids(fixture, null, 100, false));
    }

    [Fact]
    public async Task The_history_of_one_that_has_ended_meanwhile_is_that_of_its_record()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        Show(fixture, stored, 9, 3);
        await fixture.End("e");
        Assert.Equal((long[])[1], await Ids(fixture, null, 100, false));
    }

    private static void Show(DurableFixture fixture, StoredExecution stored, long first, int count) =>
        fixture.Client.Instances[stored.Key.InstanceId(Arn)] = new OrchestrationInstance(
            OrchestrationStatus.Running, new InstanceStatus(null, Sample.History(first, count)).ToString(), null);

    private static IEnumerable<long> Range(int first, int count) => Enumerable.Range(first, count).Select(static id => (long)id);

    private static async Task<IEnumerable<long>> Ids(DurableFixture fixture, long? after, int count, bool reverse) =>
        (await fixture.Engine.ReadHistory(Arn, after, count, long.MaxValue, reverse, default)).Select(static e => e.Id);
}
