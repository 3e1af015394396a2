using System.Threading.Channels;
using FunctionsAsl.Core;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Service.Express;

/// <summary>
/// One Express execution, run in memory from its start to its end; nothing of it is stored, so it is lost with its process and runs
/// at most once (DG/choosing-workflow-type, synchronous Express). A single state is tested in the same way.
/// </summary>
public sealed class ExpressRun
{
    /// <summary>How long an Express execution may take (DG/service-quotas).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ITaskRunner _runner;
    private readonly ServiceOptions _options;
    private readonly ExecutionRecord _record;
    private readonly ExecutionTelemetry _telemetry;
    private readonly Inspection? _inspection;
    private readonly InFlight? _inFlight;
    // What is in it counts as a step each.
    private readonly Channel<Event?> _mailbox =
        Channel.CreateUnbounded<Event?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly EventClock _clock;
    private readonly OpenWork _work;
    private readonly ITimer _alarm;

    private ExpressRun(
        ITaskRunner runner, ExecutionTelemetry telemetry, ServiceOptions options, ExecutionRecord record, Inspection? inspection, InFlight? inFlight)
    {
        _inspection = inspection;
        _inFlight = inFlight;
        _runner = runner;
        _telemetry = telemetry;
        _options = options;
        _record = record;
        _clock = new EventClock(record.StartDate);
        _work = new OpenWork(e => options.ReportFailure($"cancelling a task of {record.Arn}", e));
        _alarm = options.Clock.CreateTimer(_ => Post(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs an execution.</summary>
    /// <param name="telemetry">Takes its history, of which nothing else is kept.</param>
    /// <param name="options">The service's settings: clock and wait scale.</param>
    /// <param name="cancel">Ends it, also in the midst of an expression: nobody waits for its end any more.</param>
    /// <param name="inspection">Where only the state that it starts with is tested, what looks at it; its mock answers instead of the runner.</param>
    /// <param name="inFlight">
    /// Counts what is being done, where that is of interest. It begins within a step that is counted, and leaves its last one to be counted.
    /// </param>
    /// <returns>The execution as it ended.</returns>
    /// <exception cref="MockMismatchException">The inspection's mock does not fit the state's data.</exception>
    public static async ValueTask<ExecutionRecord> RunAsync(
        StepScheduler steps,
        StateMachine definition,
        ExecutionRecord record,
        ITaskRunner runner,
        ExecutionTelemetry telemetry,
        ServiceOptions options,
        CancellationToken cancel,
        Inspection? inspection = null,
        InFlight? inFlight = null)
    {
        DateTimeOffset end = options.Clock.Now() + Limit;
        Event.Started started = record.Started(options.Randomness.Seed(), options.Randomness.TokenKey(), options.WaitScale);
        InspectionData? seen = inspection?.Data;
        Step first = await steps.TakeAsync(
            limits =>
            {
                Remember(inspection, seen);
                return Machine.Start(definition, started, limits, inspection);
            },
            cancel);
        if (first.State.Status != ExecutionStatus.Running)
        {
            // It has waited for nothing, and needs nothing to wait with.
            record = record.After(first.State, record.StartDate);
            if (inspection is null)
            {
                telemetry.Add(record, first.History, before: null, first.Changed);
            }

            return record;
        }

        var run = new ExpressRun(runner, telemetry, options, record, inspection, inFlight);
        try
        {
            return await run.GoOnAsync(steps, definition, first, end, cancel);
        }
        finally
        {
            run._work.CancelTasks();
            await run._alarm.DisposeAsync();
            run.Close();
        }
    }

    /// <summary>Runs an execution to its end from where its first step has led to.</summary>
    private async Task<ExecutionRecord> GoOnAsync(
        StepScheduler steps, StateMachine definition, Step first, DateTimeOffset end, CancellationToken cancel)
    {
        ExecutionState state = first.State;
        long last = Tell(first.History, before: null, first.Changed, 0);
        CarryOut(first.Commands, end);
        while (state.Status == ExecutionStatus.Running)
        {
            _inFlight?.EndStep();
            Event? mail;
            try
            {
                mail = await _mailbox.Reader.ReadAsync(cancel);
            }
            catch
            {
                _inFlight?.BeginStep();
                throw;
            }

            _clock.Advance(_options.Clock.Now());
            if (_clock.Time >= end)
            {
                Tell([new HistoryEvent(last + 1, last, _clock.Time, HistoryEventType.ExecutionTimedOut, null)], state, [], last);
                return _record with { Status = ExecutionStatus.TimedOut, StopDate = _clock.Time };
            }

            IReadOnlyList<Event> events = mail is null ? _work.Due(_clock.Time) : [mail];
            InspectionData? seen = _inspection?.Data;
            Round round = await steps.TakeAsync(
                limits =>
                {
                    Remember(_inspection, seen);
                    return Take(new Round(definition, state, limits, _inspection), events);
                },
                cancel);
            last = Tell(round.History, state, round.Changed, last);
            state = round.State;
            foreach (Event @event in events)
            {
                _work.Close(@event);
            }

            CarryOut(round.Commands, end);
        }

        return _record.After(state, _clock.Time);
    }

    /// <param name="before">Where it stood before.</param>
    /// <param name="last">The id of the last event before.</param>
    /// <returns>That of the last now.</returns>
    private long Tell(IReadOnlyList<HistoryEvent> history, ExecutionState? before, IReadOnlyCollection<string> changed, long last)
    {
        // A state that is tested is no execution.
        if (_inspection is null)
        {
            _telemetry.Add(_record, history, before, changed);
        }

        return history is [.., var e] ? e.Id : last;
    }

    /// <summary>Puts back what was seen before a step that may be taken twice.</summary>
    private static void Remember(Inspection? inspection, InspectionData? seen)
    {
        if (seen is not null)
        {
            inspection!.Data = seen with { };
        }
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
        _work.CarryOut(commands, RunTask, Post);
        // Clocks count whole milliseconds. Whatever is due first: a timer, or the end.
        DateTimeOffset next = _work.NextTimer < end ? _work.NextTimer.Value : end;
        double wait = Math.Max(0, (next - _options.Clock.GetUtcNow()).TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait)), Timeout.InfiniteTimeSpan);
    }

    private void RunTask(Command.RunTask task, CancellationToken cancel)
    {
        _inFlight?.BeginTask();
        _ = Task.Run(
            async () =>
            {
                _inFlight?.EnterTask();
                await RunTaskAsync(task, cancel);
                _inFlight?.EndTask();
            },
            CancellationToken.None);
    }

    private async Task RunTaskAsync(Command.RunTask task, CancellationToken cancel)
    {
        Event ended;
        try
        {
            // A task that waits for others is in no Express machine (LS test_sfn_api_express): its definition is refused.
            ended = _inspection?.Mock?.Of(task.Id) ?? (await CallAsync(task, cancel)).ToEvent(task.Id);
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

    private ValueTask<TaskOutcome> CallAsync(Command.RunTask task, CancellationToken cancel) =>
        _runner.RunAsync(TaskOrigin.Of(_record) with { Inspection = _inspection }, task, cancel);

    private void Post(Event? mail)
    {
        _inFlight?.BeginStep();
        if (!_mailbox.Writer.TryWrite(mail))
        {
            _inFlight?.EndStep();
        }
    }

    /// <summary>What comes from now on changes nothing.</summary>
    private void Close()
    {
        _mailbox.Writer.Complete();
        while (_mailbox.Reader.TryRead(out _))
        {
            _inFlight?.EndStep();
        }
    }
}
