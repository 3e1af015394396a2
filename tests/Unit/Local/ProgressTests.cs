using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Local;
using Xunit;

namespace FunctionsAsl.Unit.Local;

public sealed class ProgressTests
{
    [Fact]
    public void States_are_told_with_how_long_they_took_also_where_one_runs_several_times_at_once()
    {
        var output = new StringWriter { NewLine = "\n" };
        new Progress(output).Tell(
        [
            Event(1, 0, 0, HistoryEventType.ExecutionStarted, null),
            Event(2, 0, 0, HistoryEventType.TaskStateEntered, ("name", "T")),
            Event(3, 0, 100, HistoryEventType.TaskStateEntered, ("name", "T")),
            Event(4, 2, 200, HistoryEventType.TaskFailed, ("error", "E"), ("cause", "a\nb")),
            Event(5, 4, 2500, HistoryEventType.TaskStateExited, ("name", "T")),
            Event(6, 3, 2600, HistoryEventType.TaskStateExited, ("name", "T")),
        ]);

        Assert.Equal(
            """
                0.000 > T
                0.100 > T
                0.200 ! TaskFailed: E: a b
                2.500 < T (2.500 s)
                2.600 < T (2.500 s)

            """,
            output.ToString());
    }

    [Fact]
    public void The_failure_of_an_expression_belongs_to_the_state_that_was_being_entered()
    {
        var output = new StringWriter { NewLine = "\n" };
        new Progress(output).Tell(
        [
            Event(1, 0, 0, HistoryEventType.ExecutionStarted, null),
            Event(2, 0, 0, HistoryEventType.TaskStateEntered, ("name", "T")),
            Event(3, 0, 0, HistoryEventType.EvaluationFailed, ("error", "E"), ("cause", "c"), ("state", "T")),
            Event(4, 3, 1000, HistoryEventType.EvaluationFailed, ("error", "E"), ("cause", "c"), ("state", "T")),
            Event(5, 4, 1000, HistoryEventType.TaskStateExited, ("name", "T")),
        ]);

        Assert.EndsWith("    1.000 < T (1.000 s)\n", output.ToString(), StringComparison.Ordinal);
    }

    private static HistoryEvent Event(
        long id, long previous, int milliseconds, HistoryEventType type, params (string Name, JsonAny Value)[]? details) =>
        new(id, previous, DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds), type, details is null ? null : JsonMap.Of(details));
}
