using FunctionsAsl.Json;
using FunctionsAsl.Support;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>Random paths over random documents come to the same here and in Jayway's library.</summary>
public sealed class JsonPathDifferentialTests(ITestOutputHelper output)
{
    private const int Paths = 20_000;

    // More of other seeds: JSONPATH_SEED=… dotnet test tests/Conformance --filter JsonPathDifferential
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("JSONPATH_SEED"), out int seed) ? seed : 20260102;

    [OracleFact]
    public async Task Random_paths_come_to_the_same()
    {
        var all = new List<(string Path, JsonAny Document)>();
        for (int i = 0; i < Paths; i++)
        {
            // Each has a seed of its own, so that one alone can be looked at.
            var generator = new RandomJsonPath(new Random(unchecked((Seed * 1_000_003) + i)));
            all.Add((generator.Path(), generator.Document()));
        }

        using AnsweringProcess oracle = JsonPathOracle.Start();
        IReadOnlyList<JsonMap> answers = await oracle.AnswerAsync(
            [.. all.Select(static one => JsonMap.Of(("path", one.Path), ("document", one.Document.ToString())))]);
        Assert.Equal(all.Count, answers.Count);

        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var differences = new List<string>();
        int patterns = 0;
        for (int i = 0; i < all.Count; i++)
        {
            (string path, JsonAny document) = all[i];
            var expected = WithoutJavaText(PathAnswer.Read(answers[i]));
            var actual = WithoutJavaText(PathAnswer.Of(path, document));
            outcomes[expected.Outcome] = outcomes.GetValueOrDefault(expected.Outcome) + 1;
            if (actual.Message?.StartsWith("Invalid regular expression", StringComparison.Ordinal) is true && expected.Outcome != "refused")
            {
                // Java's regular expressions know more than JavaScript's, of which ours are.
                patterns++;
            }
            else if (!expected.Agrees(actual))
            {
                differences.Add($"seed {Seed}, path {i}: {path}\n  of {document}\n  should be {expected}\n  and is {actual}");
            }
        }

        output.WriteLine($"seed {Seed}: {string.Join(", ", outcomes.Select(static outcome => $"{outcome.Value} {outcome.Key}"))}, {patterns} of Java's regular expressions");
        Assert.True(patterns <= Paths / 1000);
        Assert.All(outcomes.Values, static count => Assert.True(count > Paths / 20));
        Assert.True(differences.Count == 0, $"{differences.Count} differ\n{string.Join('\n', differences.Take(20))}");
    }

    /// <summary>The answer without a text of Java's own, or ours in its place: of casts, of Java's null, and of most texts that are no numbers.</summary>
    private static PathAnswer WithoutJavaText(PathAnswer answer) =>
        answer.Outcome == "failed" && !answer.Message!.StartsWith("Filter: ", StringComparison.Ordinal) && !answer.Message.StartsWith("Multi ", StringComparison.Ordinal) && !answer.Message.StartsWith("Character ", StringComparison.Ordinal)
            ? answer with { Message = "" }
            : answer;
}
