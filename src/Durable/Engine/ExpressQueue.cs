using FunctionsAsl.Service.Express;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// The asynchronous Express executions that were asked for: a record each, and a message with its ARN, which is shown again to somebody
/// else where whoever had it was lost.
/// </summary>
/// <param name="run">Runs one to its end, in memory.</param>
/// <param name="reportEnd">Told the ARN of every execution that has ended, and how.</param>
internal sealed class ExpressQueue(
    ExpressStarts starts,
    IQueues queues,
    Func<ExecutionRecord, CancellationToken, ValueTask<ExecutionRecord>> run,
    Action<string, ExecutionStatus> reportEnd,
    ServiceOptions service)
{
    public const string Name = "asl-express";

    /// <summary>
    /// When a record without an end is given up: by then its message has been shown as often as it is, or was never sent. It may also have
    /// waited behind many others, or for the app to run at all.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromDays(7);

    public async ValueTask Send(ExecutionRecord record, CancellationToken cancel)
    {
        await starts.Add(record, cancel);
        await queues.Send(Name, record.Arn, cancel);
    }

    /// <summary>Runs the execution that a message is about. One that has ended is not there any more.</summary>
    public async Task RunAsync(string arn, CancellationToken cancel)
    {
        if (await starts.Find(arn, cancel) is { } record)
        {
            ExecutionRecord ended = await run(record, cancel);
            await starts.Remove(arn, cancel);
            reportEnd(arn, ended.Status);
        }
    }

    /// <summary>Forgets those that nobody will run.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        string? after = null;
        do
        {
            Page<ExpressStart> page = await starts.List(after, 100, cancel);
            foreach (ExpressStart start in page.Items.Where(s => s.Beginning.StartDate < service.Clock.GetUtcNow() - Limit))
            {
                await starts.Remove(start.Arn, cancel);
                service.ReportFailure($"running {start.Arn}", new TimeoutException("It was given up: it has not ended within a week of its start."));
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
