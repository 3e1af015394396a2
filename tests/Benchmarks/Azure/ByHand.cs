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
    private const string OneTask = "one-task";

    private readonly AzureStorageOrchestrationService _engine;
    private readonly TaskHubWorker _worker;
    private readonly TaskHubClient _client;

    private ByHand(TaskHub hub, bool keepsSessions, Ends ends)
    {
        AzureStorageOrchestrationServiceSettings settings = hub.Settings();
        settings.ExtendedSessionsEnabled = keepsSessions;
        Name = keepsSessions ? "by hand, settings as ours" : "by hand";
        _engine = new AzureStorageOrchestrationService(settings);
        _worker = new TaskHubWorker(_engine);
        _client = new TaskHubClient(_engine);
        _worker.AddTaskOrchestrations(
            new Creator<TaskOrchestration>(OrderByHand.Name, () => new Told<JObject>(new OrderByHand(), ends)),
            new Creator<TaskOrchestration>(OneTask, () => new Told<JToken>(new OneTaskByHand(), ends)));
        _worker.AddTaskActivities([.. SampleHandlers.Create(TextWriter.Null).Select(static handler =>
            new Creator<TaskActivity>(handler.Key, () => new HandlerActivity(handler.Value)))]);
    }

    public string Name { get; }

    /// <param name="keepsSessions">Whether orchestrations stay in memory for a while, as those of <c>src/Cluster</c> do; they do not by default.</param>
    public static async Task<ByHand> StartAsync(TaskHub hub, bool keepsSessions, Ends ends)
    {
        var engine = new ByHand(hub, keepsSessions, ends);
        await engine._worker.StartAsync();
        return engine;
    }

    public Task StartOrderAsync(string name, string input) =>
        _client.CreateOrchestrationInstanceAsync(OrderByHand.Name, "", name, JObject.Parse(input));

    public Task StartTaskAsync(string name) => _client.CreateOrchestrationInstanceAsync(OneTask, "", name, new JArray());

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        _engine.Dispose();
    }

    /// <summary>An orchestration whose end is told.</summary>
    private sealed class Told<T>(TaskOrchestration<T, T> orchestration, Ends ends) : TaskOrchestration<T, T>
        where T : JToken
    {
        public override async Task<T> RunTask(OrchestrationContext context, T input)
        {
            bool succeeded = false;
            try
            {
                T result = await orchestration.RunTask(context, input);
                succeeded = true;
                return result;
            }
            finally
            {
                ends.Add(context.OrchestrationInstance.InstanceId, succeeded);
            }
        }
    }

    private sealed class OneTaskByHand : TaskOrchestration<JToken, JToken>
    {
        public override Task<JToken> RunTask(OrchestrationContext context, JToken input) =>
            context.ScheduleTask<JToken>("AddUpPrices", "", input);
    }
}
