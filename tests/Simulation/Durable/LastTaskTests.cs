using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>An execution is ended where its last task runs, or by its orchestrator, whoever comes first: once, with the history of that end.</summary>
public sealed class LastTaskTests
{
    private const string Definition = """
        {"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{"ErrorEquals":["Busy"]}],"Next":"C"},
          "C":{"Type":"Choice","Choices":[{"Variable":"$.again","BooleanEquals":true,"Next":"F"}],"Default":"P"},
          "P":{"Type":"Pass","Result":"done","End":true},
          "F":{"Type":"Fail","Error":"Refused"}}}
        """;

    private static readonly OrchestrationMessage Stop = new OrchestrationMessage.Stop("Enough", null);

    [Theory]
    [InlineData("""{"again":false}""", ExecutionStatus.Succeeded)]
    [InlineData("""{"again":true}""", ExecutionStatus.Failed)]
    public async Task It_ends_where_the_task_runs(string output, ExecutionStatus status)
    {
        (DurableWorld world, StoredExecution execution) = await StartAsync(_ => Task.FromResult(JsonAny.Parse(output)));

        world.Finish();

        Assert.Equal(status, await EndAsync(world, execution));
        Assert.False(world.Hub.Counts.ContainsKey(ActivityName.Save));
    }

    [Fact]
    public async Task A_stop_that_comes_with_the_outcome_is_too_late()
    {
        (DurableWorld world, StoredExecution execution) = await StartAsync(async send =>
        {
            await send(Stop);
            return JsonAny.Parse("""{"again":false}""");
        });

        // The stop lies before the outcome, which is written by then.
        world.Finish();

        Assert.Equal(ExecutionStatus.Succeeded, await EndAsync(world, execution));
    }

    [Fact]
    public async Task An_outcome_that_comes_after_the_stop_is_too_late()
    {
        var stopped = new TaskCompletionSource();
        (DurableWorld world, StoredExecution execution) = await StartAsync(async send =>
        {
            await send(Stop);
            await stopped.Task;
            return JsonAny.Parse("""{"again":false}""");
        });
        world.Settle();
        Assert.Equal(ExecutionStatus.Aborted, await EndAsync(world, execution));

        stopped.SetResult();
        world.Finish();

        Assert.Equal(ExecutionStatus.Aborted, await EndAsync(world, execution));
    }

    [Fact]
    public async Task An_end_that_was_written_stays_though_the_task_runs_again_and_fails()
    {
        var fate = new Fate();
        int calls = 0;
        (DurableWorld world, StoredExecution execution) = await StartAsync(
            _ =>
            {
                fate.IsLost = ++calls == 1;
                return fate.IsLost ? Task.FromResult(JsonAny.Parse("""{"again":false}""")) : throw new TaskFailedException("Busy", null);
            },
            new HubFaults { LostResults = 0.5 },
            fate);

        world.Finish();

        // Its Retry would have it run a third time.
        Assert.Equal((2, ExecutionStatus.Succeeded), (calls, await EndAsync(world, execution)));
        Assert.False(world.Hub.Counts.ContainsKey("timer"));
    }

    private static async Task<(DurableWorld World, StoredExecution Execution)> StartAsync(Func<Func<OrchestrationMessage, Task>, Task<JsonAny>> work, HubFaults? faults = null, Random? random = null)
    {
        DurableWorld? world = null;
        StoredExecution? execution = null;
        var handler = new Handler(() => work(message => world!.SendAsync(execution!, message)));
        world = DurableWorld.WithHandlers(
            new OrchestrationOptions(),
            faults ?? new HubFaults(),
            random ?? new Random(0),
            new Dictionary<string, ITaskHandler>(StringComparer.Ordinal) { ["f"] = handler });
        execution = await world.StartAsync(Definition, "{}");
        return (world, execution);
    }

    /// <summary>How it has ended, as its record and the end of its history say alike.</summary>
    private static async Task<ExecutionStatus> EndAsync(DurableWorld world, StoredExecution execution)
    {
        ExecutionStatus status = (await world.FindAsync(execution)).Status;
        List<HistoryEvent> history = await world.HistoryAsync(execution);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(static id => (long)id), history.Select(static e => e.Id));
        HistoryEvent end = Assert.Single(history, static e => e.Type.ToString().StartsWith("Execution", StringComparison.Ordinal) && e.Id > 1);
        Assert.Equal($"Execution{status}", end.Type.ToString());
        return status;
    }

    private sealed class Handler(Func<Task<JsonAny>> work) : ITaskHandler
    {
        public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => await work();
    }
}
