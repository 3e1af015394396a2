using System.Collections.Concurrent;

namespace FunctionsAsl.Service.Starts;

/// <summary>
/// Starts executions by time, in any number of processes over one store. A time that came while no process was there is made up for once,
/// however many came. Who is about to start one says so in the schedule's record, and the others leave it to him for a while; where he
/// does not come to the end of it they begin again, with an execution of the same name: none is started twice.
/// </summary>
public sealed class Schedules(RuleStarts starts) : IAsyncDisposable
{
    // Timers take no more than 49 days at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>
    /// How long a start is left to who has begun with it, and how long it takes to try again what may do later: a little less than the minute
    /// after which hosts look that have no <see cref="Begin"/>.
    /// </summary>
    internal static TimeSpan Pause { get; } = TimeSpan.FromSeconds(50);

    private IEnumerable<StartRule> Rules => starts.Rules.Where(static rule => rule.IsScheduled);

    private ServiceContext Context => starts.Service.Operations.Context;

    private ServiceOptions Options => starts.Service.Options;

    /// <summary>Begins to look after the times of all rules that have some.</summary>
    public void Begin() => _running = Task.WhenAll(Rules.Select(rule => Task.Run(() => RunAsync(rule))));

    /// <summary>Starts what is due now; for hosts that call it every minute.</summary>
    public Task StartDueAsync(CancellationToken cancel) => Task.WhenAll(Rules.Select(rule => AdvanceAsync(rule, cancel)));

    /// <summary>Ends what was begun; what is being started is still started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(StartRule rule)
    {
        try
        {
            while (await AdvanceAsync(rule, _stop.Token) is { } time)
            {
                await WaitAsync(time);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>Starts what is due.</summary>
    /// <returns>When to look again; <see langword="null"/> where nothing will come any more.</returns>
    private async Task<DateTimeOffset?> AdvanceAsync(StartRule rule, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                ScheduleRecord record = await RecordAsync(rule, cancel);
                DateTimeOffset now = Options.Clock.GetUtcNow();
                if (rule.Schedule!.Next(record.Since, record.Until ?? record.Since.AddTicks(-1)) is not { } time)
                {
                    if (record.Until is null)
                    {
                        Tell(rule, $"starts nothing: {rule.ScheduleText} has no time after {EventEntry.Format(record.Since)}, when it was first seen.");
                    }

                    return null;
                }

                if (time > now || record.HeldUntil > now)
                {
                    return time > now ? time : record.HeldUntil;
                }

                ScheduleRecord held = record with { HeldUntil = now + Pause };
                if (!await Context.Schedules.TryWrite(record, held, cancel))
                {
                    continue;
                }

                if (!await TryStartAsync(rule, time))
                {
                    return held.HeldUntil;
                }

                // Many times that were missed count as one: all that had come by then. What came during a slow start has its own.
                ScheduleRecord done = held with { HeldUntil = null, Until = now };
                await Context.Schedules.TryWrite(held, done, CancellationToken.None);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Options.ReportFailure($"the schedule {rule.Name}", e);
            return Options.Clock.GetUtcNow() + Pause;
        }
    }

    /// <summary>
    /// Where the schedule stands; it begins now where it was never seen. Another expression has another record: while a change is being
    /// brought to many processes, those of before and those of after do not disturb each other.
    /// </summary>
    private async ValueTask<ScheduleRecord> RecordAsync(StartRule rule, CancellationToken cancel)
    {
        string schedule = ArnOf(rule);
        string arn = $"{schedule}:{ResourceName.OfRule(rule.Name, rule.ScheduleText!)}";
        while (true)
        {
            if (await Context.Schedules.Find(arn, cancel) is { } stored)
            {
                return stored;
            }

            // Events and names of executions have whole seconds.
            DateTimeOffset since = DateTimeOffset.FromUnixTimeSeconds(Options.Clock.GetUtcNow().ToUnixTimeSeconds());
            var begun = new ScheduleRecord { Arn = arn, Expression = rule.ScheduleText!, Since = since };
            // Up to release 0.10 all expressions of a rule had one record, under the schedule's own ARN.
            if (await Context.Schedules.Find(schedule, cancel) is { } before && before.Expression == rule.ScheduleText)
            {
                begun = before with { Arn = arn };
            }

            if (await Context.Schedules.TryWrite(null, begun, cancel))
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

    /// <returns>Whether that is done with; not where it may do later, as when the machine has not been created yet.</returns>
    private async ValueTask<bool> TryStartAsync(StartRule rule, DateTimeOffset time)
    {
        string id = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        try
        {
            JsonMap source = ScheduledEvent.Of(Options, ArnOf(rule), ResourceName.OfRule(rule.Name, id), time);
            await starts.StartAsync(rule, id, source, CancellationToken.None);
            _told.TryRemove(rule.Name, out _);
            return true;
        }
        catch (ApiException e) when (e.Type is "StateMachineDoesNotExist" or "StateMachineDeleting" or "ThrottlingException" or "ExecutionLimitExceeded")
        {
            Tell(rule, $"cannot start: {e.Message}. It is tried again every minute.");
            return false;
        }
        catch (ApiException e) when (e.Status < 500)
        {
            Options.ReportNote($"The schedule {rule.Name} does not start at {EventEntry.Format(time)}: {e.Message}");
            return true;
        }
    }

    private string ArnOf(StartRule rule) => $"arn:{Options.Partition}:scheduler:{Options.Region}:{Options.AccountId}:schedule/default/{rule.Name}";

    /// <summary>Says something of a schedule, but not what was said last.</summary>
    private void Tell(StartRule rule, string what)
    {
        if (!_told.TryGetValue(rule.Name, out string? last) || last != what)
        {
            _told[rule.Name] = what;
            Options.ReportNote($"The schedule {rule.Name} {what}");
        }
    }
}
