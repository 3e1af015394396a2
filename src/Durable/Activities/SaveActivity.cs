using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Writes what an orchestration has decided: history, that nobody waits any more for tasks and for the executions and jobs they started,
/// and how the execution has ended.
/// </summary>
internal sealed class SaveActivity(
    ITaskRunner runner,
    ExecutionStore executions,
    TaskStore tasks,
    Delivery delivery,
    ProgressStore progressStore,
    ExecutionEnd end,
    Func<string, CancellationToken, ValueTask<bool>> finishDeletion)
{
    /// <param name="input">A <see cref="SaveRequest"/>.</param>
    /// <param name="cancel">Ends it; the engine runs it again.</param>
    /// <returns>Where the history's blob ends, in bytes.</returns>
    public async Task<string> RunAsync(string input, CancellationToken cancel)
    {
        SaveRequest request = SaveRequest.Parse(input);
        foreach (string id in request.Closed)
        {
            await tasks.Close(request.Key, id, cancel);
        }

        long position = request.Position;
        if (request.Outcome is { } outcome)
        {
            // Where the record is gone, so is the machine: nobody asks how its executions ended.
            if (await executions.Read(request.Key, request.Record, request.RecordETag, cancel) is { } running
                && running.RedriveCount == request.Redrives)
            {
                await end.Save(
                    running, request.Status, outcome, request.State, request.Tail, [], position, cancel);
            }
        }
        else
        {
            position = await progressStore.Append(request.Key, request.Tail, [], position, cancel);
        }

        foreach (IssuedCommand job in request.StoppedJobs)
        {
            // A task that has a job was not mocked.
            var origin = new TaskOrigin(request.Arn!, request.Key.StateMachine, TestCase: null) { NamedDate = request.Key.Time };
            await runner.StopAsync(origin, (Command.RunTask)job.Command, cancel);
        }

        bool arrives = true;
        foreach (string child in request.StoppedChildren)
        {
            // Where it does not run any more, there is nobody to get the message.
            if (await executions.Find(child, cancel) is { } stored)
            {
                string? cause = (await executions.FindRecord(child, cancel))?.CauseWhenUnawaited();
                arrives &= await delivery.TrySend(stored.InstanceId(child), new OrchestrationMessage.Stop(null, cause).ToText(), cancel);
            }
        }

        if (request.DeletedMachine is { } machine)
        {
            await finishDeletion(machine, cancel);
        }

        if (!arrives)
        {
            // Last, when all else is written: the orchestrator calls again after a while.
            throw new InvalidOperationException("An execution that is to be stopped has not begun yet.");
        }

        return Wire.ToText(new SaveAnswer(position));
    }
}
