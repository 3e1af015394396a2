namespace FunctionsAsl.Durable.Storage;

/// <summary>What became of a task that has a token. Nothing is kept of one of which nothing is known yet.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Leased), "leased")]
[JsonDerivedType(typeof(Reported), "reported")]
[JsonDerivedType(typeof(Closed), "closed")]
internal abstract record TaskFate
{
    /// <summary>A worker took it.</summary>
    public sealed record Leased(string Delivery, string? Worker = null) : TaskFate;

    /// <summary>Its end was reported.</summary>
    public sealed record Reported(TaskReport Report) : TaskFate
    {
        /// <summary>Tells this report from the same one that somebody sends again, which does not count.</summary>
        public string Id { get; init; } = Guid.NewGuid().ToString();
    }

    /// <summary>Nobody waits for it any more.</summary>
    public sealed record Closed : TaskFate;
}

/// <summary>
/// Decides for tasks with a token, one blob each, who comes first: the one who reports or the one who gives up waiting. The execution
/// gets to know later, so whoever reports is answered at once and exactly.
/// </summary>
internal sealed class TaskStore(IBlobs blobs)
{
    private static readonly TaskFate Closed = new TaskFate.Closed();

    public async ValueTask<TaskFate?> Read(ExecutionKey key, string commandId, CancellationToken cancel) =>
        await blobs.Read(key.TaskBlob(commandId), cancel) is { } blob ? Load(blob.Content.Span) : null;

    /// <summary>Gives the task to a worker; to another if it comes with the same message, which the first never ended.</summary>
    /// <returns>Whether the worker has it now.</returns>
    public async ValueTask<bool> TryLease(ExecutionKey key, string commandId, TaskFate.Leased lease, CancellationToken cancel) =>
        Equals(lease, await Decide(key, commandId, lease, old => old is null || (old as TaskFate.Leased)?.Delivery == lease.Delivery, cancel));

    /// <summary>Reports the task's end, unless it is over.</summary>
    /// <returns>Whether this report is the one that counts, and the fate that counts.</returns>
    public async ValueTask<(bool Accepted, TaskFate Fate)> Report(
        ExecutionKey key, string commandId, TaskReport report, CancellationToken cancel)
    {
        var reported = new TaskFate.Reported(report);
        TaskFate fate = await Decide(key, commandId, reported, IsOpen, cancel);
        return (ReferenceEquals(fate, reported), fate);
    }

    /// <summary>Ends the wait for the task.</summary>
    /// <returns>The report that was accepted before, which counts; <see langword="null"/> where none was nor will be.</returns>
    public async ValueTask<TaskReport?> Close(ExecutionKey key, string commandId, CancellationToken cancel) =>
        (await Decide(key, commandId, Closed, IsOpen, cancel) as TaskFate.Reported)?.Report;

    private static bool IsOpen(TaskFate? fate) => fate is null or TaskFate.Leased;

    /// <summary>Writes what is to become of the task, where what became of it allows that. Answers what has become of it.</summary>
    private async ValueTask<TaskFate> Decide(
        ExecutionKey key, string commandId, TaskFate wanted, Func<TaskFate?, bool> mayFollow, CancellationToken cancel)
    {
        string name = key.TaskBlob(commandId);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(wanted, StorageJson.Default.TaskFate);
        BlobCondition condition = BlobCondition.Absent;
        while (await blobs.Write(name, content, condition, null, cancel) is null)
        {
            if (await blobs.Read(name, cancel) is not { } blob)
            {
                condition = BlobCondition.Absent;
                continue;
            }

            // Written, though the store did not get to say so.
            if (blob.Content.Span.SequenceEqual(content))
            {
                return wanted;
            }

            TaskFate fate = Load(blob.Content.Span);
            if (!mayFollow(fate))
            {
                return fate;
            }

            condition = BlobCondition.Match(blob.ETag);
        }

        return wanted;
    }

    private static TaskFate Load(ReadOnlySpan<byte> saved) => JsonReader.ReadSaved(saved, StorageJson.Default.TaskFate);
}
