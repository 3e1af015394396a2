using FunctionsAsl.Service;
using FunctionsAsl.Service.Starts;
using Microsoft.Extensions.Configuration;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>
/// Starts the state machine of each rule that names the queue. A message that cannot start is shown again, five times at most (host.json,
/// <c>queues</c>), and then lies in the queue's <c>-poison</c>; what comes twice starts a Standard execution once.
/// </summary>
public sealed class QueueStartTrigger(RuleStarts starts, OrchestrationClient client, IConfiguration configuration)
{
    /// <summary>The setting that says which queue of the app's storage account is listened to.</summary>
    internal const string QueueSetting = "ASL_START_QUEUE";

    [Function("asl-queue")]
    public async Task Run(
        [QueueTrigger("%" + QueueSetting + "%")] QueueMessage message, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        string queue = configuration[QueueSetting] ?? "";
        StartRule[] rules = [.. starts.Rules.Where(rule => rule.Queue == queue)];
        if (rules.Length == 0)
        {
            throw new SettingException($"No rule of {StartRules.Setting} has the Queue '{queue}', which {QueueSetting} names.");
        }

        foreach (StartRule rule in rules)
        {
            await starts.StartForMessageAsync(rule, message.MessageId, message.Body.ToString(), cancel);
        }
    }
}
