using System.Globalization;
using FunctionsAsl.AwsApi;
using FunctionsAsl.Json;
using FunctionsAsl.Support;
using FunctionsAsl.Support.Botocore;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>Random calls of all operations are written, and their answers read, as botocore writes and reads them.</summary>
public sealed class ProtocolDifferentialTests(ITestOutputHelper output)
{
    // More, of other seeds: BOTOCORE_SEED=… BOTOCORE_CASES=… dotnet test tests/Conformance --filter ProtocolDifferential
    private static readonly int Seed = Number("BOTOCORE_SEED", 20260103);
    private static readonly int Cases = Number("BOTOCORE_CASES", 1);

    [BotocoreFact]
    public async Task Every_operation_is_written_and_read_alike()
    {
        ServiceEntry[] services = [.. ServiceTable.All()];
        using AnsweringProcess botocore = BotocorePackage.Start();
        IReadOnlyList<JsonMap> answers = await botocore.AnswerAsync(
            [.. services.Select(static s => JsonMap.Of(("service", s.Name), ("seed", Seed), ("cases", Cases)))]);
        Assert.Equal(services.Length, answers.Count);

        var comparison = new ProtocolComparison();
        foreach ((ServiceEntry entry, JsonMap answer) in services.Zip(answers))
        {
            ServiceModel service = ServiceTable.Read(entry);
            foreach (JsonMap one in ((JsonList)answer["cases"]!).Cast<JsonMap>())
            {
                comparison.Compare(service, one);
            }
        }

        output.WriteLine(
            $"seed {Seed}: {comparison.Operations} operations of {services.Length} services; {comparison.Requests} requests, "
            + $"{comparison.Answers} answers and {comparison.Errors} errors compared, {comparison.Differences.Count} differ");
        // But for streams of events, which are not supported.
        Assert.True(comparison.Requests > comparison.Operations * Cases * 0.99);
        Assert.True(comparison.Answers > comparison.Operations * Cases * 0.99);
        Assert.True(
            comparison.Differences.Count == 0, $"{comparison.Differences.Count} differ\n{string.Join('\n', comparison.Differences.Take(20))}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
