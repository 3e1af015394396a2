using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>The time that a task may take counts from when it is taken up: how long the engine's queues are is none of its business.</summary>
public sealed class TaskTimeTests
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:f";

    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("TimeoutSeconds", 2, ExecutionStatus.Succeeded, 12)]
    [InlineData("TimeoutSeconds", 5, ExecutionStatus.Failed, 13)]
    [InlineData("HeartbeatSeconds", 2, ExecutionStatus.Succeeded, 12)]
    [InlineData("HeartbeatSeconds", 5, ExecutionStatus.Failed, 13)]
    internal async Task A_queue_takes_nothing_of_it(string field, int seconds, ExecutionStatus status, int after)
    {
        string task = $$"""{"Type":"Task","Resource":"{{Function}}","{{field}}":3,"End":true}""";
        await AssertEndAsync(task, seconds, OrchestrationInput.NewestFlags, status, after);
    }

    [Theory]
    [InlineData(OrchestrationInput.NewestFlags, 13)]
    [InlineData(OrchestrationInput.NewestFlags & ~EngineFlags.CountsFromTakingUp, 10)]
    internal async Task Nor_of_the_time_of_who_holds_the_token(EngineFlags flags, int after)
    {
        const string Task = $$$"""
            {"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","TimeoutSeconds":3,
             "Parameters":{"FunctionName":"{{{Function}}}","Payload":{"token.$":"$$.Task.Token"}},"End":true}
            """;
        await AssertEndAsync(Task, 0, flags, ExecutionStatus.Failed, after);
    }

    [Fact]
    public Task A_generation_without_the_flag_counts_as_it_did() => AssertEndAsync(
        $$"""{"Type":"Task","Resource":"{{Function}}","TimeoutSeconds":3,"End":true}""",
        2,
        OrchestrationInput.NewestFlags & ~EngineFlags.CountsFromTakingUp,
        ExecutionStatus.Failed,
        10);

    [Theory]
    [InlineData(7, OrchestrationInput.NewestFlags, ExecutionStatus.Succeeded)]
    [InlineData(8, OrchestrationInput.NewestFlags, ExecutionStatus.Failed)]
    [InlineData(1, OrchestrationInput.NewestFlags & ~EngineFlags.RunsFunctionsAgain, ExecutionStatus.Failed)]
    internal async Task A_function_of_the_author_runs_again_whose_worker_was_lost(int losses, EngineFlags flags, ExecutionStatus status)
    {
        var world = new DurableWorld(new ScriptedTasks(0), new OrchestrationOptions(), new HubFaults(), new Random(0), null, "f");
        int calls = 0;
        world.Functions["f"] = (input, _) => ++calls > losses
            ? new(input)
            : throw new ActivityFailedException("Host.FunctionInvocationException", "The worker is gone.", null) { IsWorkerLost = true };
        Assert.Equal(status, (await RunAsync(world, $$"""{"Type":"Task","Resource":"{{Function}}","End":true}""", flags, TimeSpan.Zero)).Status);
        Assert.Equal(status == ExecutionStatus.Succeeded ? losses + 1 : losses, calls);
    }

    [Fact]
    public async Task What_the_author_throws_is_an_error_of_the_task()
    {
        var world = new DurableWorld(new ScriptedTasks(0), new OrchestrationOptions(), new HubFaults(), new Random(0), null, "f");
        int calls = 0;
        world.Functions["f"] = (_, _) => throw new IOException($"call {++calls}");
        ExecutionRecord record = await RunAsync(
            world, $$"""{"Type":"Task","Resource":"{{Function}}","End":true}""", OrchestrationInput.NewestFlags, TimeSpan.Zero);
        Assert.Equal((1, "IOException"), (calls, record.Error));
    }

    private static async Task AssertEndAsync(string task, int seconds, EngineFlags flags, ExecutionStatus status, int after)
    {
        DurableWorld? world = null;
        var handlers = new Dictionary<string, ITaskHandler>(StringComparer.Ordinal)
        {
            ["f"] = new SlowHandler(TimeSpan.FromSeconds(seconds), () => world!.Clock),
        };
        world = DurableWorld.WithHandlers(new OrchestrationOptions(), new HubFaults(), new Random(0), handlers);
        DateTimeOffset start = world.Clock.GetUtcNow();
        ExecutionRecord record = await RunAsync(world, task, flags, Lag);
        Assert.Equal((status, start.AddSeconds(after)), (record.Status, record.StopDate));
        Assert.Equal(status == ExecutionStatus.Failed ? "States.Timeout" : null, record.Error);
    }

    /// <summary>Runs an execution whose first task is not taken up for a while.</summary>
    private static async Task<ExecutionRecord> RunAsync(DurableWorld world, string task, EngineFlags flags, TimeSpan lag)
    {
        StoredExecution execution = await world.StartAsync($$$"""{"StartAt":"T","States":{"T":{{{task}}}}}""", "{}");
        world.Hub.ChangeInput(
            DurableWorld.InstanceOf(execution), input => (OrchestrationInput.Parse(input) with { Flags = flags }).ToText());
        Assert.True(world.Hub.Step());
        world.Clock.Advance(lag);

        // Off the test's own thread, so that what a timer lets go on has gone on before the clock moves again.
        await Task.Run(world.Finish);
        return await world.FindAsync(execution);
    }

    private sealed class SlowHandler(TimeSpan time, Func<TimeProvider> clock) : ITaskHandler
    {
        public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            await Task.Delay(time, clock(), cancel);
            return input;
        }
    }
}
