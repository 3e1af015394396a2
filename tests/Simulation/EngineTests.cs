using System.Globalization;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation;

/// <summary>
/// The same random API calls over the memory store, over SQLite and over a durable engine, which are restarted now and then, answer the
/// same.
/// </summary>
public sealed class EngineTests
{
    private const int Calls = 600;

    private const int DefaultSeeds = 20;

    /// <summary>The seeds to run; <c>SIMULATION_SEEDS</c> says how many.</summary>
    public static TheoryData<int> Seeds => new(Enumerable.Range(
        1, int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEEDS"), CultureInfo.InvariantCulture, out int seeds) ? seeds : DefaultSeeds));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Memory_and_SQLite_answer_the_same(int seed)
    {
        string folder = Directory.CreateTempSubdirectory("asl-simulation").FullName;
        try
        {
            await using var memory = new ServiceUnderTest(static tasks => new InProcessHost(static () => new MemoryStore(), tasks));
            await using var sqlite = new ServiceUnderTest(
                tasks => new InProcessHost(() => new SqliteStore(Path.Combine(folder, "asl.db")), tasks));
            await CompareAsync(seed, memory, sqlite);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <remarks>
    /// A durable worker asks now and then for a task and so gets it a little later: workers that wait would not be comparable.
    /// </remarks>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Memory_and_durable_answer_the_same(int seed)
    {
        // Some carry all that they can, some almost nothing.
        OrchestrationOptions options = seed % 2 == 0
            ? new OrchestrationOptions()
            : new OrchestrationOptions { InlineBytes = 300, StateBytes = 1_500, TailBytes = 500, StatusBytes = 300, HistoryEvents = 8 };

        // A lost result comes later, and then it may be another branch that fails first.
        var faults = new HubFaults { LostEpisodes = 0.2, DoubleMessages = 0.2 };
        await using var memory = new ServiceUnderTest(static tasks => new InProcessHost(static () => new MemoryStore(), tasks))
        {
            Patience = TimeSpan.Zero,
        };
        await using var durable = new ServiceUnderTest(tasks => new DurableHost(tasks, options, faults, seed))
        {
            Patience = TimeSpan.Zero,
        };
        await CompareAsync(seed, memory, durable);
    }

    /// <param name="seed">Chooses the calls.</param>
    /// <param name="expected">Answers as the other should.</param>
    /// <param name="actual">Is restarted now and then.</param>
    private static async Task CompareAsync(int seed, ServiceUnderTest expected, ServiceUnderTest actual)
    {
        var calls = new RandomCalls(seed);
        var random = new Random(seed);
        for (int i = 0; i < Calls; i++)
        {
            if (random.Next(5) == 0)
            {
                TimeSpan time = TimeSpan.FromMilliseconds(random.Next(10_000));
                await expected.PassAsync(time);
                await actual.PassAsync(time);
            }

            if (random.Next(25) == 0)
            {
                await actual.RestartAsync();
            }

            (string operation, JsonMap request) = calls.Next();
            JsonMap right = await expected.CallAsync(operation, request);
            JsonMap answer = await actual.CallAsync(operation, request);
            Assert.True(right.Equals(answer), $"Seed {seed}, call {i}, {operation} {request}:\n{answer}\ninstead of\n{right}");
            if (operation == "GetActivityTask" && (right["body"] as JsonMap)?["taskToken"] is JsonString token)
            {
                calls.Learn(token.Value);
            }
        }
    }
}
