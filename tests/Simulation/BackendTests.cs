using System.Globalization;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Local.Storage;
using FunctionsAsl.Service.InProcess;
using Xunit;

namespace FunctionsAsl.Simulation;

/// <summary>The same random API calls over the memory store and over SQLite, which is also closed and opened, answer the same.</summary>
public sealed class BackendTests
{
    private const int Calls = 600;

    private const int DefaultSeeds = 10;

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
            var calls = new RandomCalls(seed);
            var random = new Random(seed);
            await using var memory = new ServiceUnderTest(static () => new MemoryStore());
            await using var sqlite = new ServiceUnderTest(() => new SqliteStore(Path.Combine(folder, "asl.db")));
            for (int i = 0; i < Calls; i++)
            {
                if (random.Next(5) == 0)
                {
                    await memory.MoveToNextAsync();
                    await sqlite.MoveToNextAsync();
                }

                if (random.Next(25) == 0)
                {
                    await sqlite.RestartAsync();
                }

                (string operation, JsonObject request) = calls.Next();
                JsonObject expected = await memory.CallAsync(operation, request);
                JsonObject actual = await sqlite.CallAsync(operation, request);
                Assert.True(expected.Equals(actual), $"Seed {seed}, call {i}, {operation} {request}:\n{actual}\ninstead of\n{expected}");
                if (operation == "GetActivityTask" && (expected["body"] as JsonObject)?["taskToken"] is JsonString token)
                {
                    calls.Learn(token.Value);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
