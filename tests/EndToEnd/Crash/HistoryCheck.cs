using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Crash;

/// <summary>Holds the history of an execution that was interrupted against that of one that was not.</summary>
internal static partial class HistoryCheck
{
    public static void AssertSame(StartedExecution execution, IReadOnlyList<JsonMap> expected, IReadOnlyList<JsonMap> actual)
    {
        Assert.Equal(Enumerable.Range(1, actual.Count).Select(static i => (long)i), actual.Select(static e => e.Integer("id")));
        Assert.All(actual, static e => Assert.InRange(e.Integer("previousEventId"), 0, e.Integer("id") - 1));
        double[] times = [.. actual.Select(static e => ((JsonNumber)e.At("timestamp")).AsDouble)];
        Assert.Equal(times.Order(), times);
        Assert.Single(actual, static e => e.Text("type") is "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionAborted"
            or "ExecutionTimedOut");
        switch (execution.Workflow.Order)
        {
            case HistoryOrder.Exact:
                Assert.Equal(expected.Select(Describe), actual.Select(Describe));
                break;
            case HistoryOrder.AnyBranchFirst:
                Assert.Equal(expected.Select(Name).Order(), actual.Select(Name).Order());
                break;
            case HistoryOrder.LostWorkers:
                Assert.Matches(Attempts(), string.Join(' ', actual.Select(static e => e.Text("type"))));
                break;
        }

        AssertWaited(actual);
    }

    /// <summary>No Wait ended early: the timer outlived the crash, and so did its time.</summary>
    private static void AssertWaited(IReadOnlyList<JsonMap> events)
    {
        foreach (JsonMap exit in events.Where(static e => e.Text("type") == "WaitStateExited"))
        {
            JsonMap entry = events[(int)exit.Integer("previousEventId") - 1];
            Assert.Equal("WaitStateEntered", entry.Text("type"));
            Assert.True(Time(exit) - Time(entry) >= 0.999, $"{entry} {exit}");
        }
    }

    private static double Time(JsonMap e) => ((JsonNumber)e.At("timestamp")).AsDouble;

    private static string Describe(JsonMap e) => $"{e.Integer("id")} after {e.Integer("previousEventId")}: {Name(e)}";

    private static string Name(JsonMap e)
    {
        JsonAny? details = e["stateEnteredEventDetails"] ?? e["stateExitedEventDetails"];
        return details is null ? e.Text("type") : $"{e.Text("type")} {details.Text("name")}";
    }

    [GeneratedRegex(
        "^ExecutionStarted TaskStateEntered (ActivityScheduled ActivityStarted ActivityTimedOut )*"
        + "ActivityScheduled ActivityStarted ActivitySucceeded TaskStateExited ExecutionSucceeded$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Attempts();
}
