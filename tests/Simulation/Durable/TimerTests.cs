using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>Timers on an engine that holds messages back for whole seconds, as the queues of Azure Storage do.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_wait_is_never_too_short_and_the_history_shows_what_was()
    {
        (DurableWorld world, DateTimeOffset start, HistoryEvent exited) = await WaitAsync(OrchestrationInput.NewestFlags);
        Assert.Equal(start + Late + TimeSpan.FromSeconds(1), world.Clock.GetUtcNow());
        Assert.Equal(world.Clock.GetUtcNow(), exited.Timestamp);
    }

    [Fact]
    public async Task A_generation_without_the_flag_asks_for_the_timers_it_asked_for()
    {
        (DurableWorld world, DateTimeOffset start, HistoryEvent exited) =
            await WaitAsync(OrchestrationInput.NewestFlags & ~EngineFlags.WaitsOutTimers);
        Assert.Equal(start + Late, world.Clock.GetUtcNow());
        Assert.Equal(start + TimeSpan.FromSeconds(1), exited.Timestamp);
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
