using System.Text.Json.Nodes;
using Xunit;

namespace FunctionsAsl.Compatibility;

/// <summary>Data that releases have written goes on with the code of this tree as it did with theirs.</summary>
public sealed class CompatibilityTests(Records records) : IClassFixture<Records>
{
    /// <summary>Release and kind of host of all data there is, and how many executions are in it.</summary>
    public static TheoryData<string, string, int> Sets { get; } = new()
    {
        { "8e0147c", "local", 41 },
        { "8e0147c", "durable-ordinary", 36 },
        { "8e0147c", "durable-narrow", 36 },
        { "8e0147c", "durable-cramped", 36 },
        { "e305a53", "local", 45 },
        { "e305a53", "durable-ordinary", 40 },
        { "e305a53", "durable-narrow", 40 },
        { "e305a53", "durable-cramped", 40 },
        { "ad257c1", "local", 83 },
        { "ad257c1", "durable-ordinary", 83 },
        { "ad257c1", "durable-narrow", 83 },
        { "ad257c1", "durable-cramped", 82 },
        { "4cc3bdd", "local", 83 },
        { "4cc3bdd", "durable-ordinary", 83 },
        { "4cc3bdd", "durable-narrow", 83 },
        { "4cc3bdd", "durable-cramped", 82 },
        { "370e3d1", "local", 83 },
        { "370e3d1", "durable-ordinary", 83 },
        { "370e3d1", "durable-narrow", 83 },
        { "370e3d1", "durable-cramped", 82 },
    };

    public static IEnumerable<object[]> Executions() => Sets.SelectMany(static set =>
        DataSet.Of((string)set[0], (string)set[1]).ReadRecord().Executions.Select(e => new[] { set[0], set[1], e.Key }));

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task All_is_found_and_calls_are_answered_as_recorded(string release, string kind, int count)
    {
        (Record expected, Record actual) = await records.GetAsync(release, kind);
        AssertSame(expected.Found, actual.Found);
        Assert.Equal(count, actual.Found.Count);
        AssertSame(expected.Answers, actual.Answers);
        AssertSame(expected.Resources, actual.Resources);
        if (expected.MapRuns is { } runs)
        {
            AssertSame(runs.Found, actual.MapRuns!.Found);
            AssertSame(runs.Ended, actual.MapRuns.Ended);
        }

        Assert.Equal(expected.Executions.Select(static e => e.Key), actual.Executions.Select(static e => e.Key));
    }

    [Theory]
    [MemberData(nameof(Executions))]
    public async Task An_execution_ends_as_recorded(string release, string kind, string arn)
    {
        (Record expected, Record actual) = await records.GetAsync(release, kind);
        AssertSame(expected.Executions[arn], actual.Executions[arn]);
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual) => Assert.Equal(DataSet.Format(expected), DataSet.Format(actual));
}
