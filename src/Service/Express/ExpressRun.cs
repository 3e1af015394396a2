using System.Threading.Channels;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;

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
    private readonly Channel<Func<DateTimeOffset, ulong, Event?>> _mailbox =
        Channel.CreateUnbounded<Func<DateTimeOffset, ulong, Event?>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<string, ITimer> _timers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CancellationTokenSource> _tasks = new(StringComparer.Ordinal);

    private ExpressRun(ITaskRunner runner, ServiceOptions options, ExecutionRecord record)
    {
        _runner = runner;
        _options = options;
        _record = record;
    }

    /// <summary>Runs an execution.</summary>
    /// <param name="definition">The machine.</param>
    /// <param name="record">The execution as it begins.</param>
    /// <param name="runner">Runs its tasks.</param>
    /// <param name="options">The service's settings: clock and wait scale.</param>
    /// <param name="cancel">Ends it: nobody waits for its end any more.</param>
    /// <returns>The execution as it ended.</returns>
    public static async Task<ExecutionRecord> RunAsync(
        StateMachine definition, ExecutionRecord record, ITaskRunner runner, ServiceOptions options, CancellationToken cancel)
    {
        var run = new ExpressRun(runner, options, record);
        try
        {
            return await run.RunAsync(definition, cancel);
        }
        finally
        {
            run.CancelAll();
        }
    }

    private async Task<ExecutionRecord> RunAsync(StateMachine definition, CancellationToken cancel)
    {
        // An event that is none: the time is over.
        await using ITimer limit = _options.Clock.CreateTimer(_ => Post(static (_, _) => null), null, Limit, Timeout.InfiniteTimeSpan);
        Step step = Machine.Start(definition, _record.Started(Randomness.Seed(), Randomness.TokenKey(), _options.WaitScale));
        DateTimeOffset now = _record.StartDate;
        Execute(step.Commands);
        while (step.State.Status == ExecutionStatus.Running)
        {
            Func<DateTimeOffset, ulong, Event?> mail = await _mailbox.Reader.ReadAsync(cancel);
            now = _options.Clock.Now();
            if (mail(now, Randomness.Seed()) is not { } @event)
            {
                return _record with { Status = ExecutionStatus.TimedOut, StopDate = now };
            }

            step = Machine.Apply(definition, step.State, @event);
            Execute(step.Commands);
        }

        return _record.After(step.State, now);
    }

    private void Execute(IEnumerable<Command> commands)
    {
        foreach (Command command in commands)
        {
            switch (command)
            {
                case Command.StartTimer timer:
                    StopTimer(timer.Id);
                    _timers[timer.Id] = StartTimer(timer);
                    break;
                case Command.CancelTimer timer:
                    StopTimer(timer.Id);
                    break;
                case Command.RunTask task:
                    var cancel = new CancellationTokenSource();
                    _tasks[task.Id] = cancel;
                    _ = Task.Run(() => RunTaskAsync(task, cancel.Token), CancellationToken.None);
                    break;
                case Command.CancelTask task when _tasks.Remove(task.Id, out CancellationTokenSource? running):
                    Cancel(running);
                    break;
            }
        }
    }

    /// <summary>Clocks count whole milliseconds and take 49 days at most, which is more than the execution may take.</summary>
    private ITimer StartTimer(Command.StartTimer timer)
    {
        double wait = Math.Clamp((timer.Due - _options.Clock.GetUtcNow()).TotalMilliseconds, 0, 2 * Limit.TotalMilliseconds);
        return _options.Clock.CreateTimer(
            _ => Post((time, seed) => new Event.TimerFired(time, seed, timer.Id)),
            null,
            TimeSpan.FromMilliseconds(Math.Ceiling(wait)),
            Timeout.InfiniteTimeSpan);
    }

    private async Task RunTaskAsync(Command.RunTask task, CancellationToken cancel)
    {
        TaskOutcome outcome;
        try
        {
            outcome = await _runner.RunAsync(TaskOrigin.Of(_record), task, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            _options.ReportFailure($"{_record.Arn} {task.Id}", e);
            outcome = new TaskOutcome.Failed(ErrorName.Runtime, "The task could not be run.");
        }

        Post((time, seed) => outcome switch
        {
            TaskOutcome.Succeeded succeeded => new Event.TaskSucceeded(time, seed, task.Id, succeeded.Output),
            TaskOutcome.Failed failed => new Event.TaskFailed(time, seed, task.Id, failed.Error, failed.Cause),
            // An Express machine has no task that waits for others (LS test_sfn_api_express); its definition is refused.
            _ => throw new InvalidOperationException($"An Express execution cannot wait for {task.Resource.Arn}."),
        });
    }

    private void Post(Func<DateTimeOffset, ulong, Event?> mail) => _mailbox.Writer.TryWrite(mail);

    private void StopTimer(string id)
    {
        if (_timers.Remove(id, out ITimer? timer))
        {
            timer.Dispose();
        }
    }

    private void CancelAll()
    {
        foreach (ITimer timer in _timers.Values)
        {
            timer.Dispose();
        }

        foreach (CancellationTokenSource task in _tasks.Values)
        {
            Cancel(task);
        }
    }

    /// <summary>Tells a task that nobody waits for it any more; what its code makes of that is its own affair.</summary>
    private void Cancel(CancellationTokenSource task)
    {
        try
        {
            task.Cancel();
        }
        catch (AggregateException e)
        {
            _options.ReportFailure($"cancelling a task of {_record.Arn}", e);
        }
    }
}
