using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>The recorded answers of Jayway JsonPath 2.0.0: the result, or the kind of outcome with the message that AWS would show.</summary>
public sealed class JsonPathTests(ITestOutputHelper output)
{
    private const int Cases = 3622;

    [JsonPathFact]
    public void All_cases_are_found() => Assert.Equal(Cases, JsonPathCase.All.Count);

    [JsonPathFact]
    public void Every_gap_is_a_case() => Assert.Empty(Gaps.OfJsonPath.Ids.Except(JsonPathCase.All.Keys));

    [JsonPathTheory]
    [MemberData(nameof(JsonPathCaseId.All), MemberType = typeof(JsonPathCaseId))]
    public void A_case_answers_as_Jayway_does(JsonPathCaseId id)
    {
        JsonPathCase recorded = id.Case;
        var answer = PathAnswer.Of(recorded.Path, recorded.Document);
        string difference = $"{recorded.Path} should be {recorded.Answer}, and is {answer}";
        bool agrees = recorded.Answer.Agrees(answer);
        if (Gaps.OfJsonPath.Find(recorded.Id) is { } gap)
        {
            Assert.False(agrees, $"The case passes; remove it from the gap list ({gap.Reason}).");
            Assert.True(gap.Explains([difference]), $"The case fails, but not as the gap list says ({gap.Reason}):\n{difference}");
            output.WriteLine($"Known gap ({gap.Reason}): {difference}");
            return;
        }

        Assert.True(agrees, difference);
    }
}

/// <summary>A case as a test's argument.</summary>
public sealed class JsonPathCaseId : IXunitSerializable
{
    /// <summary>For the deserializer.</summary>
    public JsonPathCaseId()
        : this("")
    {
    }

    public JsonPathCaseId(string id) => Id = id;

    public static TheoryData<JsonPathCaseId> All => [.. JsonPathCase.All.Keys.Select(id => new JsonPathCaseId(id))];

    public string Id { get; private set; }

    public JsonPathCase Case => JsonPathCase.All[Id];

    public override string ToString() => Id;

    public void Deserialize(IXunitSerializationInfo info) => Id = info.GetValue<string>(nameof(Id));

    public void Serialize(IXunitSerializationInfo info) => info.AddValue(nameof(Id), Id);
}
