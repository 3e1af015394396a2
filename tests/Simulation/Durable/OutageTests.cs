using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>A storage that fails, answers that are lost, timers that never fire: each hurts as little as it must.</summary>
public sealed class OutageTests
{
    private const string Once = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{"ErrorEquals":["Busy"]}],"End":true}}}
        """;

    private const string InParallel = """
        {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
          {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}]}}}
        """;

    private const string Parent = """
        {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
         "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Name":"c","Input.$":"$"},"End":true}}}
        """;

    [Fact]
    public async Task A_lost_alarm_hurts_itself_only()
    {
        DurableWorld world = World(() => JsonAny.Null);
        StoredExecution execution = await world.StartAsync(
            """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":5,"Next":"B"},"B":{"Type":"Wait","Seconds":5,"End":true}}}""", "{}");
        world.Settle();
        world.Hub.LoseTimers(DurableWorld.InstanceOf(execution));
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.SendAsync(execution, new OrchestrationMessage.Wake());
        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_parent_is_told_in_the_end(bool secondFails)
    {
        int calls = 0;
        DurableWorld world = World(() => ++calls > 1 && secondFails ? throw new TaskFailedException("Busy", null) : (JsonAny)"done");
        await world.CreateAsync(Once, "child");
        StoredExecution parent = await world.StartAsync(Parent, "{}", name: "parent");
        bool wrote = false, failed = false;
        world.Blobs.Operations.Decide = (kind, name) =>
        {
            if (calls == 1 && kind == "write" && name.StartsWith("executions/child", StringComparison.Ordinal))
            {
                wrote = true;
            }
            else if (wrote && !failed && kind == "read")
            {
                failed = true;
                return StorageFault.Before;
            }

            return StorageFault.None;
        };
        world.Finish();
        Assert.True(failed);
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(parent)).Status);
    }

    [Fact]
    public async Task A_hiccup_at_the_end_does_not_run_the_task_again()
    {
        int calls = 0;
        DurableWorld world = World(() => { calls++; return "done"; });
        StoredExecution execution = await world.StartAsync(Once, "{}");
        bool failed = false;
        world.Blobs.Operations.Decide = (kind, name) =>
            calls == 1 && !failed && kind == "write" && (failed = true) ? StorageFault.Before : StorageFault.None;
        world.Finish();
        Assert.True(failed);
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_minutes_without_blobs_at_the_end(bool isLast)
    {
        int calls = 0;
        DurableWorld world = World(() => { calls++; return "done"; });
        StoredExecution execution = await world.StartAsync(isLast ? Once : InParallel, "{}");
        DateTimeOffset start = world.Clock.GetUtcNow();
        world.Blobs.Operations.Decide = (kind, name) =>
            calls >= 1 && world.Clock.GetUtcNow() < start.AddMinutes(10) ? StorageFault.Before : StorageFault.None;
        world.Finish();
        world.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
        Assert.Equal((1, ExecutionStatus.Succeeded), (calls, (await world.FindAsync(execution)).Status));
    }

    [Fact]
    public async Task An_orchestration_of_before_a_redrive_does_not_go_on()
    {
        int calls = 0;
        var fate = new Fate();
        DurableWorld world = World(
            () =>
            {
                fate.IsLost = ++calls == 1;
                return calls switch
                {
                    1 => throw new TaskFailedException("Broken", null),
                    // The first attempt's task, run once more: its Retry is for this.
                    2 => throw new TaskFailedException("Busy", null),
                    _ => "done",
                };
            },
            new HubFaults { LostResults = 0.5 },
            fate);
        StoredExecution execution = await world.StartAsync(Once, "{}");
        while (calls == 0 && world.Hub.Step())
        {
        }

        Assert.Equal(ExecutionStatus.Failed, (await world.FindAsync(execution)).Status);
        await world.Engine.RedriveExecution(DurableWorld.ArnOf(execution), null, CancellationToken.None);
        world.Finish();
        Assert.Equal((3, ExecutionStatus.Succeeded), (calls, (await world.FindAsync(execution)).Status));
    }

    [Fact]
    public async Task A_stop_returns_though_the_execution_does_not_begin()
    {
        DurableWorld world = World(() => "done");
        StoredExecution execution = await world.StartAsync(Once, "{}");
        Task stop = world.Engine.StopExecution(DurableWorld.ArnOf(execution), null, null, CancellationToken.None).AsTask();
        while (!stop.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => stop);
        Assert.Equal(("ThrottlingException", 1), (refusal.Type, world.Hub.Counts["message"]));
    }

    private static DurableWorld World(Func<JsonAny> work, HubFaults? faults = null, Random? random = null) => DurableWorld.WithHandlers(
        new OrchestrationOptions(),
        faults ?? new HubFaults(),
        random ?? new Random(0),
        new Dictionary<string, ITaskHandler>(StringComparer.Ordinal) { ["f"] = new Handler(work) });

    private sealed class Handler(Func<JsonAny> work) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(work());
    }
}
