using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>Timers on an engine that holds messages back for whole seconds, as the queues of Azure Storage do.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(OrchestrationInput.NewestFlags)]
    [InlineData(OrchestrationInput.NewestFlags & ~EngineFlags.SetsOneTimer)]
    internal async Task A_wait_is_never_too_short_and_the_history_shows_what_was(EngineFlags flags)
    {
        (DurableWorld world, DateTimeOffset start, HistoryEvent exited) = await WaitAsync(flags);
        Assert.Equal(start + Late + TimeSpan.FromSeconds(1), world.Clock.GetUtcNow());
        Assert.Equal(world.Clock.GetUtcNow(), exited.Timestamp);
    }

    [Fact]
    public async Task A_generation_without_the_flag_asks_for_the_timers_it_asked_for()
    {
        (DurableWorld world, DateTimeOffset start, HistoryEvent exited) =
            await WaitAsync(OrchestrationInput.NewestFlags & ~(EngineFlags.WaitsOutTimers | EngineFlags.SetsOneTimer));
        Assert.Equal(start + Late, world.Clock.GetUtcNow());
        Assert.Equal(start + TimeSpan.FromSeconds(1), exited.Timestamp);
    }

    [Fact]
    public async Task One_durable_timer_stands_for_all_that_are_due_later()
    {
        var world = new DurableWorld(new ScriptedTasks(0), new OrchestrationOptions(), new HubFaults(), new Random(0));
        StoredExecution execution = await world.StartAsync(
            """
            {"StartAt":"P","TimeoutSeconds":900,"States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":30,"End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":10,"Next":"C"},"C":{"Type":"Wait","Seconds":5,"End":true}}}]}}}
            """,
            "{}");
        DateTimeOffset start = world.Clock.GetUtcNow();
        world.Finish();
        string[] exits = [.. (await world.HistoryAsync(execution))
            .Where(static e => e.Type == HistoryEventType.WaitStateExited)
            .Select(e => $"{((JsonString)((JsonMap)e.Details!)["name"]!).Value} {(e.Timestamp - start).TotalSeconds}")];
        Assert.Equal(["B 10", "C 15", "A 30"], exits);
        Assert.Equal(3, world.Hub.Counts["timer"]);
    }

    private static async Task<(DurableWorld World, DateTimeOffset Start, HistoryEvent Exited)> WaitAsync(EngineFlags flags)
    {
        var world = new DurableWorld(new ScriptedTasks(0), new OrchestrationOptions(), new HubFaults(), new Random(0));
        world.Hub.TimerGrain = TimeSpan.FromSeconds(1);
        DateTimeOffset start = world.Clock.GetUtcNow();
        StoredExecution execution = await world.StartAsync(
            """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""", "{}");
        world.Hub.ChangeInput(
            DurableWorld.InstanceOf(execution), input => (OrchestrationInput.Parse(input) with { Flags = flags }).ToText());

        // The orchestration gets to run a little later: 0.7 seconds are left, of which the engine makes none.
        world.Clock.Advance(Late);
        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
        return (world, start, (await world.HistoryAsync(execution)).Single(static e => e.Type == HistoryEventType.WaitStateExited));
    }
}
