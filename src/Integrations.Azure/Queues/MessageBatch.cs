namespace FunctionsAsl.Integrations.Azure.Queues;

/// <summary>SQS's SendMessageBatch over a resource that takes messages one by one: each fails by itself.</summary>
internal static class MessageBatch
{
    private const int MostEntries = 10;

    /// <exception cref="BoundException">It is no batch.</exception>
    public static async ValueTask<BoundAnswer> SendAsync(IMessageTarget target, Fields request, CancellationToken cancel)
    {
        request.Allow("QueueUrl", "Entries");
        JsonMap[] entries = [.. request.Items("Entries").OfType<JsonMap>()];
        Check(entries);
        List<JsonAny> sent = [];
        List<JsonAny> failed = [];
        foreach (JsonMap entry in entries)
        {
            string id = new Fields(entry).RequiredText("Id");
            try
            {
                sent.Add((await target.SendAsync(new Fields(entry), cancel)).Output.With("Id", id));
            }
            catch (BoundException e)
            {
                failed.Add(JsonMap.Of(("Id", id), ("SenderFault", e.Status < 500), ("Code", e.Code), ("Message", e.Message)));
            }
        }

        return new BoundAnswer(new JsonMap.Builder()
            .SetIfPresent("Successful", sent.Count == 0 ? null : JsonList.Of(sent))
            .SetIfPresent("Failed", failed.Count == 0 ? null : JsonList.Of(failed))
            .Build());
    }

    private static void Check(JsonMap[] entries)
    {
        if (entries.Length == 0)
        {
            throw new BoundException("AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request.");
        }

        if (entries.Length > MostEntries)
        {
            throw new BoundException("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {MostEntries}. You have sent {entries.Length}.");
        }

        if (entries.Select(static e => new Fields(e).RequiredText("Id")).Distinct(StringComparer.Ordinal).Count() < entries.Length)
        {
            throw new BoundException("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
        }
    }
}
