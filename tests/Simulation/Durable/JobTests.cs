using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>Jobs of other services that durable executions wait for, on an engine that loses, repeats and mixes up.</summary>
public sealed class JobTests
{
    private const string Machine = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},"Next":"P"},
          "P":{"Type":"Pass","End":true}}}
        """;

    private static readonly HubFaults Faults = new() { LostEpisodes = 0.1, SplitEpisodes = 0.1, LostResults = 0.1, DoubleMessages = 0.2, Disorder = 0.3 };

    [Fact]
    public async Task A_job_is_looked_at_in_growing_pauses_and_ends_its_task()
    {
        (DurableWorld world, Jobs jobs) = World(new HubFaults(), lasts: TimeSpan.FromSeconds(100));
        DateTimeOffset start = world.Clock.GetUtcNow();
        StoredExecution execution = await world.StartAsync(Machine, "{}");
        world.Finish();
        await AssertEndAsync(world, execution, ExecutionStatus.Succeeded);
        Assert.Equal([1, 2, 4, 8, 16, 32, 62, 92, 122], jobs.Looks.Select(t => (int)(t - start).TotalSeconds));
        Assert.Equal(1, jobs.Starts);
        Assert.Empty(jobs.Stopped);
    }

    [Fact]
    public async Task A_long_job_is_waited_for_by_one_generation_after_the_other()
    {
        (DurableWorld world, Jobs jobs) = World(new HubFaults(), lasts: TimeSpan.FromHours(12));
        StoredExecution execution = await world.StartAsync(Machine, "{}");
        world.Finish();
        await AssertEndAsync(world, execution, ExecutionStatus.Succeeded);
        Assert.Equal(1, jobs.Starts);
        // Once when the job turns out to be long, and then whenever the durable history is.
        Assert.InRange(world.Hub.Counts["anew"], 3, 20);
    }

    [Fact]
    public async Task Whatever_goes_wrong_no_job_is_started_again_that_was_looked_at()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            (DurableWorld world, Jobs jobs) = World(Faults, TimeSpan.FromSeconds(seed * 3), seed);
            StoredExecution execution = await world.StartAsync(Machine, "{}");
            world.Finish();
            await AssertEndAsync(world, execution, ExecutionStatus.Succeeded);
            Assert.Equal(0, jobs.StartsAfterLook);
            Assert.Empty(jobs.Stopped);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task A_stopped_execution_stops_its_job(int after)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            (DurableWorld world, Jobs jobs) = World(Faults, TimeSpan.FromDays(1), seed);
            StoredExecution execution = await world.StartAsync(Machine, "{}");
            for (DateTimeOffset until = world.Clock.GetUtcNow().AddSeconds(after); world.Clock.GetUtcNow() < until;)
            {
                world.Settle();
                world.Clock.MoveToNext(until);
            }

            await world.SendAsync(execution, new OrchestrationMessage.Stop("E", "enough"));
            world.Finish();
            await AssertEndAsync(world, execution, ExecutionStatus.Aborted);
            Assert.Equal(jobs.Starts > 0, jobs.Stopped.Contains("job"));
        }
    }

    [Fact]
    public async Task A_task_that_times_out_stops_its_job()
    {
        (DurableWorld world, Jobs jobs) = World(new HubFaults(), TimeSpan.FromDays(1));
        StoredExecution execution = await world.StartAsync(
            Machine.Replace("\"Next\"", "\"TimeoutSeconds\":50,\"Next\"", StringComparison.Ordinal), "{}");
        DateTimeOffset start = world.Clock.GetUtcNow();
        world.Finish();
        ExecutionRecord record = await AssertEndAsync(world, execution, ExecutionStatus.Failed);
        Assert.Equal(("States.Timeout", 50), (record.Error, (int)(record.StopDate!.Value - start).TotalSeconds));
        Assert.Equal(["job"], jobs.Stopped);
    }

    [Fact]
    public async Task A_branch_that_is_given_up_stops_its_job()
    {
        (DurableWorld world, Jobs jobs) = World(new HubFaults(), TimeSpan.FromDays(1));
        StoredExecution execution = await world.StartAsync(
            """
            {"StartAt":"B","States":{"B":{"Type":"Parallel","End":true,"Branches":[MACHINE,
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":45,"Next":"F"},"F":{"Type":"Fail"}}}]}}}
            """.Replace("MACHINE", Machine, StringComparison.Ordinal),
            "{}");
        world.Finish();
        await AssertEndAsync(world, execution, ExecutionStatus.Failed);
        Assert.Equal(["job"], jobs.Stopped);
    }

    private static (DurableWorld World, Jobs Jobs) World(HubFaults faults, TimeSpan lasts, int seed = 0)
    {
        var clock = new VirtualClock();
        var jobs = new Jobs(clock, lasts);
        return (new DurableWorld(jobs, new OrchestrationOptions(), faults, new Random(seed), clock), jobs);
    }

    private static async Task<ExecutionRecord> AssertEndAsync(DurableWorld world, StoredExecution execution, ExecutionStatus status)
    {
        ExecutionRecord record = await world.FindAsync(execution);
        Assert.Equal(status, record.Status);
        List<HistoryEvent> history = await world.HistoryAsync(execution);
        HistoryChains.Check(history, status);
        Assert.True(history.Count(static e => e.Type == HistoryEventType.TaskSubmitted) <= 1);
        return record;
    }

    /// <summary>A service that runs one job for each start.</summary>
    private sealed class Jobs(TimeProvider clock, TimeSpan lasts) : ITaskRunner
    {
        private DateTimeOffset _started;

        public int Starts { get; private set; }

        public int StartsAfterLook { get; private set; }

        public List<DateTimeOffset> Looks { get; } = [];

        public List<string> Stopped { get; } = [];

        public ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
        {
            if (task.Job is null)
            {
                Starts++;
                StartsAfterLook += Looks.Count > 0 ? 1 : 0;
                _started = clock.GetUtcNow();
                return new(new TaskOutcome.StartedJob(JsonMap.Of(("id", "job")), "job"));
            }

            Assert.True(task.Submitted);
            Looks.Add(clock.GetUtcNow());
            return new(clock.GetUtcNow() - _started < lasts ? new TaskOutcome.Unfinished() : new TaskOutcome.Succeeded("done"));
        }

        public ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
        {
            Stopped.Add(((JsonString)task.Job!).Value);
            return default;
        }
    }
}
