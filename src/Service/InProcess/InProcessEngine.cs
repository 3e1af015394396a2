using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FunctionsAsl.Core;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Express;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Runs executions in this process over a store. One that was answered for survives the process: on <see cref="RecoverAsync"/> all
/// that were running come back from the store, and what they were waiting for is asked for again.
/// </summary>
public sealed partial class InProcessEngine : IEngine, IAsyncDisposable
{
    internal static readonly TimeSpan ReloadDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestReloadDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, LiveExecution> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _deleting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _telling = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _reloading = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<string, StateMachine> _definitions = [];
    private readonly ConditionalWeakTable<string, StateMachine>.CreateValueCallback _compile;
    private readonly OpenExecutions _open;
    private readonly ActivityQueues _activities = new();
    private readonly ChildWatch _children;
    private readonly TimerQueue _timers;
    private readonly RestingExecutions _resting;
    private readonly ExpiredExecutions? _expired;
    private readonly ExpressExecutions _express;
    private readonly ITaskRunner _runner;
    private readonly ServiceOptions _options;
    private readonly SemaphoreSlim _removing = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _pollsEnd = new();
    private readonly CancellationTokenSource _recoveryEnds = new();

    internal InProcessEngine(IStore store, ITaskRunner runner, ServiceOptions options, Func<string, StateMachine> compile)
    {
        Store = store;
        _runner = runner;
        Telemetry = new ExecutionTelemetry(options.Log, options.StatusChanged, Report);
        _options = options;
        _compile = new(compile);
        _open = new OpenExecutions(store, options.Quotas.OpenExecutions);
        _resting = new RestingExecutions(this);
        _expired = options.Retention is null && options.RetentionCount is null ? null : new ExpiredExecutions(this, options.Retention, options.RetentionCount);
        _express = new ExpressExecutions(
            new ExpressStarts(store), async (record, cancel) => await RunExpress(record, cancel), Report, InFlight);
        _timers = new TimerQueue(options.Clock, arn =>
        {
            if (arn == RestingExecutions.Timer)
            {
                _resting.Wake();
            }
            else if (arn == ExpiredExecutions.Timer)
            {
                _expired?.Sweep();
            }
            else if (_live.TryGetValue(arn, out LiveExecution? execution))
            {
                execution.FireTimers();
            }
        });
        _children = new ChildWatch(arn => Store.FindExecution(arn, CancellationToken.None));
    }

    /// <inheritdoc cref="InFlight.Steps"/>
    public long ActiveSteps => InFlight.Steps;

    /// <inheritdoc cref="InFlight.Tasks"/>
    public long RunningTasks => InFlight.Tasks;

    internal IStore Store { get; }

    private IRecords<StateMachineRecord> Machines => Store.Records<StateMachineRecord>();

    /// <summary>Has workers that wait for a task, now and from now on, be answered that there is none.</summary>
    public void EndPolls() => _pollsEnd.Cancel();

    /// <summary>
    /// Cancels the tasks that run, lets them and the steps that are being taken end for up to five seconds, and closes the store. What comes
    /// later is lost, and asked for again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        // Not disposed of itself: late comers still ask it.
        await _stopping.CancelAsync();
        EndRecovery();
        EndPolls();
        _timers.Dispose();
        long deadline = Environment.TickCount64 + (long)StopLimit.TotalMilliseconds;
        while ((ActiveSteps > 0 || RunningTasks > 0) && Environment.TickCount64 < deadline)
        {
            await Task.Delay(StopPoll);
        }

