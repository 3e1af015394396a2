using System.Collections.Concurrent;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>The cases through the service over the in-process engine, their functions over HTTP.</summary>
public sealed class InProcessConformanceTests(ITestOutputHelper output, LambdaServer lambda)
    : ConformanceTests(output, lambda.StartInProcess, Gaps.OfAll), IClassFixture<LambdaServer>
{
    /// <summary>Of 75 cases with functions; those that are refused or mocked call none.</summary>
    private const int CallsOfAllCases = 115;

    [RecordedFact]
    public async Task Every_function_of_a_case_is_called_over_HTTP()
    {
        foreach (Case recorded in CaseSource.All.Values.Where(c => c.Lambdas.Count > 0))
        {
            await Result(recorded);
        }

        Assert.Equal(CallsOfAllCases, lambda.Calls);
    }
}

/// <summary>The cases through the service over the durable engine.</summary>
public sealed class DurableConformanceTests(ITestOutputHelper output) : ConformanceTests(output, DurableTarget.Start, Gaps.OfAll);

/// <summary>The same where the orchestrations can carry nothing along.</summary>
public sealed class CrampedDurableConformanceTests(ITestOutputHelper output) : ConformanceTests(output, DurableTarget.StartCramped, Gaps.OfAll);

/// <param name="output">For what is to be read.</param>
/// <param name="target">What the cases are run against.</param>
/// <param name="gaps">What fails there.</param>
public abstract class ConformanceTests(ITestOutputHelper output, StartTarget target, Gaps gaps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each case runs once; its own test and the summary read the same result.
    private static readonly ConcurrentDictionary<(StartTarget, string), Lazy<Task<IReadOnlyList<string>>>> Results = new();

    [RecordedTheory]
    [MemberData(nameof(CaseId.All), MemberType = typeof(CaseId))]
    public async Task A_case_answers_as_AWS_did(CaseId recorded)
    {
        IReadOnlyList<string> differences = await Result(recorded.Case);
        if (Gaps.AreWritten)
        {
            return;
        }

        Check(recorded.Id, differences, gaps, output);
    }

    /// <summary>Asserts that a case passes, or fails as a gap list says.</summary>
    internal static void Check(string id, IReadOnlyList<string> differences, Gaps gaps, ITestOutputHelper output)
    {
        string text = string.Join('\n', differences);
        if (gaps.Find(id) is { } gap)
        {
            Assert.True(differences.Count > 0, $"The case passes; remove it from the gap list ({gap.Reason}).");
            Assert.True(gap.Explains(differences), $"The case fails, but not as the gap list says ({gap.Reason}):\n{text}");
            output.WriteLine($"Known gap ({gap.Reason}):\n{text}");
            return;
        }

        Assert.True(differences.Count == 0, text);
    }

    [RecordedFact]
    public async Task The_summary_counts_passed_cases_by_area_and_class()
    {
        var passed = new List<Case>();
        var failed = new List<(Case Case, IReadOnlyList<string> Differences)>();
        foreach (Case recorded in CaseSource.All.Values)
        {
            IReadOnlyList<string> differences = await Result(recorded);
            if (differences.Count == 0)
            {
                passed.Add(recorded);
            }
            else
            {
                failed.Add((recorded, differences));
            }
        }

        output.WriteLine(Summary.Table("area", CaseSource.All.Values, passed, c => c.Area));
        output.WriteLine(Summary.Table("class", CaseSource.All.Values, passed, Features.ClassOf));
        if (Gaps.AreWritten)
        {
            gaps.Write(failed);
            return;
        }

        Assert.Equal(failed.Count, gaps.Ids.Count());
    }

    protected Task<IReadOnlyList<string>> Result(Case recorded) =>
        Results.GetOrAdd((target, recorded.Id), _ => new(() => Task.Run(() => RunAsync(recorded)))).Value;

    private async Task<IReadOnlyList<string>> RunAsync(Case recorded)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await CaseRun.DifferencesAsync(recorded, target, patience.Token).AsTask().WaitAsync(Patience);
        }
        catch (Exception e)
        {
            return [e.ToString()];
        }
    }
}
