namespace FunctionsAsl.Durable.Activities;

/// <summary>Puts into blobs what is too large for an orchestrator to carry.</summary>
internal sealed class ProgressStore(ValueStore values, HistoryStore histories, HistoryLog log, OrchestrationOptions options)
{
    /// <summary>Makes progress of what applying some events came to. Doing it again writes the same.</summary>
    /// <param name="state">Its state after the events; it is still running.</param>
    /// <param name="ordinal">The number of the last event, 0 for the start.</param>
    /// <param name="tail">History from before the events that stands in no blob yet, step by step.</param>
    /// <param name="history">The events' own.</param>
    /// <param name="position">Where the history's blob ends, in bytes.</param>
    public async ValueTask<Progress> Save(
        ExecutionKey key,
        ExecutionState state,
        long ordinal,
        IEnumerable<Command> commands,
        JsonList tail,
        IReadOnlyList<HistoryEvent> history,
        long position,
        OrchestrationTerms terms,
        CancellationToken cancel)
    {
        JsonMap saved = StateSerializer.ToJson(state);
        bool isInline = terms.HasDefinition && options.AllowsInline(saved);
        return new Progress
        {
            Status = state.Status,
            State = isInline ? saved : null,
            StateBlob = isInline ? null : await values.Write(hash => key.StateBlob(ordinal, hash), saved, cancel),
            MapRun = isInline ? null : state.MapRun,
            Commands = await Save(key, commands, terms, cancel),
            Position = await Append(key, tail, history, position, cancel),
        };
    }

    /// <summary>Writes history to its blob, unless that was done before.</summary>
    /// <param name="tail">The older part, step by step.</param>
    /// <param name="position">Where the blob ends, in bytes.</param>
    /// <returns>Where it ends afterwards, in bytes.</returns>
    public async ValueTask<long> Append(
        ExecutionKey key, JsonList tail, IReadOnlyList<HistoryEvent> history, long position, CancellationToken cancel)
    {
        // Each step has lines of its own, so that the same steps are the same bytes whatever they are sent with.
        IReadOnlyList<HistoryEvent>[] steps = [.. tail.Select(static step => HistorySerializer.Load((JsonList)step))];
        byte[][] lines = [.. steps.Select(HistoryStore.ToLines)];
        (position, long bytes) = await histories.Append(key, (byte[])[.. lines.SelectMany(static step => step)], position, cancel);
        int first = steps.Length;
        for (; bytes > 0; bytes -= lines[first].Length)
        {
            first--;
        }

        await log.Add(key, [.. steps[first..].SelectMany(static step => step)], cancel);
        (position, IReadOnlyList<HistoryEvent> written) = await histories.Append(key, history, position, cancel);
        await log.Add(key, written, cancel);
        return position;
    }

    private async ValueTask<ImmutableArray<IssuedCommand>> Save(
        ExecutionKey key, IEnumerable<Command> commands, OrchestrationTerms terms, CancellationToken cancel)
    {
        ImmutableArray<IssuedCommand>.Builder issued = ImmutableArray.CreateBuilder<IssuedCommand>();
        int room = options.StateBytes;
        foreach (Command command in commands)
        {
            if (command is not Command.RunTask { Input: var input } task || terms.Runs(task))
            {
                issued.Add(new IssuedCommand(command));
            }
            else if (input.Utf8Length <= options.InlineBytes && input.Utf8Length <= room)
            {
                room -= input.Utf8Length;
                issued.Add(new IssuedCommand(command));
            }
            else
            {
                string blob = await values.Write(hash => key.PayloadBlob(task.Id, $"input-{hash}"), input, cancel);
                issued.Add(new IssuedCommand(task with { Input = JsonAny.Null }, blob));
            }
        }

        return issued.DrainToImmutable();
    }
}
