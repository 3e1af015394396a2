using FunctionsAsl.Support.Programs;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>The cases in which tasks call other services, against moto, which stands for them.</summary>
public sealed class ServicesConformanceTests(ITestOutputHelper output, MotoFixture moto) : IClassFixture<MotoFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RecordedFact]
    public void All_cases_are_found() => Assert.Equal(56, CaseSource.Services.Count);

    [ServicesTheory]
    [MemberData(nameof(CaseId.Services), MemberType = typeof(CaseId))]
    public Task A_case_answers_as_AWS_did(CaseId recorded) => Check(recorded.Case, InProcessTarget.Start);

    [ServicesTheory]
    [MemberData(nameof(CaseId.Services), MemberType = typeof(CaseId))]
    public Task A_case_answers_as_AWS_did_on_durable(CaseId recorded) => Check(recorded.Case, DurableTarget.Start);

    private async Task Check(Case recorded, StartTarget start)
    {
        await moto.ResetAsync();
        using var patience = new CancellationTokenSource(Patience);
        IReadOnlyList<string> differences = await CaseRun.DifferencesAsync(recorded, start, patience.Token, moto.Endpoint);
        ConformanceTests.Check(recorded.Id, differences, Gaps.OfServices, output);
    }
}

/// <summary>One moto for all cases, without what the case before has left.</summary>
public sealed class MotoFixture : IAsyncLifetime
{
    private MotoServer? _moto;

    public string Endpoint => _moto!.Endpoint;

    public async Task ResetAsync()
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsync($"{Endpoint}/moto-api/reset", content: null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task InitializeAsync() => _moto = MotoServer.Problem is null ? await MotoServer.StartAsync(Symbols.Account) : null;

    public async Task DisposeAsync()
    {
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }
}

/// <summary>A test that needs the recorded cases and moto.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServicesTheoryAttribute : TheoryAttribute
{
    public ServicesTheoryAttribute() => Skip = CaseSource.Services.Count == 0 ? RecordedFactAttribute.Missing : MotoServer.Problem;
}
