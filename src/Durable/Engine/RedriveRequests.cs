using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Redrives executions: each time a new orchestration over the same record.</summary>
internal sealed class RedriveRequests(
    Revisions revisions,
    ExecutionStore executions,
    HistoryStore histories,
    RedriveNotes notes,
    Launcher launcher,
    LostLaunches lost,
    HistoryLog log,
    ServiceOptions service)
{
    /// <remarks>
    /// The record's blob decides among those who redrive at once. After it is written, it says how the execution goes on, so that whoever
    /// asks again, or the <see cref="Sweeper"/> by the note, can do what is left.
    /// </remarks>
    public async ValueTask<RedriveAnswer?> Redrive(string arn, string? clientToken, CancellationToken cancel)
    {
        while (await executions.Find(arn, cancel) is { } stored
            && !(stored.StopDate <= service.KeptSince)
            && await revisions.Find(stored.Key.StateMachine, stored.Revision, cancel) is { } revision)
        {
            ExecutionRecord record = stored.ToRecord(revision.Record);
            DateTimeOffset now = service.Clock.Now();
            if (record.AnswerRedrive(clientToken, now) is { } known)
            {
                await lost.Repair(arn, stored, cancel);
                return known;
            }

            DateTimeOffset date = now > stored.StopDate ? now : stored.StopDate!.Value;
            StoredExecution redriven = stored.Redriven(ExecutionRedrives.After(stored.Redrives, date, clientToken));
            if (await launcher.Begin(redriven, cancel) is not var (begun, _, step))
            {
                return (record with { KeepsState = false }).AnswerRedrive(null, now);
            }

            await notes.Write(stored.Key, arn, now, cancel);

            // What comes is appended to it.
            try
            {
                await histories.Append(stored.Key, stored.ReadHistory(), 0, cancel);
            }
            catch (HistoryConflictException e)
            {
                // A call took some along that was still under way when the end was written, with all of it.
                await histories.Cut(e, cancel);
                await histories.Append(stored.Key, stored.ReadHistory(), 0, cancel);
            }

            if (await executions.TryRedrive(redriven, cancel) is { } written)
            {
                await log.ChangeStatus(written, step.History is [var first, ..] ? first : null, cancel);
                await launcher.Launch(written, begun, revision, step, cancel);
                await notes.Remove(stored.Key, null, cancel);
                return new RedriveAnswer(date, null);
            }

            cancel.ThrowIfCancellationRequested();
        }

        return null;
    }
}
