using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class RetryAndCatchTests
{
    [Theory]
    [InlineData(""" "IntervalSeconds":2,"MaxAttempts":4 """, "2 4 8 16")]
    [InlineData("", "1 2 4")]
    [InlineData(""" "BackoffRate":1 """, "1 1 1")]
    [InlineData(""" "IntervalSeconds":3,"BackoffRate":1.5,"MaxAttempts":3 """, "3 4.5 6.75")]
    [InlineData(""" "IntervalSeconds":3,"BackoffRate":3,"MaxDelaySeconds":20,"MaxAttempts":4 """, "3 9 20 20")]
    [InlineData(""" "MaxAttempts":0 """, "")]
    [InlineData(""" "IntervalSeconds":99999999,"BackoffRate":1e300,"MaxAttempts":2 """, "99999999 99999999")]
    public void A_retrier_waits_longer_each_time(string fields, string delays) =>
        Assert.Equal(delays, string.Join(' ', Delays($$"""[{"ErrorEquals":["States.ALL"]{{(fields.Length > 0 ? "," + fields : "")}}}]""")));

    [Fact]
    public void Full_jitter_waits_for_a_part_of_the_delay_that_the_seed_decides()
    {
        const string Retry = """[{"ErrorEquals":["States.ALL"],"IntervalSeconds":10,"BackoffRate":1,"MaxAttempts":20,"JitterStrategy":"FULL"}]""";
        double[] delays = [.. Delays(Retry, i => (ulong)i)];
        Assert.All(delays, delay => Assert.InRange(delay, 0, 10));
        Assert.True(delays.Distinct().Count() > 15);
        Assert.True(delays.Max() - delays.Min() > 5);
        Assert.Equal(delays, Delays(Retry, i => (ulong)i));
    }

    [Fact]
    public void Each_retrier_counts_its_own_attempts()
    {
        string[] errors = ["a", "b", "a", "b", "a", "b"];
        int attempt = 0;
        Workflow run = Task(
            """[{"ErrorEquals":["a"],"MaxAttempts":2,"IntervalSeconds":5,"BackoffRate":3},{"ErrorEquals":["b"],"MaxAttempts":3,"BackoffRate":1}]""",
            (task, now) => new Event.TaskFailed(now, 0, task.Id, errors[attempt++], null)).Run();
        Assert.Equal("a", run.State.Error);
        Assert.Equal(5, attempt);
        Assert.Equal([0, 1, 2, 3, 4], run.Commands.OfType<Command.RunTask>().Select(t => t.Attempt));
        Assert.Equal(5, run.Commands.OfType<Command.RunTask>().Select(t => t.Id).Distinct().Count());
    }

    [Fact]
    public void The_first_retrier_that_matches_decides() =>
        Assert.Equal([1], Delays("""[{"ErrorEquals":["Boom"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"],"IntervalSeconds":9}]"""));

    [Fact]
    public void The_counters_start_again_when_the_state_is_entered_again()
    {
        int attempt = 0;
        Workflow run = new Workflow("""
            {"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Retry":[{"ErrorEquals":["a"],"MaxAttempts":1}],"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.again","BooleanEquals":true,"Next":"T"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
            """, (task, now) => ++attempt switch
        {
            1 or 3 => new Event.TaskFailed(now, 0, task.Id, "a", null),
            2 => new Event.TaskSucceeded(now, 0, task.Id, FunctionsAsl.Json.JsonAny.Parse("""{"again":true}""")),
            _ => new Event.TaskSucceeded(now, 0, task.Id, FunctionsAsl.Json.JsonAny.Parse("""{"again":false}""")),
        }).Run();
        Assert.Equal((ExecutionStatus.Succeeded, 4), (run.State.Status, attempt));
        Assert.Equal([0, 1, 0, 1], run.Commands.OfType<Command.RunTask>().Select(t => t.Attempt));
    }

    [Theory]
    [InlineData("Boom", "Boom", true)]
    [InlineData("Boom", "States.TaskFailed", true)]
    [InlineData("Boom", "States.ALL", true)]
    [InlineData("Boom", "boom", false)]
    [InlineData("States.Timeout", "States.TaskFailed", false)]
    [InlineData("States.Timeout", "States.Timeout", true)]
    [InlineData("States.Timeout", "States.ALL", true)]
    [InlineData("States.HeartbeatTimeout", "States.Timeout", true)]
    [InlineData("States.HeartbeatTimeout", "States.HeartbeatTimeout", true)]
    [InlineData("States.HeartbeatTimeout", "States.TaskFailed", false)]
    [InlineData("States.Runtime", "States.ALL", false)]
    [InlineData("States.Runtime", "States.Runtime", false)]
    [InlineData("States.Runtime", "States.TaskFailed", false)]
    [InlineData("States.DataLimitExceeded", "States.ALL", true)] // As recorded, whatever the guide says.
    public void A_catcher_takes_the_errors_it_names(string error, string caught, bool takes)
    {
        Workflow run = Caught($$""" "ErrorEquals":["{{caught}}"] """, error).Run();
        Assert.Equal(takes ? ExecutionStatus.Succeeded : ExecutionStatus.Failed, run.State.Status);
    }

    [Theory]
    [InlineData("", """{"Error":"E","Cause":"C"}""")]
    [InlineData(""","ResultPath":"$.error.info" """, """{"in":1,"error":{"info":{"Error":"E","Cause":"C"}}}""")]
    [InlineData(""","ResultPath":null """, """{"in":1}""")]
    public void A_catcher_puts_the_error_where_it_says(string fields, string expected) =>
        Assert.Equal(expected, Caught(""" "ErrorEquals":["States.ALL"] """ + fields, "E").Run("""{"in":1}""").State.Output!.ToString());

    [Fact]
    public void Only_the_catcher_assigns()
    {
        Workflow run = new Workflow("""
            {"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Assign":{"v":"state","w":1},"Next":"Z",
                "Catch":[{"ErrorEquals":["States.ALL"],"Assign":{"v.$":"$.Cause"},"Next":"Z"}]},
              "Z":{"Type":"Pass","Parameters":{"v.$":"$v"},"End":true}}}
            """, Fail("E")).Run();
        Assert.Equal("""{"v":"C"}""", run.State.Output!.ToString());
        Assert.Equal("""{"v":"\"C\""}""", run.History.Single(e => e.Type == HistoryEventType.TaskStateExited).Details!["assignedVariables"]!.ToString());
    }

    [Fact]
    public void Retries_come_before_catchers() =>
        Assert.Equal(3, Caught(""" "ErrorEquals":["States.ALL"] """, "E", """[{"ErrorEquals":["E"],"MaxAttempts":2}]""")
            .Run().Commands.OfType<Command.RunTask>().Count());

    [Fact]
    public void A_fail_state_is_caught_by_the_state_around_it_only()
    {
        Workflow run = new Workflow("""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["Own"],"Next":"Z"}],"Next":"Z",
              "Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Own","Cause":"c"}}}]},"Z":{"Type":"Succeed"}}}
            """).Run();
        Assert.Equal("""{"Error":"Own","Cause":"c"}""", run.State.Output!.ToString());
    }

    private static Func<Command.RunTask, DateTimeOffset, Event?> Fail(string error) => (task, now) => new Event.TaskFailed(now, 0, task.Id, error, "C");

    private static Workflow Task(string retry, Func<Command.RunTask, DateTimeOffset, Event?> answer) => new(
        $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Retry":{{retry}},"End":true} } }""", answer);

    private static Workflow Caught(string catcher, string error, string retry = "[]") => new(
        $$"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Retry":{{retry}},
          "Catch":[{ {{catcher}},"Next":"Z"}],"End":true},"Z":{"Type":"Succeed"} } }
        """, Fail(error));

    /// <summary>Seconds between the failures of a task that always fails, and the attempts after them.</summary>
    private static IEnumerable<double> Delays(string retry, Func<int, ulong>? seed = null)
    {
        var starts = new List<DateTimeOffset>();
        Task(retry, (task, now) =>
        {
            starts.Add(now);
            return new Event.TaskFailed(now, seed?.Invoke(starts.Count) ?? 0, task.Id, "Boom", null);
        }).Run();
        return starts.Zip(starts.Skip(1), (first, next) => (next - first).TotalSeconds);
    }
}
