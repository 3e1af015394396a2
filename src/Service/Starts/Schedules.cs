namespace FunctionsAsl.Service.Starts;

/// <summary>
/// Starts executions by time, in one process over a store. A time that came while no process was there is made up for once, however many
/// came. An execution is named after its schedule and time, so none is started twice.
/// </summary>
public sealed class Schedules(RuleStarts starts) : IAsyncDisposable
{
    // Timers take no more than 49 days at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>How long it takes to try again what failed for a reason that may pass.</summary>
    internal static TimeSpan Pause { get; } = TimeSpan.FromMinutes(1);

    private ServiceContext Context => starts.Service.Operations.Context;

    private ServiceOptions Options => starts.Service.Options;

    /// <summary>Begins to look after the times of all rules that have some.</summary>
    public void Begin() => _running = Task.WhenAll(starts.Rules.Where(static rule => rule.IsScheduled).Select(rule => Task.Run(() => RunAsync(rule))));

    /// <summary>Ends it; what is being started is still started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(StartRule rule)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ScheduleRecord record = await RecordAsync(rule);
                while (NextOf(rule, record) is { } time)
                {
                    await WaitAsync(time);
                    await StartAsync(rule, record.Arn, time);
                    record = await SaveAsync(record);
                }

                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Options.ReportFailure($"the schedule {rule.Name}", e);
                await Task.Delay(Pause, Options.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static DateTimeOffset? NextOf(StartRule rule, ScheduleRecord record) =>
        rule.Schedule!.Next(record.Since, record.Until ?? record.Since.AddTicks(-1));

    /// <summary>Where the schedule stands; it begins now where it was never seen, or was another one.</summary>
    private async ValueTask<ScheduleRecord> RecordAsync(StartRule rule)
    {
        string arn = $"arn:{Options.Partition}:scheduler:{Options.Region}:{Options.AccountId}:schedule/default/{rule.Name}";
        while (true)
        {
            ScheduleRecord? stored = await Context.Schedules.Find(arn, _stop.Token);
            if (stored is not null && stored.Expression == rule.ScheduleText)
            {
                return stored;
            }

            // Events and names of executions have whole seconds.
            DateTimeOffset since = DateTimeOffset.FromUnixTimeSeconds(Options.Clock.GetUtcNow().ToUnixTimeSeconds());
            var begun = new ScheduleRecord { Arn = arn, Expression = rule.ScheduleText!, Since = since };
            if (await Context.Schedules.TryWrite(stored, begun, _stop.Token))
            {
                return begun;
            }
        }
    }

    private async Task WaitAsync(DateTimeOffset time)
    {
        while (time - Options.Clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            // Timers count whole milliseconds and would fire early for a fraction.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, Options.Clock, _stop.Token);
        }
    }

    private async ValueTask StartAsync(StartRule rule, string arn, DateTimeOffset time)
    {
        string id = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        try
        {
            JsonObject source = ScheduledEvent.Of(Options, arn, ResourceName.OfRule(rule.Name, id), time);
            await starts.StartAsync(rule, id, source, CancellationToken.None);
        }
        catch (ApiException e) when (e.Type is not ("ThrottlingException" or "ExecutionLimitExceeded") && e.Status < 500)
        {
            // It would be refused again: the next time may find what is missing.
            Options.ReportFailure($"the schedule {rule.Name}", e);
        }
    }

    /// <summary>Whatever time has come by now is done with: many that were missed count as one.</summary>
    private async ValueTask<ScheduleRecord> SaveAsync(ScheduleRecord record)
    {
        ScheduleRecord done = record with { Until = Options.Clock.GetUtcNow() };
        // Only this process writes it.
        return await Context.Schedules.TryWrite(record, done, CancellationToken.None)
            ? done
            : throw new InvalidOperationException("Another process runs the schedule too.");
    }
}
