using DurableTask.AzureStorage;
using DurableTask.Core;
using FunctionsAsl.Cluster;
using FunctionsAsl.Cluster.Adapters;
using FunctionsAsl.Samples;
using Newtonsoft.Json.Linq;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>Orchestrations that were written by hand, on the durable engine of <c>src/Cluster</c>.</summary>
internal sealed class ByHand : IEngine
{
    private readonly AzureStorageOrchestrationService _engine;
    private readonly TaskHubWorker _worker;
    private readonly TaskHubClient _client;

    private ByHand(TaskHub hub, Ends ends)
    {
        _engine = hub.CreateEngine();
        _worker = new TaskHubWorker(_engine);
        _client = new TaskHubClient(_engine);
        _worker.AddTaskOrchestrations(
            Orchestration(Workflow.Order, static () => new OrderByHand(null)),
            Orchestration(Workflow.OrderInTime, static () => new OrderByHand(TimeSpan.FromHours(1))),
            Orchestration(Workflow.OneTask, static () => new Plain(static c => c.ScheduleTask<JToken>("AddUpPrices", "", new JArray()))),
            Orchestration(Workflow.OneWait, static () => new Plain(static c => c.CreateTimer(c.CurrentUtcDateTime.AddSeconds(1), new JObject()))),
            Orchestration(Workflow.HundredStates, static () => new Plain(static _ => Task.FromResult<object>(new JObject()))));

        Creator<TaskOrchestration> Orchestration(Workflow workflow, Func<TaskOrchestration<JObject, JToken>> create) =>
            new(workflow.ToString(), () => new Told(create(), ends));

        _worker.AddTaskActivities([.. SampleHandlers.Create(TextWriter.Null).Select(static handler =>
            new Creator<TaskActivity>(handler.Key, () => new HandlerActivity(handler.Value)))]);
    }

    public static async Task<IEngine> StartAsync(TaskHub hub, Ends ends)
    {
        var engine = new ByHand(hub, ends);
        await engine._worker.StartAsync();
        return engine;
    }

    public Task StartAsync(Workflow workflow, string name, string input) =>
        _client.CreateOrchestrationInstanceAsync(workflow.ToString(), "", name, JToken.Parse(input));

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        _engine.Dispose();
    }

    /// <summary>An orchestration whose end is told.</summary>
    private sealed class Told(TaskOrchestration<JObject, JToken> orchestration, Ends ends) : TaskOrchestration<JObject, JToken>
    {
        public override async Task<JObject> RunTask(OrchestrationContext context, JToken input)
        {
            bool succeeded = false;
            try
            {
                JObject result = await orchestration.RunTask(context, input);
                succeeded = true;
                return result;
            }
            finally
            {
                ends.Add(context.OrchestrationInstance.InstanceId, succeeded);
            }
        }
    }

    /// <summary>An orchestration of one step.</summary>
    private sealed class Plain(Func<OrchestrationContext, Task> step) : TaskOrchestration<JObject, JToken>
    {
        public override async Task<JObject> RunTask(OrchestrationContext context, JToken input)
        {
            await step(context);
            return [];
        }
    }
}
