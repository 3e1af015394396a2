using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>A machine that is deleted goes with the last of its executions, and no sweep is needed for it.</summary>
public sealed class DeletionTests
{
    private const int Seeds = 40;

    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""";

    private const string Map = """
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"MaxConcurrency":2,"ItemProcessor":{
          "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}}}}
        """;

    [Theory]
    [InlineData(Wait, "ordinary")]
    [InlineData(Map, "ordinary")]
    [InlineData(Wait, "cramped")]
    [InlineData(Map, "cramped")]
    public async Task It_goes_with_its_last_execution_whenever_it_is_deleted(string definition, string room)
    {
        int ended = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var faults = new HubFaults { LostEpisodes = 0.1, LostResults = 0.1, DoubleMessages = 0.2, Disorder = 0.1 };
            var world = DurableWorld.WithHandlers(Rooms.Options(room), faults, random, new Dictionary<string, ITaskHandler>(StringComparer.Ordinal));
            StoredExecution execution = await world.StartAsync(definition, "[1,2,3]");

            // At any moment, also while the end is being written.
            DateTimeOffset time = world.Clock.GetUtcNow().AddSeconds(60 * random.Next(3));
            while (world.Clock.GetUtcNow() < time && world.Hub.Running > 0)
            {
                world.Settle();
                world.Clock.MoveToNext(time);
            }

            for (int steps = random.Next(8); steps > 0 && world.Hub.Step(); steps--)
            {
            }

            string machine = execution.Key.StateMachineArn(DurableWorld.ArnOf(execution));
            StateMachineRecord record = (await world.Stores.Machines.Find(machine, default))!;
            Assert.True(await world.Stores.Machines.TryWrite(record, record with { Status = "DELETING" }, default));
            await world.Engine.RemoveStateMachine(machine, default);
            ended += world.Hub.Running == 0 ? 1 : 0;
            world.Finish();
            Check.That(world.Blobs.Names.Count == 0, $"Seed {seed} has left {string.Join(", ", world.Blobs.Names)}.");
        }

        // Enough must be deleted while they run, for this to say anything.
        Assert.InRange(ended, 0, Seeds * 3 / 4);
    }
}
