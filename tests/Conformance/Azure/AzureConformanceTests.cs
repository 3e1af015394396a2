using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>The cases on the real durable engine and Azurite, in real time, several at once.</summary>
public sealed class AzureConformanceTests(ITestOutputHelper output, AzureResults results) : IClassFixture<AzureResults>
{
    [AzureTheory]
    [MemberData(nameof(CaseId.All), MemberType = typeof(CaseId))]
    public async Task A_case_answers_as_AWS_did(CaseId recorded) =>
        ConformanceTests.Check(recorded.Id, await results.Of(recorded.Case), Gaps.OfAll, output);
}
