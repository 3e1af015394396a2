using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Integrations.Starts;

/// <summary>
/// Starts an execution for each message of the SQS queues that rules name, by name, ARN or URL. A message is deleted once its start is
/// durable; one that cannot start is left for the queue's redrive policy.
/// </summary>
public sealed class QueuePoller : IAsyncDisposable
{
    private const int MostReported = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly RuleStarts _starts;
    private readonly AwsClient _client;
    private readonly ServiceModels _models;
    private readonly ServiceOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private Task _polling = Task.CompletedTask;

    internal QueuePoller(RuleStarts starts, AwsClient client, ServiceModels models, ServiceOptions options)
    {
        _starts = starts;
        _client = client;
        _models = models;
        _options = options;
    }

    /// <param name="variable">Looks a setting up: where SQS is, and who calls.</param>
    /// <param name="own">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    /// <param name="http">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    public static QueuePoller Create(RuleStarts starts, ServiceOptions options, Func<string, string?> variable, Uri? own, HttpClient http) =>
        new(starts, AwsClient.Open(variable, options, own, http), new ServiceModels(), options);

    /// <summary>Begins to wait for messages.</summary>
    public void Begin() => _polling = Task.WhenAll(_starts.Rules.Where(static rule => rule.Queue is not null).Select(rule => Task.Run(() => PollAsync(rule))));

    /// <summary>Ends it; a message that is being started still is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _stop.Dispose();
    }

    private async Task PollAsync(StartRule rule)
    {
        string? url = null;
        var refused = new RecentIds(MostReported);
        bool hasFailed = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                url ??= await FindAsync(rule.Queue!);
                JsonMap received = await CallAsync(
                    "receiveMessage",
                    JsonMap.Of(("QueueUrl", url), ("MaxNumberOfMessages", 10), ("WaitTimeSeconds", 20)),
                    _stop.Token);
                hasFailed = false;
                foreach (JsonAny message in received["Messages"] as JsonList ?? JsonList.Empty)
                {
                    await StartAsync(rule, url, (JsonMap)message, refused);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!hasFailed)
                {
                    Tell(rule, e);
                }

                hasFailed = true;
                await Task.Delay(Pause, _options.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(StartRule rule, Exception e)
    {
        if (e is TaskFailedException or AwsUnreachableException)
        {
            _options.ReportNote($"The rule {rule.Name} gets no messages of the queue {rule.Queue}: {e.Message.TrimEnd('.')}. It is tried again every 10 seconds.");
            return;
        }

        _options.ReportFailure($"the queue {rule.Queue}", e);
    }

    private async ValueTask StartAsync(StartRule rule, string url, JsonMap message, RecentIds refused)
    {
        string id = Text(message, "MessageId");
        try
        {
            await _starts.StartForMessageAsync(rule, id, Text(message, "Body"), CancellationToken.None);
        }
        catch (ApiException e)
        {
            if (refused.Add(id))
            {
                _options.ReportNote($"The message {id} of the queue {rule.Queue} starts nothing: {e.Message.TrimEnd('.')}. It is left to the queue's redrive policy.");
            }

            return;
        }

        await CallAsync(
            "deleteMessage", JsonMap.Of(("QueueUrl", url), ("ReceiptHandle", Text(message, "ReceiptHandle"))), CancellationToken.None);
    }

    /// <summary>The URL of a queue.</summary>
    private async ValueTask<string> FindAsync(string queue)
    {
        if (queue.StartsWith("http:", StringComparison.Ordinal) || queue.StartsWith("https:", StringComparison.Ordinal))
        {
            return queue;
        }

        // arn:aws:sqs:REGION:ACCOUNT:NAME
        JsonMap found = await CallAsync("getQueueUrl", JsonMap.Of(("QueueName", queue[(queue.LastIndexOf(':') + 1)..])), _stop.Token);
        return Text(found, "QueueUrl");
    }

    private async ValueTask<JsonMap> CallAsync(string action, JsonMap arguments, CancellationToken cancel)
    {
        (ServiceModel service, OperationModel operation) = _models.Find("sqs", action)!.Value;
        AwsReply reply = await _client.CallAsync(service, operation, arguments, cancel);
        return reply.Answer.Output
            ?? throw new AwsUnreachableException($"SQS refused {operation.Name}: {reply.Answer.Error!.Code}: {reply.Answer.Error.Message}");
    }

    private static string Text(JsonMap members, string name) => (members[name] as JsonString)?.Value ?? "";
}
