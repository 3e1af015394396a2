using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class DeletionTests
{
    [Fact]
    public async Task A_machine_that_runs_nothing_is_gone_with_all_it_left()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StateMachineRecord neighbour = fixture.Machine(name: "m2");
        await fixture.Machines.TryWrite(null, neighbour, default);
        string[] others = [.. fixture.Blobs.Names.Where(static n => n.Contains("m2", StringComparison.Ordinal))];
        for (int i = 0; i < 3; i++)
        {
            StoredExecution stored = await fixture.Start($"e{i}");
            await fixture.Stores.Histories.Append(stored.Key, Sample.History(1, 2), 0, default);
            await fixture.Stores.Tasks.Close(stored.Key, "1.0", default);
            await fixture.Stores.Values.Write(stored.Key.StateBlob(1, "00ff"), 1, default);
            await fixture.Stores.Values.Write(stored.Key.PayloadBlob("1.0", "input"), 1, default);
            await fixture.End($"e{i}");
            string instance = stored.Key.InstanceId(DurableFixture.ArnOf($"e{i}"));
            // The last is just about to end.
            fixture.Client.Instances[instance] = new OrchestrationInstance(i == 2 ? OrchestrationStatus.Running : OrchestrationStatus.Completed, null, null);
        }

        await fixture.Call("PublishStateMachineVersion", "stateMachineArn", DurableFixture.MachineArn);
        Assert.Contains(fixture.Blobs.Names, static n => n.StartsWith("publications/m/", StringComparison.Ordinal));
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await fixture.Host.Sweep(default);
        await fixture.Delete();
        Assert.Equal(others, fixture.Blobs.Names.Where(static n => !n.StartsWith("sweep/m2", StringComparison.Ordinal)));
        Assert.Null(await fixture.Machines.Find(DurableFixture.MachineArn, default));
        Assert.Null(await fixture.Engine.FindExecution(DurableFixture.ArnOf("e0"), default));
        Assert.Equal(OrchestrationStatus.Running, Assert.Single(fixture.Client.Instances).Value.Status);
        await fixture.Delete();
    }

    [Fact]
    public async Task A_machine_that_runs_something_goes_with_the_last_of_it()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution stored = await fixture.Start("e");
        await fixture.Delete();
        Assert.Equal(
            (stored.Key.InstanceId(DurableFixture.ArnOf("e")), (OrchestrationMessage)new OrchestrationMessage.MachineDeleted()),
            Assert.Single(fixture.Client.Messages));
        StateMachineRecord deleting = (await fixture.Machines.Find(DurableFixture.MachineArn, default))!;
        Assert.True(deleting.IsDeleting);
        Assert.False(await fixture.Machines.TryWrite(null, fixture.Machine(), default));

        // What it began with stays with it.
        Assert.False((await fixture.Engine.FindExecution(DurableFixture.ArnOf("e"), default))!.StateMachine.IsDeleting);
        await fixture.End("e");
        Assert.Equal(DurableFixture.MachineArn, Assert.Single((await fixture.Host.Sweep(default)).Removed));
        Assert.Empty(fixture.Blobs.Names);
        Assert.True(await fixture.Machines.TryWrite(null, fixture.Machine(), default));
    }

    [Fact]
    public async Task Who_was_told_is_told_again_a_day_later_at_most()
    {
        DurableFixture fixture = await DurableFixture.Create();
        await fixture.Start("e");
        await fixture.Delete();
        int[] told = new int[4];
        foreach (int i in Enumerable.Range(0, told.Length))
        {
            await fixture.Host.Sweep(default);
            told[i] = fixture.Client.Messages.Count;
            fixture.Clock.Advance(i == 1 ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(5));
        }

        // By the request and by the first sweep, should the request not have come to its end.
        Assert.Equal([2, 2, 3, 3], told);
    }

    [Fact]
    public async Task A_deletion_that_stops_anywhere_is_finished_by_a_sweep()
    {
        foreach (StorageFault fault in (StorageFault[])[StorageFault.Before, StorageFault.After])
        {
            bool completed = false;
            for (int at = 0; !completed; at++)
            {
                DurableFixture fixture = await DurableFixture.Create();
                await fixture.Start("e");
                await fixture.End("e");
                int operations = 0;
                fixture.Blobs.Operations.Decide = (_, _) => operations++ == at ? fault : StorageFault.None;
                try
                {
                    await fixture.Delete();
                    completed = true;
                }
                catch (IOException)
                {
                    fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                    bool isMarked = await fixture.Machines.Find(DurableFixture.MachineArn, default) is { IsDeleting: true };
                    await fixture.Host.Sweep(default);
                    Assert.Equal(isMarked || at > 3, fixture.Blobs.Names.Count == 0);
                }
            }
        }
    }

    [Fact]
    public async Task One_who_is_slow_removes_nothing_of_another_machine_that_has_the_name()
    {
        // Before any operation of the slow one, somebody else finishes and the name is given anew.
        bool completed = false;
        for (int at = 4; !completed; at++)
        {
            DurableFixture fixture = await DurableFixture.Create();
            await fixture.Start("e");
            await fixture.End("e");
            int operations = 0;
            ExecutionRecord? anew = null;
            fixture.Blobs.Operations.Decide = (_, _) =>
            {
                if (operations++ == at)
                {
                    fixture.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
                    anew = StartAnew(fixture).Result;
                }

                return StorageFault.None;
            };
            await fixture.Delete();
            completed = anew is null;
            if (anew is not null)
            {
                Assert.NotNull(await fixture.Machines.Find(DurableFixture.MachineArn, default));
                Assert.Equal(anew, await fixture.Engine.FindExecution(anew.Arn, default));
                Assert.Single((await fixture.Engine.ListExecutions(new(DurableFixture.MachineArn), null, 10, default)).Items);
            }
        }
    }

    private static async Task<ExecutionRecord> StartAnew(DurableFixture fixture)
    {
        await fixture.Delete();
        fixture.Clock.Tick();
        Assert.True(await fixture.Machines.TryWrite(null, fixture.Machine(), default));
        ExecutionRecord record = await fixture.Record("e");
        Assert.True((await fixture.Engine.StartExecution(record, default)).Created);
        return record;
    }
}
