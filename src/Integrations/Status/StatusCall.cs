using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Integrations.Status;

/// <summary>Sends each event by an operation of AWS: to a queue or an event bus, or what is bound to it.</summary>
/// <param name="name">The target.</param>
/// <param name="request">What the operation takes for an event.</param>
/// <param name="before">What has to be known first, and is asked for once.</param>
internal sealed class StatusCall(
    AwsClient client, string name, string service, string operation, Func<JsonMap, JsonAny?, JsonMap> request, Func<StatusCall, CancellationToken, Task<JsonAny>>? before = null) : ITarget<JsonMap>
{
    private readonly ServiceModels _models = new();
    private JsonAny? _known;

    public string Name { get; } = name;

    /// <summary>The body of a message is the event.</summary>
    public static StatusCall ToQueue(AwsClient client, string account, string queue) => new(
        client, $"the queue {queue}", "sqs", "sendMessage",
        static (change, url) => JsonMap.Of(("QueueUrl", url!), ("MessageBody", change.ToString())),
        async (sqs, cancel) => (await sqs.CallAsync("getQueueUrl", JsonMap.Of(("QueueName", queue), ("QueueOwnerAWSAccountId", account)), cancel))["QueueUrl"]!);

    /// <summary>AWS itself takes no events of the source <c>aws.states</c> from others; what answers like it does.</summary>
    public static StatusCall ToBus(AwsClient client, string bus) => new(
        client, $"the event bus {bus}", "events", "putEvents",
        (change, _) => JsonMap.Of(("Entries", JsonList.Of(JsonMap.Of(
            ("EventBusName", bus), ("Source", change["source"]!), ("DetailType", change["detail-type"]!), ("Time", change["time"]!),
            ("Resources", change["resources"]!), ("Detail", change["detail"]!.ToString()))))));

    public IEnumerable<IReadOnlyList<JsonMap>> Split(IReadOnlyList<JsonMap> records) => records.Select(static change => (JsonMap[])[change]);

    public async Task<int> SendAsync(IReadOnlyList<JsonMap> part, CancellationToken cancel)
    {
        _known ??= before is null ? null : await before(this, cancel);
        JsonMap answer = await CallAsync(operation, request(part[0], _known), cancel);
        return answer["FailedEntryCount"] is JsonNumber failed && failed.TryGetInt64(out long count) ? (int)count : 0;
    }

    private async Task<JsonMap> CallAsync(string called, JsonMap arguments, CancellationToken cancel)
    {
        (ServiceModel model, OperationModel of) = _models.Find(service, called)!.Value;
        AwsReply reply = await client.CallAsync(model, of, arguments, cancel);
        return reply.Answer.Error is not { } error ? reply.Answer.Output!
            // Credentials are renewed, queues made and throttles end; a request that is wrong stays so.
            : error.Code is "InvalidParameterValue" or "InvalidMessageContents" or "ValidationException" ? throw new RefusedException($"{error.Code}: {error.Message}")
            : throw new IOException($"{error.Code}: {error.Message}");
    }
}
