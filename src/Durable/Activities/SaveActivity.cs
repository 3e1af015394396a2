using FunctionsAsl.Durable.Orchestration;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Writes what an orchestration has decided: history, that nobody waits any more for tasks and for the executions they started, and
/// how the execution has ended.
/// </summary>
public sealed class SaveActivity
{
    /// <summary>The name that orchestrators call it by.</summary>
    public const string Name = ActivityName.Save;

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
                    running, request.Status, outcome, request.Tail, [], position, cancel);
            }
        }
        else
        {
            position = await _parts.Parking.Append(request.Key, request.Tail, [], position, cancel);
        }

        return Wire.ToText(new SaveAnswer(position));
    }
}