        await Store.DisposeAsync();
    }

    internal StepScheduler Steps { get; } = new();

    internal InFlight InFlight { get; } = new();

    internal ExecutionTelemetry Telemetry { get; }

    internal bool IsStopping => _stopping.IsCancellationRequested;

    internal DateTimeOffset Now => _options.Clock.Now();

    internal Event Stamp(Event @event, EventClock clock) => clock.Stamp(@event, Now, _options.Randomness.Seed());

    internal void SetTimer(string arn, DateTimeOffset? due) => _timers.Set(arn, due);

    /// <summary>Takes a step of <paramref name="what"/> that nobody waits for; a failure is reported.</summary>
    internal void Schedule(string what, Func<Task> step)
    {
        InFlight.BeginStep();
        _ = Task.Run(async () =>
        {
            try
            {
                await step();
            }
            catch (Exception e)
            {
                Report(what, e);
            }
            finally
            {
                InFlight.EndStep();
            }
        });
    }

    /// <summary>Runs a task and delivers what comes of it.</summary>
    internal void RunTask(LiveExecution execution, ExecutionRecord record, Command.RunTask task, CancellationToken cancel)
    {
        if (task.Resource is TaskResource.Activity activity && !_runner.RunsActivity(TaskOrigin.Of(record), task))
        {
            // Not scheduled: tasks are offered in the order in which the execution asks for them.
            _ = OfferAsync(execution, activity.ActivityArn, task, cancel);
            return;
        }

        InFlight.BeginTask();
        _ = Task.Run(() => RunTaskAsync(execution, record, task, cancel), CancellationToken.None);
    }

    internal void Ended(ExecutionRecord record)
    {
        _open.Ended(record);
        _children.Ended(record);
        if (!record.IsMapRun)
        {
            _options.ReportEnd(record);
        }

        string machine = record.StateMachine.WholeArn;
        if (_deleting.ContainsKey(machine))
        {
            Schedule($"deleting {machine}", () => RemoveIfDeletedAsync(machine));
        }
    }

    /// <summary>An execution that ran was removed with its machine.</summary>
    internal void Removed(string arn) => _children.Removed(arn);

    /// <summary>The store knows that an execution rests until a time.</summary>
    internal void Rests(string arn, DateTimeOffset wakes) => _resting.Add(arn, wakes);

    /// <summary>The execution in memory, where it is loaded first if need be.</summary>
    internal LiveExecution Bring(string arn) => GetOrAdd(arn, LoadAsync, isNew: false);

    internal void Remove(LiveExecution execution) => _live.TryRemove(KeyValuePair.Create(execution.Arn, execution));

    /// <summary>
    /// An execution could not go on, most likely because the store failed: it is loaded again a little later, and later still if
    /// that fails too.
    /// </summary>
    internal void Lost(LiveExecution execution, Exception reason)
    {
        // What cannot be read now cannot be read later either.
        bool isUnreadable = execution is { State: null, IsNew: false } && reason is FormatException;
        Report(isUnreadable ? $"reading {execution.Arn}" : execution.Arn, reason);
        if (_stopping.IsCancellationRequested || isUnreadable || (execution.State is null && execution.IsNew))
        {
            return;
        }

        // Whoever asks for the execution meanwhile loads it too: that must not make for one more reload each time it fails.
        if (!_reloading.TryAdd(execution.Arn, true))
        {
            return;
        }

        TimeSpan delay = ReloadDelay * Math.Min(1 << Math.Min(execution.Failures, 10), LongestReloadDelay / ReloadDelay);
        _ = Task.Delay(delay, _options.Clock, _stopping.Token).ContinueWith(
            _ =>
            {
                _reloading.TryRemove(execution.Arn, out bool _);
                GetOrAdd(execution.Arn, LoadAsync, isNew: false, execution.Failures + 1);
            },
            _stopping.Token,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }

    internal void Report(string what, Exception e)
    {
        if (!_stopping.IsCancellationRequested)
        {
            _options.ReportFailure(what, e);
        }
    }

    private async Task OfferAsync(LiveExecution execution, string activityArn, Command.RunTask task, CancellationToken cancel)
    {
        bool exists = true;
        try
        {
            // One that was offered before a restart waits for a worker, whatever became of the activity.
            exists = task.Submitted || await Store.Records<ActivityRecord>().Find(activityArn, CancellationToken.None) is not null;
        }
        catch (Exception e)
        {
            // A worker can only poll an activity that there is: the task may as well wait for one.
            Report($"{execution.Arn} {task.Id}", e);
        }

        if (exists)
        {
            DateTimeOffset scheduled = Outstanding.ScheduledTime(execution.State!, task.Id) ?? _options.Clock.Now();
            if (!task.Submitted)
            {
                // The mailbox keeps the order: a worker takes the task behind this.
                _ = execution.Post(new Event.TaskOffered(default, 0, task.Id));
            }

            _activities.Offer(activityArn, new WaitingTask(execution.Arn, task, scheduled, cancel));
            return;
        }

        await DeliverAsync(
            execution,
            task.Id,
            new TaskOutcome.Failed(ErrorName.Runtime, $"The activity {activityArn} does not exist."),
            CancellationToken.None);
    }

    private async Task RunTaskAsync(LiveExecution execution, ExecutionRecord record, Command.RunTask task, CancellationToken cancel)
    {
        InFlight.EnterTask();
        var origin = TaskOrigin.Of(record);
        TaskOutcome? outcome = await RunAsync(origin, task, cancel);
        if (outcome is not null && task.Resource is TaskResource.Activity)
        {
            // Right before the outcome and not earlier: an activity that has started is not asked for again after a crash.
            _ = execution.Post(new Event.TaskStarted(default, 0, task.Id, null));
        }

        // The task counts as running until its outcome is in the mailbox.
        Task delivered = outcome switch
        {
            null => Task.CompletedTask,
            TaskOutcome.StartedJob or TaskOutcome.Unfinished => WatchJobAsync(execution, origin, task, outcome, cancel),
            _ => DeliverAsync(execution, task.Id, outcome, cancel),
        };
        InFlight.EndTask();
        await delivered;
    }

    private async Task DeliverAsync(LiveExecution execution, string id, TaskOutcome outcome, CancellationToken cancel)
    {
        try
        {
            if (outcome is TaskOutcome.StartedChild child)
            {
                // The mailbox keeps the order: the outcome may follow before the start is saved.
                Task<bool?> accepted = execution.Post(new Event.TaskSubmitted(default, 0, id, child.Output));
                await WatchAsync(execution, id, child, cancel);
                await accepted;
            }
            else
            {
                if (outcome is TaskOutcome.Succeeded { AcceptedWith: { } answer })
                {
                    _ = execution.Post(new Event.TaskSubmitted(default, 0, id, answer));
                }

                await execution.Post(outcome.ToEvent(id));
            }
        }
        catch (Exception e)
        {
            // The execution itself comes back from the store and asks for the task again.
            Report($"{execution.Arn} {id}", e);
        }
    }

    private async Task WatchAsync(LiveExecution execution, string id, TaskOutcome.StartedChild child, CancellationToken cancel)
    {
        try
        {
            TaskOutcome outcome = await WhenEndedAsync(child.ChildArn, cancel) is { } record
                ? child.Complete(record)
                : new TaskOutcome.Failed("StepFunctions.ExecutionDoesNotExistException", ServiceContext.NoExecution(child.ChildArn).Message);
            await DeliverAsync(execution, id, outcome, cancel);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the job any more: it is stopped too (DG/connect-to-resource, "Run a Job"). Unless its parent was only
            // lost, which comes back from the store and waits for it again.
            if (!await IsWaitedForAsync(execution.Arn, id))
            {
                string? cause = (await FindExecution(child.ChildArn, CancellationToken.None))?.CauseWhenUnawaited();
                await StopExecution(child.ChildArn, null, cause, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// A Map Run, or a child of one, whose parent ended, or went on, right before a crash: nobody was left to stop it. Children of tasks are
    /// not meant here: those of a request-response task live on by themselves.
    /// </summary>
    private async Task StopIfUnawaitedAsync(LiveExecution execution)
    {
        if (execution.Record is { Owner: not null, ParentTask: { } parentTask }
            && parentTask.Split('#') is [var parent, var id]
            && !await IsWaitedForAsync(parent, id))
        {
            await StopExecution(execution.Arn, null, null, CancellationToken.None);
        }
    }

    private async Task<bool> IsWaitedForAsync(string arn, string id) =>
        await OpenAsync(arn) is { State: { } state } && Outstanding.IsWaitedFor(state, id);

    private async Task<ExecutionRecord?> WhenEndedAsync(string arn, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await _children.WhenEnded(arn, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException && !_stopping.IsCancellationRequested)
            {
                // Nobody else would wait for it: the parent's task is not asked for again before a restart.
                Report($"waiting for {arn}", e);
                await Task.Delay(ReloadDelay, _options.Clock, cancel);
            }
        }
    }

    private async Task<LiveExecution?> OpenAsync(string arn)
    {
        LiveExecution execution = Bring(arn);
        await execution.Opened;
        return execution.State?.Status == ExecutionStatus.Running ? execution : null;
    }

    private LiveExecution GetOrAdd(string arn, Func<LiveExecution, Task<bool>> open, bool isNew, int failures = 0)
    {
        if (_live.TryGetValue(arn, out LiveExecution? existing))
        {
            return existing;
        }

        var added = new LiveExecution(arn, this) { Open = open, IsNew = isNew, Failures = failures };
        LiveExecution execution = _live.GetOrAdd(arn, added);
        if (ReferenceEquals(execution, added))
        {
            Schedule(arn, execution.ProcessAsync);
        }

        return execution;
    }

    private async Task<bool> LoadAsync(LiveExecution execution)
    {
        await _open.CountAsync();
        if (await Store.LoadExecution(execution.Arn) is not { Record.Status: ExecutionStatus.Running } saved)
        {
            return false;
        }

        StateMachine definition = Compile(saved.Record);
        var state = SavedState.Load(saved.Snapshot, saved.Values);
        ExecutionState now = state.State;
        bool isOld = false;
        foreach (byte[] part in saved.Changes)
        {
            if (!isOld && state.TryApply(part))
            {
                now = state.State;
            }
            else
            {
                // Release 8e0147c saved events in place of changes: they are applied once more, for the last time, and as it did.
                isOld = true;
                now = Machine.Apply(definition, now, EventSerializer.Load(part), StepLimits.FirstRelease).State;
            }
        }

        long snapshotBytes = saved.Snapshot.Length;
        long changedBytes = saved.Changes.Sum(static c => (long)c.Length);
        if (isOld)
        {
            byte[] snapshot = state.Snapshot(now);
            if (!await Store.SaveExecution(new ExecutionStep(saved.Record, [], snapshot, null, saved.Values)))
            {
                return false;
            }

            (snapshotBytes, changedBytes) = (snapshot.Length, 0);
        }

        IReadOnlyList<HistoryEvent> last = await Store.ReadHistory(execution.Arn, null, 1, 0, reverse: true, CancellationToken.None);
        DateTimeOffset time = last is [var e] ? e.Timestamp : saved.Record.StartDate;
        execution.Begin(definition, saved.Record, now, time, state, snapshotBytes, changedBytes);
        execution.Execute(Outstanding.Of(definition, now));
        return true;
    }

    private StateMachine Compile(ExecutionRecord record) =>
        _definitions.GetValue(record.StateMachine.Definition, _compile).For(record.Arn);
}
