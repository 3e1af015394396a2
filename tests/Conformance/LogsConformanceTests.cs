using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The cases that read what state machines log, in which no other service takes part: through an endpoint of CloudWatch Logs.
/// </summary>
public sealed class LogsConformanceTests(ITestOutputHelper output, LambdaServer lambda) : IClassFixture<LambdaServer>
{
    [RecordedFact]
    public void All_cases_are_found() => Assert.Equal(25, CaseSource.Logs.Count);

    [RecordedTheory]
    [MemberData(nameof(CaseId.Logs), MemberType = typeof(CaseId))]
    public Task A_case_logs_as_AWS_did(CaseId recorded) => Check(recorded.Case, lambda.StartInProcess);

    [RecordedTheory]
    [MemberData(nameof(CaseId.Logs), MemberType = typeof(CaseId))]
    public Task A_case_logs_as_AWS_did_on_durable(CaseId recorded) => Check(recorded.Case, DurableTarget.Start);

    [RecordedTheory]
    [MemberData(nameof(CaseId.Logs), MemberType = typeof(CaseId))]
    public Task A_case_logs_as_AWS_did_where_orchestrations_carry_nothing(CaseId recorded) => Check(recorded.Case, DurableTarget.StartCramped);

    private async Task Check(Case recorded, StartTarget start)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        IReadOnlyList<string> differences = await CaseRun.DifferencesAsync(recorded, start, patience.Token);
        ConformanceTests.Check(recorded.Id, differences, Gaps.OfAll, output);
    }
}
