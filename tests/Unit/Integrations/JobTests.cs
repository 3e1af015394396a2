using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>Tasks that wait for jobs of other services.</summary>
public sealed class JobTests
{
    private const string Running = """{"JobRun":{"Id":"jr","JobName":"j","JobRunState":"RUNNING"}}""";
    private const string Succeeded = """{"JobRun":{"Id":"jr","JobName":"j","JobRunState":"SUCCEEDED","StartedOn":1700000000.5}}""";
    private const string Failed = """{"JobRun":{"Id":"jr","JobRunState":"FAILED","ErrorMessage":"no"}}""";
    private const string Stop = "BatchStopJobRun";
    private const string Machine = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},MORE"End":true}}}
        """;

    private static JobServices Glue(params string[] looks) =>
        new JobServices().With("StartJobRun", """{"JobRunId":"jr"}""").With("GetJobRun", looks).With(Stop, "{}");

    [Fact]
    public async Task A_task_ends_with_its_job_and_shows_it()
    {
        JobServices glue = Glue(Running, Running, Succeeded);
        await using TaskFixture fixture = glue.Fixture();
        string arn = await StartAsync(fixture);
        JsonMap ended = await fixture.EndInTime(arn);
        Assert.Equal(
            JsonAny.Parse("""{"Id":"jr","JobName":"j","JobRunState":"SUCCEEDED","StartedOn":1700000000500}"""), Output(ended));
        Assert.Equal(
            ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"],
            (await fixture.History(arn)).Select(static e => Text(e, "type")));
        JsonMap submitted = (JsonMap)(await fixture.UntilHistory(arn, "TaskSubmitted"))["taskSubmittedEventDetails"]!;
        Assert.Equal(("glue", "startJobRun.sync"), (Text(submitted, "resourceType"), Text(submitted, "resource")));
        Assert.Equal("jr", Text(JsonAny.Parse(Text(submitted, "output")!), "JobRunId"));
        Assert.Equal(3, glue.Of("GetJobRun").Length);
        Assert.All(glue.Of("GetJobRun"), static body => Assert.Equal("""{"JobName":"j","RunId":"jr"}""", body));
        Assert.Empty(glue.Of(Stop));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task A_job_that_fails_fails_the_task_with_its_description()
    {
        await using TaskFixture fixture = Glue(Running, Failed).Fixture();
        JsonMap ended = await fixture.EndInTime(await StartAsync(fixture));
        Assert.Equal("States.TaskFailed", Text(ended, "error"));
        Assert.Equal("""{"Id":"jr","JobRunState":"FAILED","ErrorMessage":"no"}""", Text(ended, "cause"));
    }

    [Fact]
    public async Task A_start_that_is_refused_starts_nothing()
    {
        JobServices glue = Glue(Running).With("StartJobRun", (400, """{"__type":"EntityNotFoundException","message":"none"}"""));
        await using TaskFixture fixture = glue.Fixture();
        string arn = await StartAsync(fixture);
        JsonMap ended = await fixture.End(arn);
        Assert.Equal("Glue.EntityNotFoundException", Text(ended, "error"));
        Assert.StartsWith("none (Service: AWSGlue; Status Code: 400; Error Code: EntityNotFoundException;", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.DoesNotContain(await fixture.History(arn), static e => Text(e, "type") == "TaskSubmitted");
        Assert.Empty(glue.Of("GetJobRun"));
    }

    [Fact]
    public async Task What_passes_does_not_fail_the_task_and_what_stays_does()
    {
        JobServices glue = Glue().With(
            "GetJobRun",
            (500, "{}"),
            (400, """{"__type":"ThrottlingException","message":"slower"}"""),
            (400, """{"__type":"EntityNotFoundException","message":"not yet"}"""),
            (200, Succeeded));
        await using TaskFixture fixture = glue.Fixture();
        Assert.Equal("SUCCEEDED", Text(await fixture.EndInTime(await StartAsync(fixture)), "status"));
        Assert.Equal(4, glue.Of("GetJobRun").Length);

        glue.With("GetJobRun", (400, """{"__type":"AccessDeniedException","message":"no"}"""));
        string other = await fixture.Start("m", name: "other");
        Assert.Equal("Glue.AWSGlueException", Text(await fixture.EndInTime(other), "error"));
    }

    [Fact]
    public async Task A_job_that_nobody_knows_after_a_while_is_lost()
    {
        JobServices glue = Glue().With("GetJobRun", (400, """{"__type":"EntityNotFoundException","message":"gone"}"""));
        await using TaskFixture fixture = glue.Fixture();
        DateTimeOffset start = fixture.Clock.GetUtcNow();
        Assert.Equal("Glue.EntityNotFoundException", Text(await fixture.EndInTime(await StartAsync(fixture)), "error"));
        Assert.InRange(fixture.Clock.GetUtcNow() - start, TimeSpan.FromMinutes(2), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_stopped_execution_stops_its_job()
    {
        JobServices glue = Glue(Running);
        await using TaskFixture fixture = glue.Fixture();
        string arn = await StartAsync(fixture);
        await fixture.UntilHistory(arn, "TaskSubmitted");
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn)));
        Assert.Equal(["""{"JobName":"j","JobRunIds":["jr"]}"""], await UntilAsync(() => glue.Of(Stop)));
        Assert.Equal("ABORTED", Text(await fixture.Describe(arn), "status"));
    }

    [Theory]
    [InlineData("\"TimeoutSeconds\":3,")]
    [InlineData("\"HeartbeatSeconds\":3,")]
    public async Task A_task_that_times_out_stops_its_job(string limit)
    {
        JobServices glue = Glue(Running);
        await using TaskFixture fixture = glue.Fixture();
        JsonMap ended = await fixture.EndInTime(await StartAsync(fixture, limit));
        Assert.Equal("States.Timeout", Text(ended, "error"));
        Assert.Single(await UntilAsync(() => glue.Of(Stop)));
    }

    [Fact]
    public async Task A_branch_that_is_given_up_stops_its_job()
    {
        const string Parallel = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[BRANCH,
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"F"},"F":{"Type":"Fail"}}}]}}}
            """;
        JobServices glue = Glue(Running);
        await using TaskFixture fixture = glue.Fixture();
        await fixture.Create("m", Parallel.Replace("BRANCH", Machine.Replace("MORE", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal("FAILED", Text(await fixture.EndInTime(await fixture.Start("m")), "status"));
        Assert.Single(await UntilAsync(() => glue.Of(Stop)));
    }

    [Fact]
    public async Task A_stop_that_fails_is_tried_again_and_reported()
    {
        JobServices glue = Glue(Running).With(Stop, (500, "{}"));
        await using TaskFixture fixture = glue.Fixture();
        string arn = await StartAsync(fixture);
        await fixture.UntilHistory(arn, "TaskSubmitted");
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn)));
        string failure = Assert.Single(await UntilAsync(() =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            return fixture.Failures.ToArray();
        }));
        Assert.Contains("stopping the job of " + arn, failure, StringComparison.Ordinal);
        Assert.Equal(4, glue.Of(Stop).Length);
    }

    [Fact]
    public async Task A_restart_looks_at_the_job_again_and_starts_none()
    {
        JobServices glue = Glue(Running);
        var store = new MemoryStore();
        string arn;
        await using (TaskFixture fixture = glue.Fixture(store))
        {
            arn = await StartAsync(fixture);
            await fixture.UntilHistory(arn, "TaskSubmitted");
        }

        glue.With("GetJobRun", Running, Succeeded);
        await using TaskFixture next = glue.Fixture(store);
        await next.Engine.RecoverAsync();
        Assert.Equal("SUCCEEDED", Text(await next.EndInTime(arn), "status"));
        Assert.Single(glue.Of("StartJobRun"));
        Assert.Single(await next.History(arn), static e => Text(e, "type") == "TaskSubmitted");
        Assert.Empty(glue.Of(Stop));
    }

    [Fact]
    public async Task A_job_is_looked_at_less_and_less_often()
    {
        JobServices glue = Glue(Running);
        await using TaskFixture fixture = glue.Fixture();
        string arn = await StartAsync(fixture);
        await fixture.UntilHistory(arn, "TaskSubmitted");
        for (int second = 0; second < 300; second++)
        {
            int looks = glue.Of("GetJobRun").Length;
            fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            // What the clock lets go on goes on elsewhere.
            for (int i = 0; i < 20 && glue.Of("GetJobRun").Length == looks; i++)
            {
                await Task.Delay(1);
            }
        }

        // 1, 2, 4, 8, 16, 32 seconds, and every half minute.
        Assert.InRange(glue.Of("GetJobRun").Length, 10, 15);
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn)));
    }

    [Fact]
    public async Task An_Express_machine_has_no_jobs()
    {
        await using TaskFixture fixture = Glue().Fixture();
        JsonMap answer = await fixture.Call(
            "ValidateStateMachineDefinition",
            JsonMap.Of(("definition", Machine.Replace("MORE", "", StringComparison.Ordinal)), ("type", "EXPRESS")));
        JsonMap diagnostic = Assert.IsType<JsonMap>(Assert.Single((JsonList)answer["diagnostics"]!));
        Assert.Equal("Express state machine does not support '.sync' service integration", Text(diagnostic, "message"));
    }

    private static async Task<string> StartAsync(TaskFixture fixture, string more = "")
    {
        await fixture.Create("m", Machine.Replace("MORE", more, StringComparison.Ordinal));
        return await fixture.Start("m");
    }

    private static async Task<string[]> UntilAsync(Func<string[]> find)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (find() is { Length: > 0 } found)
            {
                return found;
            }

            await Task.Delay(2, limit.Token);
        }
    }
}
