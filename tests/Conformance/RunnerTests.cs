using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>The runner itself: it accepts every recording played back, and refuses every change to one.</summary>
public sealed class RunnerTests
{
    private const int ChangesPerAnswer = 3;

    /// <summary>The cases of which no whole members are masked and no events lost: all the rest of their answers counts.</summary>
    public static TheoryData<CaseId> Unmasked => [.. CaseId.Every.Where(id =>
        id.Case.Transformers.All(t => t.JsonPath is null)
        && !ParallelOrder.IsLost(id.Case.Expected)
        && !Incomparable.PathsOf(id.Id).Any())];

    [RecordedFact]
    public void All_cases_are_found()
    {
        const string Areas = """
            activities 4, arguments 3, assign 27, base 19, callback 2, choice_operators 23, comments 2, context_object 5,
            credentials 2, error_handling 11, evaluate_jsonata 13, express 4, intrinsic_functions 23, local_mocking 3, outputdecl 12,
            query_language 9, scenarios 107, services 20, states_variables 9, test_sfn_api 18, test_sfn_api_activities 31,
            test_sfn_api_aliasing 11, test_sfn_api_express 5, test_sfn_api_logs 4, test_sfn_api_tagging 12, test_sfn_api_validation 5,
            test_sfn_api_variable_references 14, test_sfn_api_versioning 15, test_state 116, timeouts 3
            """;
        Assert.Equal(532, CaseSource.All.Count);
        Assert.Equal(
            Areas.ReplaceLineEndings(" "),
            string.Join(
                ", ",
                CaseSource.All.Values.GroupBy(c => c.Area)
                    .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
    }

    [RecordedFact]
    public void Every_listed_id_is_a_case() =>
        Assert.Equal([], Gaps.OfAll.Ids.Concat(Incomparable.Ids).Except(CaseSource.All.Keys).Except(CaseSource.Logs.Keys).Except(CaseSource.Services.Keys));

    [RecordedTheory]
    [MemberData(nameof(CaseId.All), MemberType = typeof(CaseId))]
    public async Task A_recording_played_back_is_accepted_and_any_change_to_it_is_not(CaseId id)
    {
        Case recorded = id.Case;
        JsonAny actual = await CaseRun.AnswersAsync(
            recorded, _ => ValueTask.FromResult<IStepFunctions>(new RecordedAnswers(recorded)), CancellationToken.None);
        JsonAny expected = CaseRun.Comparable(recorded, recorded.Expected);
        IReadOnlyList<string> differences = Comparison.Differences(expected, actual);
        Assert.True(differences.Count == 0, string.Join('\n', differences));

        int changes = 0;
        foreach ((_, JsonAny changed) in Mutation.OfEveryScalar(expected))
        {
            Assert.NotEmpty(Comparison.Differences(changed, actual));
            changes++;
        }

        Assert.True(changes > 0);
    }

    [RecordedTheory]
    [MemberData(nameof(Unmasked))]
    public async Task A_changed_answer_is_not_accepted(CaseId id)
    {
        Case recorded = id.Case;
        JsonAny expected = CaseRun.Comparable(recorded, recorded.Expected);
        var answers = new Dictionary<int, JsonAny>();
        await CaseRun.AnswersAsync(recorded, Playing(recorded, (call, body) => answers[call] = body), CancellationToken.None);
        foreach ((int changedCall, JsonAny answer) in answers)
        {
            List<(string Member, JsonAny Changed)> all = [.. Mutation.OfEveryScalar(answer).Where(m => !IsMasked(m.Member))];
            foreach ((string member, JsonAny changed) in all.Where((_, i) => i % (1 + (all.Count / ChangesPerAnswer)) == 0))
            {
                JsonAny actual = await CaseRun.AnswersAsync(
                    recorded, Playing(recorded, (call, body) => call == changedCall ? changed : body), CancellationToken.None);
                Assert.True(Comparison.Differences(expected, actual).Count > 0, $"A change of {member} was not seen: {changed}");
            }
        }
    }

    [Fact]
    public async Task A_refused_call_fails_a_case()
    {
        IReadOnlyList<string> differences = await CaseRun.DifferencesAsync(
            Pass, _ => ValueTask.FromResult<IStepFunctions>(new Refusing()), CancellationToken.None);
        Assert.Equal(["""call 0 (CreateStateMachine) was refused with 400: {"__type":"InvalidName"}"""], differences);
    }

    [Theory]
    [InlineData(true, "Error.Code: but is Unsupported", "Message: X is not there")]
    [InlineData(true, "refused: Unsupported, X is not there")]
    [InlineData(false)]
    [InlineData(false, "Error.Code: but is Unsupported")]
    [InlineData(false, "refused: Unsupported, X is not there", "$.name: but is missing")]
    [InlineData(false, "System.TimeoutException: The operation has timed out.")]
    public void A_gap_fails_as_its_reason_says(bool explained, params string[] differences) =>
        Assert.Equal(explained, new Gap("needs X", ["Unsupported", "X is not there"]).Explains(differences));

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "1.0", false)]
    [InlineData("0.0", "0", false)]
    [InlineData("1.50", "1.5", true)]
    [InlineData("12345678901234567890", "12345678901234567891", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", false)]
    [InlineData("\"[1, 2]\"", "\"[1,2]\"", false)]
    public void Values_compare_as_the_recordings_tell_them_apart(string expected, string actual, bool same) =>
        Assert.Equal(same, Comparison.Differences(JsonAny.Parse(expected), JsonAny.Parse(actual)).Count == 0);

    [Theory]
    [InlineData("$..a", """{"b":[{"c":1},[2]]}""")]
    [InlineData("$..b..c", """{"a":1,"b":[{},[2]]}""")]
    [InlineData("$.b[0].c", """{"a":1,"b":[{},[2]]}""")]
    [InlineData("$..x", """{"a":1,"b":[{"c":1},[2]]}""")]
    public void A_path_removes_members(string path, string left) =>
        Assert.Equal(left, new MemberPath(path).Remove(JsonAny.Parse("""{"a":1,"b":[{"c":1},[2]]}""")).ToString());

    [Fact]
    public void Text_is_written_as_Python_writes_it() =>
        Assert.Equal(
            """{"a": [1, "\u00e9\u007f\n\"\\"], "b": null}""",
            PythonJson.Write(JsonAny.Parse("""{"a":[1,"é\u007f\n\"\\"],"b":null}""")));

    private static bool IsMasked(string member) =>
        member.EndsWith("Date", StringComparison.Ordinal) || member.Contains("timestamp", StringComparison.OrdinalIgnoreCase)
        || member is "revisionId" or "nextToken" or "__type";

    private static StartTarget Playing(Case recorded, Func<int, JsonAny, JsonAny> change) =>
        _ => ValueTask.FromResult<IStepFunctions>(new RecordedAnswers(recorded, change));

    private static Case Pass => new((JsonMap)JsonAny.Parse("""
        {"id":"x","area":"x","aws_validated":"2024-01-01T00:00","calls":[{"op":"CreateStateMachine","params":{"name":"<sm_name_0>"}}],
        "expected":{"k":{}},"transformers":[],"lambdas":{},"matches":[{"key":"k","call":0}]}
        """));

    private sealed class Refusing : IStepFunctions
    {
        public ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel) =>
            ValueTask.FromResult<(int, JsonAny)>((400, JsonMap.Of(("__type", "InvalidName"))));

        public ValueTask SettleAsync(bool timePasses, CancellationToken cancel) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
