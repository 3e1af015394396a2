using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>A durable generation begins anew before a long rest, so that no later version decides again what it has decided.</summary>
public sealed class RestTests
{
    private const string Day = "86400";

    // Decides something, rests, decides something else.
    private const string Workflow = """
        {"StartAt":"Short","States":{
          "Short":{"Type":"Wait","Seconds":5,"Next":"Before"},
          "Before":{"Type":"Pass","Result":"as it was","ResultPath":"$.before","Next":"Rest"},
          "Rest":{"Type":"Wait","Seconds":SECONDS,"Next":"After"},
          "After":{"Type":"Pass","Result":"as it was","ResultPath":"$.after","End":true}}}
        """;

    private static readonly HubFaults Faults = new() { LostEpisodes = 0.1, SplitEpisodes = 0.1, LostResults = 0.1, DoubleMessages = 0.2, Disorder = 0.3 };

    [Fact]
    public async Task What_was_decided_before_a_long_rest_is_not_decided_again_by_another_version()
    {
        (DurableWorld world, StoredExecution execution) = await RestAsync(Day);
        Assert.Equal(1, world.Hub.Counts["anew"]);
        List<HistoryEvent> before = await world.HistoryAsync(execution);
        DateTimeOffset due = world.Clock.GetUtcNow().AddDays(1);

        world.Deploy(ChangedDecisions.Compile);
        world.Finish();
        await AssertEndAsync(world, execution, """{"before":"as it was","after":"decided otherwise"}""");
        List<HistoryEvent> after = await world.HistoryAsync(execution);
        Assert.Equal(before.Select(HistoryLine), after.Take(before.Count).Select(HistoryLine));
        Assert.Equal(due, after[before.Count].Timestamp);
        Assert.Equal(1, world.Hub.Counts["anew"]);
    }

    [Theory]
    [InlineData(EngineFlags.None, Day)]
    [InlineData(EngineFlags.BoundsSteps, Day)]
    [InlineData(OrchestrationInput.NewestFlags, "600")]
    internal async Task A_generation_without_the_flag_or_without_a_long_rest_is_replayed(EngineFlags flags, string rest)
    {
        (DurableWorld world, StoredExecution execution) = await RestAsync(rest, flags);
        Assert.False(world.Hub.Counts.ContainsKey("anew"));

        // The version that decided it decides the same once more; any other one would have to go by a flag.
        world.Finish();
        await AssertEndAsync(world, execution, """{"before":"as it was","after":"as it was"}""");
        Assert.False(world.Hub.Counts.ContainsKey("anew"));
    }

    [Fact]
    public async Task One_that_only_waits_does_not_begin_anew_however_often_it_is_woken()
    {
        DurableWorld world = World(new HubFaults());
        StoredExecution execution = await world.StartAsync(
            """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":86400,"End":true}}}""", "{}");
        for (int i = 0; i < 20; i++)
        {
            await world.SendAsync(execution, i % 2 == 0 ? new OrchestrationMessage.Wake() : new OrchestrationMessage.Heartbeat("1.0"));
            world.Settle();
        }

        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
        Assert.False(world.Hub.Counts.ContainsKey("anew"));
    }

    [Fact]
    public async Task Each_rest_begins_one_generation_whatever_goes_wrong()
    {
        const string Loop = """
            {"StartAt":"W","States":{
              "W":{"Type":"Wait","Seconds":1000,"Next":"I"},
              "I":{"Type":"Pass","Parameters":{"i.$":"States.MathAdd($.i, 1)"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.i","NumericLessThan":10,"Next":"W"}],"Default":"Z"},
              "Z":{"Type":"Succeed"}}}
            """;
        for (int seed = 0; seed < 50; seed++)
        {
            DurableWorld world = World(Faults, seed);
            StoredExecution execution = await world.StartAsync(Loop, """{"i":0}""");
            world.Finish();
            await AssertEndAsync(world, execution, """{"i":10}""");
            // The first rest is before anything was decided, and after the last decision there is none.
            Assert.Equal(9, world.Hub.Counts["anew"]);
        }
    }

    private static DurableWorld World(HubFaults faults, int seed = 1) =>
        DurableWorld.WithHandlers(new OrchestrationOptions(), faults, new Random(seed), new Dictionary<string, ITaskHandler>());

    /// <summary>An execution that rests, and has decided something before.</summary>
    private static async Task<(DurableWorld World, StoredExecution Execution)> RestAsync(string seconds, EngineFlags flags = OrchestrationInput.NewestFlags)
    {
        DurableWorld world = World(new HubFaults());
        StoredExecution execution = await world.StartAsync(Workflow.Replace("SECONDS", seconds, StringComparison.Ordinal), "{}");
        world.Hub.ChangeInput(
            DurableWorld.InstanceOf(execution), input => (OrchestrationInput.Parse(input) with { Flags = flags }).ToText());
        world.Settle();
        world.Clock.MoveToNext();
        world.Settle();
        return (world, execution);
    }

    private static async Task AssertEndAsync(DurableWorld world, StoredExecution execution, string output)
    {
        ExecutionRecord record = await world.FindAsync(execution);
        Assert.Equal((ExecutionStatus.Succeeded, output), (record.Status, record.Output!.ToString()));
    }

    private static string HistoryLine(HistoryEvent e) => HistorySerializer.ToJson([e]).ToString();
}
