using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using FunctionsAsl.Cluster.Adapters;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;
using Xunit;
using OrchestrationInstance = DurableTask.Core.OrchestrationInstance;
using OrchestrationStatus = DurableTask.Core.OrchestrationStatus;

namespace FunctionsAsl.Unit.Cluster;

/// <summary>What an orchestrator asks for becomes actions of DurableTask.Core, whose own executor runs it here.</summary>
public sealed class EngineOrchestrationTests
{
    private static readonly DateTime Begin = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Messages_that_come_early_are_kept_and_go_along_when_it_begins_anew()
    {
        string? taken = null;

        OrchestratorExecutionResult result = Execute(
            async (orchestration, input) =>
            {
                await orchestration.CallActivity("asl-task", "{}");
                taken = await orchestration.WaitForMessage();
                orchestration.ContinueAsNew(input);
            },
            Message(0, "1"),
            Message(1, "2"),
            new TaskScheduledEvent(0, "asl-task", "", "{}"),
            new TaskCompletedEvent(2, 0, "{}"));

        Assert.Equal("1", taken);
        OrchestratorAction[] actions = [.. result.Actions];
        SendEventOrchestratorAction sent = Assert.IsType<SendEventOrchestratorAction>(actions[0]);
        Assert.Equal(("id", ExecutionOrchestrator.MessageName, "2"), (sent.Instance!.InstanceId, sent.EventName, sent.EventData));
        OrchestrationCompleteOrchestratorAction anew = Assert.IsType<OrchestrationCompleteOrchestratorAction>(actions[1]);
        Assert.Equal((OrchestrationStatus.ContinuedAsNew, """{"n":1}"""), (anew.OrchestrationStatus, anew.Result));
    }

    [Fact]
    public void Who_waits_gets_the_next_message()
    {
        string? taken = null;

        Execute(async (orchestration, _) => taken = await orchestration.WaitForMessage(), Message(0, """{"a":1.50}"""), Message(1, "2"));

        Assert.Equal("""{"a":1.50}""", taken);
    }

    [Fact]
    public void A_long_timer_is_several()
    {
        DateTimeOffset due = new(Begin.AddDays(8), TimeSpan.Zero);
        HistoryEvent[] history = [];
        DateTime now = Begin;
        foreach (int days in (int[])[3, 3, 2])
        {
            CreateTimerOrchestratorAction timer = Assert.IsType<CreateTimerOrchestratorAction>(
                Assert.Single(Execute((orchestration, _) => orchestration.CreateTimer(due, CancellationToken.None), history).Actions));
            now = now.AddDays(days);
            Assert.Equal(now, timer.FireAt);
            history =
            [
                .. history, new TimerCreatedEvent(timer.Id, timer.FireAt), new OrchestratorStartedEvent(-1) { Timestamp = now },
                new TimerFiredEvent(-1, timer.FireAt) { TimerId = timer.Id },
            ];
        }

        OrchestratorExecutionResult ended = Execute((orchestration, _) => orchestration.CreateTimer(due, CancellationToken.None), history);
        Assert.IsType<OrchestrationCompleteOrchestratorAction>(Assert.Single(ended.Actions));
    }

    [Fact]
    public void A_failure_of_an_activity_keeps_its_type()
    {
        ActivityFailedException? failed = null;

        Execute(
            async (orchestration, _) => failed = await Assert.ThrowsAsync<ActivityFailedException>(() => orchestration.CallActivity("asl-task", "{}")),
            new TaskScheduledEvent(0, "asl-task", "", "{}"),
            new TaskFailedEvent(1, 0, "why", null, new FailureDetails(new InvalidOperationException("why"))));

        Assert.Equal(("System.InvalidOperationException", "why"), (failed!.Type, failed.Message));
    }

    [Fact]
    public void There_are_no_activity_functions_of_authors()
    {
        ActivityFailedException? failed = null;

        Execute(async (orchestration, _) =>
            failed = await Assert.ThrowsAsync<ActivityFailedException>(() => orchestration.CallFunction("F", JsonNull.Instance)));

        Assert.Equal("(unknown)", failed!.Type);
    }

    [Fact]
    public void The_status_is_a_JSON_text_as_the_Functions_host_writes_it()
    {
        OrchestratorExecutionResult result = Execute((orchestration, _) =>
        {
            orchestration.SetStatus("{\"due\":1}");
            return orchestration.WaitForMessage();
        });

        Assert.Equal("{\"due\":1}", System.Text.Json.JsonSerializer.Deserialize<string>(result.CustomStatus!));
    }

    private static EventRaisedEvent Message(int id, string text) => new(id, text) { Name = ExecutionOrchestrator.MessageName };

    private static OrchestratorExecutionResult Execute(Func<IOrchestration, string, Task> run, params HistoryEvent[] events)
    {
        var state = new OrchestrationRuntimeState();
        state.AddEvent(new OrchestratorStartedEvent(-1) { Timestamp = Begin });
        state.AddEvent(new ExecutionStartedEvent(-1, """{"n":1}""")
        {
            Name = ExecutionOrchestrator.Name,
            Version = "",
            OrchestrationInstance = new OrchestrationInstance { InstanceId = "id", ExecutionId = "x" },
        });
        foreach (HistoryEvent @event in events)
        {
            state.AddEvent(@event);
        }

        return new TaskOrchestrationExecutor(
            state, new EngineOrchestration(run), BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails).Execute();
    }
}
