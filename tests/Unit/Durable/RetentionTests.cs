using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class RetentionTests
{
    private static readonly string Arn = DurableFixture.ArnOf("e");
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task What_ended_long_enough_ago_is_gone_with_all_it_left()
    {
        DurableFixture fixture = await CreateAsync();
        StoredExecution running = await fixture.Start("running");
        string[] others = [.. fixture.Blobs.Names];
        StoredExecution old = await EndedAsync(fixture, "e");
        fixture.Clock.Advance(Day);
        await EndedAsync(fixture, "late");
        Assert.Equal(0, (await SweepAsync(fixture, Kept - 2 * Day)).Expired);
        Assert.NotNull(await fixture.Engine.FindExecution(Arn, default));
        Assert.Equal(1, (await SweepAsync(fixture, Day)).Expired);
        Assert.Null(await fixture.Engine.FindExecution(Arn, default));
        Assert.DoesNotContain(fixture.Blobs.Names, n => n.Contains(old.Key.ToString(), StringComparison.Ordinal));
        Assert.Equal(ExecutionStatus.Succeeded, (await fixture.Engine.FindExecution(DurableFixture.ArnOf("late"), default))!.Status);
        Assert.Equal(1, (await SweepAsync(fixture, Day)).Expired);
        Assert.Equal(others, fixture.Blobs.Names.Where(static n => !n.StartsWith("sweep/", StringComparison.Ordinal)));
        Assert.Equal([running.Key.InstanceId(DurableFixture.ArnOf("running"))], fixture.Client.Instances.Keys);

        ExecutionRecord again = await fixture.Record("e", "[]");
        Assert.Equal((again, true), await fixture.Engine.StartExecution(again, default));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task Nothing_is_removed_without_a_retention()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await EndedAsync(fixture, "e");
        Assert.Equal(0, (await SweepAsync(fixture, 10 * Kept)).Expired);
        Assert.NotNull(await fixture.Engine.FindExecution(Arn, default));
    }

    [Fact]
    public async Task Orchestrations_of_before_its_redrives_are_forgotten_too()
    {
        DurableFixture fixture = await CreateAsync("""{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""");
        await fixture.Engine.StartExecution(await fixture.Record("e"), default);
        Assert.NotNull((await fixture.Engine.RedriveExecution(Arn, null, default))!.Value.Date);
        ExecutionKey key = (await fixture.Stored("e")).Key;
        for (int redrives = 0; redrives <= 1; redrives++)
        {
            fixture.Client.Instances[key.InstanceId(Arn, redrives)] = new(FunctionsAsl.Durable.Ports.OrchestrationStatus.Completed, null, null);
        }

        Assert.Equal(1, (await SweepAsync(fixture, Kept + Day)).Expired);
        Assert.Empty(fixture.Client.Instances);
        Assert.DoesNotContain(fixture.Blobs.Names, n => n.Contains(key.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_child_stays_while_its_parent_runs_or_can_be_redriven()
    {
        DurableFixture fixture = await CreateAsync();
        await fixture.Start("parent");
        await fixture.Engine.StartExecution(await fixture.Record("e") with { ParentTask = $"{DurableFixture.ArnOf("parent")}#1.0" }, default);
        await fixture.End("e");
        Assert.Equal(0, (await SweepAsync(fixture, Kept + Day)).Expired);
        await fixture.Abort("parent");
        Assert.Equal(0, (await SweepAsync(fixture, Day)).Expired);
        fixture.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(1, (await SweepAsync(fixture, Day)).Expired);
        Assert.Null(await fixture.Engine.FindExecution(Arn, default));
        Assert.NotNull(await fixture.Engine.FindExecution(DurableFixture.ArnOf("parent"), default));
    }

    [Fact]
    public async Task One_sweep_goes_on_where_the_last_one_ended()
    {
        DurableFixture fixture = await CreateAsync();
        for (int i = 0; i < 7; i++)
        {
            await EndedAsync(fixture, $"e{i}");
            fixture.Clock.Tick();
        }

        fixture.Clock.Advance(Kept + Day);
        var expired = new ExpiredExecutions(fixture.Blobs, fixture.Stores.Executions, fixture.Client, fixture.Options, perSweep: 3);
        List<int> removed = [];
        for (string? marker = ""; marker is not null;)
        {
            var report = new SweepReport();
            marker = await expired.Remove(DurableFixture.MachineArn, marker, report, default);
            removed.Add(report.Expired);
        }

        Assert.Equal([3, 3, 1], removed);

        // Where it goes on is kept with the mark.
        var mark = new SweepMark(1, 2, new Dictionary<string, ExecutionKey>(), "next");
        Assert.Equal("next", SweepMark.TryLoad(mark.Save())!.Expiring);
    }

    [Fact]
    public async Task A_removal_that_stops_anywhere_is_finished_by_a_later_sweep()
    {
        foreach (StorageFault fault in (StorageFault[])[StorageFault.Before, StorageFault.After])
        {
            bool completed = false;
            for (int at = 0; !completed; at++)
            {
                DurableFixture fixture = await CreateAsync();
                await EndedAsync(fixture, "e");
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) => operations++ == at ? fault : StorageFault.None;
                try
                {
                    completed = (await SweepAsync(fixture, Kept + Day)) is { Failures: 0, Expired: 1 } && operations <= at;
                }
                catch (IOException)
                {
                    // The machines could not be listed.
                }

                fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                await SweepAsync(fixture, Day);
                Assert.DoesNotContain(fixture.Blobs.Names, static n => n.Contains("executions/", StringComparison.Ordinal) || n.Contains("names/", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>The old one is there, or the new one is, whole; whichever came first.</summary>
    [Fact]
    public async Task A_start_of_the_name_at_any_moment_of_the_removal_and_the_other_way_round()
    {
        foreach (bool startIsInside in (bool[])[true, false])
        {
            bool reached = true;
            for (int at = 0; reached; at++)
            {
                DurableFixture fixture = await CreateAsync();
                await EndedAsync(fixture, "e");
                fixture.Clock.Advance(Kept + Day);
                ExecutionRecord anew = await fixture.Record("e", "2");
                (ExecutionRecord Record, bool Created) started = default;
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) =>
                {
                    if (operations++ == at)
                    {
                        fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                        if (startIsInside)
                        {
                            started = fixture.Engine.StartExecution(anew, default).AsTask().Result;
                        }
                        else
                        {
                            fixture.Host.Sweep(default).Wait();
                        }
                    }

                    return StorageFault.None;
                };
                if (startIsInside)
                {
                    await fixture.Host.Sweep(default);
                }
                else
                {
                    started = await fixture.Engine.StartExecution(anew, default);
                }

                reached = operations > at;
                await SweepAsync(fixture, Day);
                ExecutionRecord? found = await fixture.Engine.FindExecution(Arn, default);
                Assert.Equal(started.Created ? anew : null, found);
                Assert.Equal(started.Created ? 1 : 0, (await fixture.Engine.ListExecutions(new(DurableFixture.MachineArn), null, 10, default)).Items.Count);
                Assert.Empty(fixture.Failures);
            }
        }
    }

    [Fact]
    public async Task What_is_not_to_be_kept_any_more_is_not_redriven()
    {
        DurableFixture fixture = await DurableFixture.Create(
            """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""", retention: Day);
        await fixture.Engine.StartExecution(await fixture.Record("e"), default);
        fixture.Clock.Advance(Day - TimeSpan.FromMinutes(1));
        Assert.NotNull((await fixture.Engine.RedriveExecution(Arn, null, default))!.Value.Date);
        fixture.Clock.Advance(Day);
        Assert.Null(await fixture.Engine.RedriveExecution(Arn, null, default));
    }

    private static Task<DurableFixture> CreateAsync(string definition = DurableFixture.Wait) => DurableFixture.Create(definition, retention: Kept);

    /// <summary>An execution that has ended and has left something of every kind.</summary>
    private static async Task<StoredExecution> EndedAsync(DurableFixture fixture, string name)
    {
        StoredExecution stored = await fixture.Start(name);
        await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, 2), 0, default);
        await fixture.Stores.Tasks.Close(stored.Key, "1.0", default);
        await fixture.Stores.Values.Write(stored.Key.StateBlob(1, "00ff"), 1, default);
        await fixture.Stores.Values.Write(stored.Key.PayloadBlob("1.0", "input"), 1, default);
        await fixture.End(name);
        return stored;
    }

    private static Task<SweepReport> SweepAsync(DurableFixture fixture, TimeSpan later)
    {
        fixture.Clock.Advance(later + TimeSpan.FromHours(1));
        return fixture.Host.Sweep(default);
    }
}
