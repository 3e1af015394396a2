using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Support.Jsonata;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>Random expressions over random data come to the same here and in the reference implementation.</summary>
public sealed partial class DifferentialTests(ITestOutputHelper output)
{
    private const int Expressions = 5000;

    // More of other seeds: JSONATA_SEED=… dotnet test tests/Conformance --filter Differential
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("JSONATA_SEED"), out int seed) ? seed : 20260102;

    [ReferenceFact]
    public async Task Random_expressions_come_to_the_same()
    {
        var all = new List<(string Expression, JsonAny Input)>();
        for (int i = 0; i < Expressions; i++)
        {
            // Each has a seed of its own, so that one alone can be looked at.
            var jsonata = new RandomJsonata(new Random(unchecked((Seed * 31) + i)));
            all.Add((jsonata.Expression(3), jsonata.Data()));
        }

        using var reference = new ReferenceImplementation("reference.js");
        IReadOnlyList<JsonMap> answers = await reference.AnswerAsync(all);
        Assert.Equal(all.Count, answers.Count);

        int compared = 0;
        int failures = 0;
        int others = 0;
        var differences = new List<string>();
        for (int i = 0; i < all.Count; i++)
        {
            if (answers[i]["code"] is JsonString { Value: "" })
            {
                continue;
            }

            compared++;
            failures += answers[i].Contains("code") ? 1 : 0;
            string expected = Describe(answers[i]["result"], (answers[i]["code"] as JsonString)?.Value);
            string actual = Evaluate(all[i].Expression, all[i].Input);
            if (expected == actual || answers[i]["doubtful"] is JsonBoolean { Value: true })
            {
                // The reference goes on with values that are not there, which are no values here.
                continue;
            }

            if (answers[i].Contains("code") && Codes().IsMatch(actual))
            {
                // The reference evaluates the parts of arrays and objects at once; of several errors it names any.
                others++;
            }
            else
            {
                differences.Add($"seed {Seed}, expression {i}: {all[i].Expression}\n  of {all[i].Input}\n  should be {expected}\n  and is {actual}");
            }
        }

        output.WriteLine($"seed {Seed}: {compared} compared, {failures} of them errors, {others} of these another one, {all.Count - compared} without an answer of the reference");
        Assert.True(compared > Expressions * 9 / 10);
        Assert.True(others <= Expressions / 500);
        Assert.True(differences.Count == 0, $"{differences.Count} differ\n{string.Join('\n', differences.Take(20))}");
    }

    [GeneratedRegex("^[SDT][0-9]{4}$", RegexOptions.None, 1000)]
    private static partial Regex Codes();

    private static string Evaluate(string expression, JsonAny input)
    {
        try
        {
            return Describe(JsonataQuery.Compile(expression).Evaluate(input, new FixedScope()), null);
        }
        catch (JsonataException e)
        {
            return Describe(null, e.Code);
        }
        catch (StepBudgetException e)
        {
            return e.Message;
        }
    }

    private static string Describe(JsonAny? result, string? code) => code ?? (result is null ? "nothing" : Canonical(result).ToString());

    /// <summary>The value with the members of its objects in order, and numbers as JavaScript has them.</summary>
    private static JsonAny Canonical(JsonAny value) => value switch
    {
        JsonNumber number => JsonNumber.Of(number.AsDouble),
        JsonList array => JsonList.Of(array.Select(Canonical)),
        JsonMap o => JsonMap.Of([.. o.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => (m.Key, Canonical(m.Value)))]),
        _ => value,
    };

    private sealed class FixedScope : JsonataScope
    {
        public override DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override Entropy Entropy { get; } = new(1);

        public override StepBudget Steps { get; } = new();

        public override JsonAny? Variable(string name) => null;
    }
}
