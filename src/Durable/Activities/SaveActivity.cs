using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Writes what an orchestration has decided: history, that nobody waits any more for tasks and for the executions they started, and
/// how the execution has ended.
/// </summary>
public sealed class SaveActivity
{
    /// <summary>The name that orchestrators call it by.</summary>
    public const string Name = "asl-save";

    private readonly DurableParts _parts;

    internal SaveActivity(DurableParts parts) => _parts = parts;

    /// <param name="input">A <see cref="SaveRequest"/>.</param>
    /// <param name="cancel">Ends it; the engine runs it again.</param>
    /// <returns>Where the history's blob ends, in bytes.</returns>
    public async Task<string> RunAsync(string input, CancellationToken cancel)
    {
        SaveRequest request = SaveRequest.Parse(input);
        foreach (string id in request.Closed)
        {
            await _parts.Stores.Tasks.Close(request.Key, id, cancel);
        }

        foreach (string child in request.StoppedChildren)
        {
            // Where it does not run any more, there is nobody to get the message.
            if (await _parts.Stores.Executions.FindKey(child, cancel) is { } key)
            {
                await _parts.Client.Send(key.InstanceId(child), new OrchestrationMessage.Stop(null, null).ToText(), cancel);
            }
        }

        long position = request.Position;
        if (request.Outcome is { } outcome)
        {
            // Where the record is gone, so is the machine: nobody asks how its executions ended.
            if (await _parts.FindRecord(request.Key, request.Record, request.RecordETag, cancel) is { } running)
            {
                await _parts.End.Save(
                    running, request.Status, request.Time, outcome.ToUtf8(), request.Tail, [], position, cancel);
            }
        }
        else
        {
            position = await _parts.Parking.Append(request.Key, request.Tail, [], position, cancel);
        }

        return JsonObject.Of(("position", position)).ToString();
    }
}

/// <summary>What <see cref="SaveActivity"/> is asked.</summary>
internal sealed record SaveRequest
{
    public required ExecutionKey Key { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Record"/>
    public string? Record { get; init; }

    /// <inheritdoc cref="OrchestrationInput.RecordETag"/>
    public string? RecordETag { get; init; }

    /// <summary>History to write, step by step.</summary>
    public JsonArray Tail { get; init; } = JsonArray.Empty;

    /// <summary>Where its blob ends, in bytes.</summary>
    public required long Position { get; init; }

    /// <summary>Tasks with a token that nobody waits for any more.</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];

    /// <summary>ARNs of executions that were started by tasks that nobody waits for any more.</summary>
    public IReadOnlyList<string> StoppedChildren { get; init; } = [];

    /// <summary>What came of the execution (<see cref="StoredExecution.Outcome"/>), where it has ended.</summary>
    public JsonObject? Outcome { get; init; }

    public ExecutionStatus Status { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset Time { get; init; }

    public string ToText()
    {
        var json = new JsonObject.Builder()
            .Set("key", Key.ToString())
            .SetIfPresent("tail", WireObject.UnlessEmpty(Tail))
            .Set("position", Position)
            .SetIfPresent("closed", WireObject.UnlessEmpty(WireObject.Texts(Closed)))
            .SetIfPresent("stoppedChildren", WireObject.UnlessEmpty(WireObject.Texts(StoppedChildren)));
        if (Outcome is { } outcome)
        {
            json
                .SetIfPresent("record", WireObject.Text(Record))
                .SetIfPresent("recordETag", WireObject.Text(RecordETag))
                .Set("outcome", outcome)
                .Set("status", Status.ToString())
                .Set("time", WireObject.Time(Time));
        }

        return json.Build().ToString();
    }

    public static SaveRequest Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new SaveRequest
        {
            Key = ExecutionKey.Parse(json.String("key")),
            Record = json.StringIfPresent("record"),
            RecordETag = json.StringIfPresent("recordETag"),
            Tail = json.Array("tail"),
            Position = json.Integer("position"),
            Closed = json.Strings("closed"),
            StoppedChildren = json.Strings("stoppedChildren"),
            Outcome = json.ObjectIfPresent("outcome"),
            Status = json.StringIfPresent("status") is { } status ? Enum.Parse<ExecutionStatus>(status) : ExecutionStatus.Running,
            Time = json.TimeIfPresent("time") ?? default,
        };
    }
}
