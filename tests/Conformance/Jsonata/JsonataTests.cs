using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>The official suite of JSONata: the result, or the exact code of the error.</summary>
public sealed class JsonataTests
{
    private const int Cases = 1686;

    [JsonataFact]
    public void All_cases_are_found() => Assert.Equal(Cases, JsonataSuite.All.Count);

    [JsonataTheory]
    [MemberData(nameof(Ids))]
    public void A_case_answers_as_the_reference_does(JsonataCaseId id)
    {
        JsonataCase suite = id.Case;
        (JsonAny? result, JsonataException? error) = Run(suite);
        if (suite.Code is { } code)
        {
            Assert.True(error is not null, $"{suite.Expression} should fail with {code}, and is {result}");
            Assert.Equal((code, suite.Message ?? error.Message, suite.Token ?? error.Token), (error.Code, error.Message, error.Token));
            return;
        }

        Assert.True(error is null, $"{suite.Expression} should be {suite.Result}, and fails with {error?.Code}: {error?.Message}");
        Assert.True(AreEqual(suite.Result, result, suite.IsUnordered), $"{suite.Expression} should be {suite.Result}, and is {result}");
    }

    public static TheoryData<JsonataCaseId> Ids => [.. JsonataSuite.All.Select(suite => new JsonataCaseId(suite.Id))];

    private static (JsonAny? Result, JsonataException? Error) Run(JsonataCase suite)
    {
        try
        {
            return (JsonataQuery.Compile(suite.Expression).Evaluate(suite.Data, new SuiteScope(suite)), null);
        }
        catch (JsonataException e) when (suite.Depth is not null && e.Code == "D1011")
        {
            // The suite bounds depth and time by callbacks of its own, which have a code of their own.
            return (null, new JsonataException("U1001"));
        }
        catch (StepBudgetException) when (suite.Depth is not null)
        {
            return (null, new JsonataException("U1001"));
        }
        catch (JsonataException e)
        {
            return (null, e);
        }
    }

    private static bool AreEqual(JsonAny? expected, JsonAny? actual, bool unordered)
    {
        if (expected is null || actual is null)
        {
            return expected is null && actual is null;
        }

        if (unordered && expected is JsonList a && actual is JsonList b)
        {
            return a.Select(static item => item.ToString()).Order(StringComparer.Ordinal)
                .SequenceEqual(b.Select(static item => item.ToString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }

        return (expected, actual) switch
        {
            // The suite's numbers are JavaScript's: exactly the same double.
            (JsonNumber x, JsonNumber y) => x.AsDouble.Equals(y.AsDouble),
            (JsonList x, JsonList y) => x.Count == y.Count && x.Zip(y).All(static pair => AreEqual(pair.First, pair.Second, unordered: false)),
            (JsonMap x, JsonMap y) => x.Count == y.Count && x.All(member => AreEqual(member.Value, y[member.Key], unordered: false)),
            _ => expected.Equals(actual),
        };
    }

    private sealed class SuiteScope(JsonataCase suite) : JsonataScope
    {
        public override DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

        public override Entropy Entropy { get; } = new(1);

        public override StepBudget Steps { get; } = new();

        public override int? MaxDepth => suite.Depth;

        public override JsonAny? Variable(string name) => suite.Bindings[name];
    }
}

/// <summary>A case as a test's argument.</summary>
public sealed class JsonataCaseId : IXunitSerializable
{
    /// <summary>For the deserializer.</summary>
    public JsonataCaseId()
        : this("")
    {
    }

    public JsonataCaseId(string id) => Id = id;

    public string Id { get; private set; }

    public JsonataCase Case => JsonataSuite.ById[Id];

    public override string ToString() => Id;

    public void Deserialize(IXunitSerializationInfo info) => Id = info.GetValue<string>(nameof(Id));

    public void Serialize(IXunitSerializationInfo info) => info.AddValue(nameof(Id), Id);
}
