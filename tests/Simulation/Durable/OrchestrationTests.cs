using System.Collections.Immutable;
using System.Globalization;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>
/// Random machines as durable orchestrations, on an engine that loses outcomes and repeats itself: outcome and history are those of the
/// core alone. <c>SIMULATION_SEEDS</c> says how many, <c>SIMULATION_SEED</c> runs one again.
/// </summary>
public sealed class OrchestrationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 400;
    private const int LargestSize = 8;

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task Every_execution_is_that_of_the_core(string room)
    {
        int exact = 0;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] seeds = Number("SIMULATION_SEED") is { } one ? [one] : [.. Enumerable.Range(0, Number("SIMULATION_SEEDS") ?? DefaultSeeds)];
        foreach (int seed in seeds)
        {
            try
            {
                exact += await CompareAsync(seed, Rooms.Options(room), counts) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new SimulationException($"{e.Message}\nSIMULATION_SEED={seed}, {room}", e);
            }
        }

        output.WriteLine($"{exact} of {seeds.Length} executions could be compared exactly.");
        output.WriteLine(string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}")));
        Assert.True(exact >= seeds.Length / 2, "Hardly any execution was compared.");
        Assert.True(room == "ordinary" || counts.GetValueOrDefault("anew") > seeds.Length / 10, "Hardly any orchestration began anew.");
        Assert.True(counts.GetValueOrDefault(ActivityName.Advance) > seeds.Length / 20, "Hardly any step was taken by an activity.");
    }

    private static async Task<bool> CompareAsync(int seed, OrchestrationOptions options, Dictionary<string, int> counts)
    {
        var random = new Random(seed);
        var generator = new RandomDefinition(random, 1 + (seed % LargestSize)) { DistributesMaps = false };
        string definition = generator.Machine().ToString();
        string input = generator.Input().ToString();
        (StateMachine? machine, ImmutableArray<Diagnostic> diagnostics) = StateMachine.Compile(definition);
        Check.That(machine is not null, $"The definition is refused: {string.Join("; ", diagnostics)}");

        var tasks = new ScriptedTasks(seed);
        var faults = new HubFaults { LostEpisodes = 0.1, LostResults = 0.1 };
        var world = new DurableWorld(tasks, options, faults, random);
        ulong start = (ulong)random.NextInt64();
        var expected = new ReferenceRun(machine!, tasks, start);
        OrchestrationMessage? message = random.Next(8) switch
        {
            0 => new OrchestrationMessage.Stop("Stop", null),
            1 => new OrchestrationMessage.MachineDeleted(),
            _ => null,
        };

        // Never at the same time as a timer.
        TimeSpan delay = TimeSpan.FromMilliseconds(random.Next(40_000) + 0.5);
        StoredExecution execution = await world.StartAsync(definition, input, start);
        if (message is not null)
        {
            expected.SendAt(world.Clock.GetUtcNow() + delay, (time, number) => message is OrchestrationMessage.Stop stop
                ? new Event.Stopped(time, number, stop.Error, stop.Cause)
                : new Event.MachineDeleted(time, number));
            world.Clock.CreateTimer(_ => _ = world.SendAsync(execution, message), null, delay, Timeout.InfiniteTimeSpan);
        }

        expected.Run(StartOf(await world.FindAsync(execution), execution));
        if (!expected.IsExact)
        {
            return false;
        }

        world.Finish();
        foreach ((string what, int count) in world.Hub.Counts)
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
        }

        ExecutionRecord record = await world.FindAsync(execution);
        Check.SameHistory(expected.History, await world.HistoryAsync(execution), "a durable orchestration");
        Check.That(record.Status == expected.State.Status, $"The record says {record.Status}, not {expected.State.Status}.");
        Check.That(record.Output?.ToString() == expected.State.Output?.ToString(), "The record has another output.");
        Check.That((record.Error, record.Cause) == (expected.State.Error, expected.State.Cause), "The record has another error.");
        Check.That(record.StopDate == expected.History[^1].Timestamp, "The record has another stop date.");
        return true;
    }

    private static Event.Started StartOf(ExecutionRecord record, StoredExecution stored) => new(record.StartDate, stored.Seed, new ExecutionInput
    {
        Arn = record.Arn,
        Name = record.Name,
        RoleArn = record.StateMachine.RoleArn,
        StateMachineArn = record.StateMachineArn,
        StateMachineName = record.StateMachine.Name,
        Input = JsonAny.ParseVerbatim(record.Input),
        TokenKey = stored.TokenKey,
    });

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
