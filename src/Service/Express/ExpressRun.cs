using System.Threading.Channels;
using FunctionsAsl.Core;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Service.Express;

/// <summary>
/// One Express execution, run in memory from its start to its end; nothing of it is stored, so it is lost with its process and runs
/// at most once (DG/choosing-workflow-type, synchronous Express).
/// </summary>
public sealed class ExpressRun
{
    /// <summary>How long an Express execution may take (DG/service-quotas).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ITaskRunner _runner;
    private readonly ServiceOptions _options;
    private readonly ExecutionRecord _record;
    private readonly ExecutionLog _log;
    private readonly Channel<Event?> _mailbox =
        Channel.CreateUnbounded<Event?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly EventClock _clock;
    private readonly OpenWork _work;
    private readonly ITimer _alarm;

    private ExpressRun(ITaskRunner runner, ExecutionLog log, ServiceOptions options, ExecutionRecord record)
    {
        _runner = runner;
        _log = log;
        _options = options;
        _record = record;
        _clock = new EventClock(record.StartDate);
        _work = new OpenWork(e => options.ReportFailure($"cancelling a task of {record.Arn}", e));
        _alarm = options.Clock.CreateTimer(_ => Post(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs an execution.</summary>
    /// <param name="log">Takes its history, of which nothing else is kept.</param>
    /// <param name="options">The service's settings: clock and wait scale.</param>
    /// <param name="cancel">Ends it, also in the midst of an expression: nobody waits for its end any more.</param>
    /// <returns>The execution as it ended.</returns>
    public static async Task<ExecutionRecord> RunAsync(
        StepScheduler steps,
        StateMachine definition,
        ExecutionRecord record,
        ITaskRunner runner,
        ExecutionLog log,
        ServiceOptions options,
        CancellationToken cancel)
    {
        var run = new ExpressRun(runner, log, options, record);
        try
        {
            return await run.RunAsync(steps, definition, cancel);
        }
        finally
        {
            run._work.CancelTasks();
            await run._alarm.DisposeAsync();
        }
    }

    private async Task<ExecutionRecord> RunAsync(StepScheduler steps, StateMachine definition, CancellationToken cancel)
    {
        DateTimeOffset end = _options.Clock.Now() + Limit;
        Event.Started started = _record.Started(_options.Randomness.Seed(), _options.Randomness.TokenKey(), _options.WaitScale);
        Step first = await steps.TakeAsync(limits => Machine.Start(definition, started, limits), cancel);
        ExecutionState state = first.State;
        HistoryEvent last = Tell(first.History);
        CarryOut(first.Commands, end);
        while (state.Status == ExecutionStatus.Running)
        {
            Event? mail = await _mailbox.Reader.ReadAsync(cancel);
            _clock.Advance(_options.Clock.Now());
            if (_clock.Time >= end)
            {
                _log.Add(_record, [new HistoryEvent(last.Id + 1, last.Id, _clock.Time, HistoryEventType.ExecutionTimedOut, null)]);
                return _record with { Status = ExecutionStatus.TimedOut, StopDate = _clock.Time };
            }

            IReadOnlyList<Event> events = mail is null ? _work.Due(_clock.Time) : [mail];
            Round round = await steps.TakeAsync(limits => Take(new Round(definition, state, limits), events), cancel);
            state = round.State;
            last = round.History.Count > 0 ? Tell(round.History) : last;
            foreach (Event @event in events)
            {
                _work.Close(@event);
            }

            CarryOut(round.Commands, end);
        }

        return _record.After(state, _clock.Time);
    }

    /// <returns>The last event.</returns>
    private HistoryEvent Tell(IReadOnlyList<HistoryEvent> history)
    {
        _log.Add(_record, history);
        return history[^1];
    }

    private Round Take(Round round, IReadOnlyList<Event> events)
    {
        foreach (Event @event in events)
        {
            round.Apply(_clock.Stamp(@event, _clock.Time, _options.Randomness.Seed()));
        }

        return round;
    }

    private void CarryOut(IEnumerable<Command> commands, DateTimeOffset end)
    {
        _work.CarryOut(commands, (task, cancel) => _ = Task.Run(() => RunTaskAsync(task, cancel), CancellationToken.None), Post);
        // Clocks count whole milliseconds. Whatever is due first: a timer, or the end.
        DateTimeOffset next = _work.NextTimer < end ? _work.NextTimer.Value : end;
        double wait = Math.Max(0, (next - _options.Clock.GetUtcNow()).TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait)), Timeout.InfiniteTimeSpan);
    }

    private async Task RunTaskAsync(Command.RunTask task, CancellationToken cancel)
    {
        Event ended;
        try
        {
            // A task that waits for others is in no Express machine (LS test_sfn_api_express): its definition is refused.
            ended = (await _runner.RunAsync(TaskOrigin.Of(_record), task, cancel)).ToEvent(task.Id);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            _options.ReportFailure($"{_record.Arn} {task.Id}", e);
            ended = new TaskOutcome.Failed(ErrorName.Runtime, "The task could not be run.").ToEvent(task.Id);
        }

        Post(ended);
    }

    private void Post(Event? mail) => _mailbox.Writer.TryWrite(mail);
}
