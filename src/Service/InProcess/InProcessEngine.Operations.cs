using FunctionsAsl.Core;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Express;

namespace FunctionsAsl.Service.InProcess;

/// <content>What the service asks of its engine.</content>
public sealed partial class InProcessEngine
{
    // So many executions are told of a deletion before it is answered: some tenths of a second.
    private const int ToldAtOnce = 200;

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) => Store.FindExecution(arn, cancel);

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel) =>
        Store.ListExecutions(filter, after, count, cancel);

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel) =>
        Store.ReadHistory(executionArn, after, count, bytes, reverse, cancel);

    public async ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel)
    {
        while (true)
        {
            ExecutionRecord? started = null;
            bool isFull = false;
            LiveExecution execution = GetOrAdd(record.Arn, async live =>
            {
                (started, isFull) = await StartAsync(live, record);
                // Others may be waiting for this one to open: where the execution is there already, it is brought back.
                return started is null ? await LoadAsync(live) : started.Status == ExecutionStatus.Running;
            }, isNew: true);
            await execution.Opened;
            if (started is not null)
            {
                await TellIfDeletedAsync(execution, record.StateMachine.WholeArn);
                return (started, true);
            }

            if (await Store.FindExecution(record.Arn, cancel) is { } stored)
            {
                return (stored, false);
            }

            if (isFull)
            {
                throw OpenExecutions.Exceeded();
            }

            // Somebody was looking for the execution just before it was there; once more.
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Completes with a Standard execution once it has ended, at once where it has already; with <see langword="null"/> where there is none, or
    /// none any more, as it was removed with its machine. Not where the engine is closed meanwhile.
    /// </summary>
    /// <remarks>Whoever waits goes on within the step that ended it, and is not to stay there.</remarks>
    public Task<ExecutionRecord?> WhenEnded(string arn, CancellationToken cancel) => _children.WhenEnded(arn, cancel);

    public async ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel)
    {
        ExecutionRecord ended = await InFlight.RunExpress(
            () => ExpressRun.RunAsync(Steps, Compile(record), record, _runner, Telemetry, _options, cancel, inFlight: InFlight));
        _options.ReportEnd(ended);
        return ended;
    }

    public Task RunFlows(int count, Func<Task> flow) => InFlight.RunFlows(count, flow);

    public ValueTask StartExpress(ExecutionRecord record, CancellationToken cancel) => _express.Start(record, cancel, _stopping.Token);

    public async ValueTask<ExecutionRecord> TestState(
        StateMachine machine, ExecutionRecord record, Inspection inspection, CancellationToken cancel) =>
        await InFlight.RunExpress(
            () => ExpressRun.RunAsync(Steps, machine, record, _runner, Telemetry, _options, cancel, inspection, InFlight));

    public async ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel)
    {
        if (await OpenOrEndAsync(arn) is { } execution)
        {
            await execution.Post(new Event.Stopped(default, 0, error, cause));
        }

        return await Store.FindExecution(arn, cancel);
    }

    public async ValueTask<RedriveAnswer?> RedriveExecution(string arn, string? clientToken, CancellationToken cancel)
    {
        while (await Store.FindExecution(arn, cancel) is { } record)
        {
            if (record.AnswerRedrive(clientToken, Now) is { } known)
            {
                return known;
            }

            RedriveAnswer? answer = null;
            bool isFull = false;
            LiveExecution execution = GetOrAdd(arn, async live =>
            {
                (answer, isFull) = await RedriveAsync(live, clientToken);
                return live.State is { } state ? state.Status == ExecutionStatus.Running : await LoadAsync(live);
            }, isNew: false);
            await execution.Opened;
            if (answer is not null)
            {
                await TellIfDeletedAsync(execution, record.StateMachine.WholeArn);
                return answer;
            }

            if (isFull)
            {
                throw OpenExecutions.Exceeded();
            }

            // Somebody else has brought it back, or it is just about to leave memory.
            cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return null;
    }

    public async ValueTask<MapRunFigures?> ReadMapRun(string arn, CancellationToken cancel) => (await OpenAsync(arn))?.State?.MapRun;

    public async ValueTask<bool> UpdateMapRun(
        string arn, long? maxConcurrency, long? toleratedFailureCount, double? toleratedFailurePercentage, CancellationToken cancel) =>
        await OpenAsync(arn) is { } run
        && await run.Post(new Event.MapRunUpdated(default, 0, maxConcurrency, toleratedFailureCount, toleratedFailurePercentage)) is not null;

    public async ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel)
    {
        if (!TaskToken.TryParse(token, out TaskToken? parsed))
        {
            return TokenAnswer.DoesNotExist;
        }

        if (await OpenAsync(parsed.ExecutionArn) is not { State: { } state } execution)
        {
            return await Store.FindExecution(parsed.ExecutionArn, cancel) is null ? TokenAnswer.DoesNotExist : TokenAnswer.TimedOut;
        }

        if (!parsed.IsFrom(state.Execution.TokenKey))
        {
            return TokenAnswer.DoesNotExist;
        }

        string id = parsed.CommandId;
        bool? applied = await execution.Post(report.ToEvent(id));

        // A heartbeat for a task without HeartbeatSeconds is welcome, though it changes nothing.
        return applied == true || (report is TaskReport.Heartbeat && await IsWaitedForAsync(parsed.ExecutionArn, id))
            ? TokenAnswer.Accepted
            : TokenAnswer.TimedOut;
    }

    public async ValueTask<ActivityTask?> PollActivity(string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, _pollsEnd.Token);
        await using ITimer timer = _options.Clock.CreateTimer(_ => limit.Cancel(), null, wait, Timeout.InfiniteTimeSpan);
        // A worker that is served counts as a step, one that waits does not.
        InFlight.BeginStep();
        try
        {
            while (true)
            {
                WaitingTask waiting = await TakeAsync(activityArn, limit.Token);
                if (await OpenAsync(waiting.ExecutionArn) is { State: { } state } execution
                    && (waiting.IsTaken
                        ? Outstanding.IsWaitedFor(state, waiting.Task.Id)
                        : await execution.Post(new Event.TaskStarted(default, 0, waiting.Task.Id, workerName)) == true))
                {
                    // A caller that has gone before it was answered has taken nothing; its token is not listened to for longer.
                    _ = cancel.UnsafeRegister(
                        _ => _activities.Offer(activityArn, waiting with { IsTaken = true }), null);
                    return new ActivityTask(waiting.Task.Token!, waiting.Task.Input);
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            InFlight.EndStep();
        }
    }

    private async Task<WaitingTask> TakeAsync(string activityArn, CancellationToken cancel)
    {
        Task<WaitingTask> take = _activities.Take(activityArn, cancel);
        if (take.IsCompleted)
        {
            return await take;
        }

        InFlight.EndStep();
        try
        {
            return await take;
        }
        finally
        {
            InFlight.BeginStep();
        }
    }

    /// <returns>The execution, unless it is there already or there is no room for it; and whether there is none.</returns>
    private async Task<(ExecutionRecord? Started, bool IsFull)> StartAsync(LiveExecution live, ExecutionRecord record)
    {
        StateMachine definition = Compile(record);
        Event.Started started = record.Started(
            _options.Randomness.Seed(), _options.Randomness.TokenKey(), _options.WaitScale);
        Step step = await Steps.TakeAsync(limits => Machine.Start(definition, started, limits));
        record = record.After(step.State, record.StartDate);
        byte[]? snapshot = null;
        LargeValues? values = Store.NewValues();
        SavedState? saved = record.Status == ExecutionStatus.Running || record.KeepsState ? SavedState.Of(step.State, values, out snapshot) : null;
        var first = new ExecutionStep(record, step.History, snapshot, null, values);
        bool? isAdded = await _open.TryOpenAsync(record, () => Store.TryAddExecution(first));
        if (isAdded != true)
        {
            live.IsNew = false;
            return (null, isAdded is null);
        }

        Begin(live, definition, record, step, record.StartDate, saved, snapshot);
        return (record, false);
    }

    /// <summary>Brings an execution to life whose first step, or the first after a redrive, is stored.</summary>
    /// <param name="ended">Where it had ended that is redriven.</param>
    private void Begin(
        LiveExecution live,
        StateMachine definition,
        ExecutionRecord record,
        Step step,
        DateTimeOffset time,
        SavedState? saved,
        byte[]? snapshot,
        ExecutionState? ended = null)
    {
        Telemetry.Add(record, step.History, ended, step.Changed);
        live.Begin(definition, record, step.State, time, saved, snapshot?.Length ?? 0, 0);
        live.Execute(step.Commands);
        if (record.Status != ExecutionStatus.Running)
        {
            Ended(record);
        }
    }

    /// <summary>Redrives an execution that is not in memory.</summary>
    /// <returns><see langword="null"/> where it is gone, or there is no room for it to run; and whether there is none.</returns>
    private async Task<(RedriveAnswer? Answer, bool IsFull)> RedriveAsync(LiveExecution live, string? clientToken)
    {
        if (await Store.FindExecution(live.Arn, CancellationToken.None) is not { } ended)
        {
            return (null, false);
        }

        if (ended.AnswerRedrive(clientToken, Now) is { } known)
        {
            return (known, false);
        }

        if (await Store.LoadExecution(live.Arn) is not { } kept)
        {
            return ((ended with { KeepsState = false }).AnswerRedrive(null, Now), false);
        }

        StateMachine definition = Compile(ended);
        var saved = SavedState.Load(kept.Snapshot, kept.Values);
        ExecutionState before = saved.State;
        Event redriven = Stamp(new Event.Redriven(default, 0), new EventClock(ended.StopDate!.Value));
        Step step = await Steps.TakeAsync(limits => Machine.Apply(definition, saved.State, redriven, limits));
        ExecutionRecord record = ended.AfterRedrive(step.State, redriven.Time, clientToken);
        byte[]? snapshot = record.Status == ExecutionStatus.Running || record.KeepsState ? saved.Snapshot(step.State) : null;
        var first = new ExecutionStep(record, step.History, snapshot, null, kept.Values);
        bool? isSaved = await _open.TryOpenAsync(record, () => Store.SaveExecution(first));
        if (isSaved != true)
        {
            return (null, isSaved is null);
        }

        Begin(live, definition, record, step, redriven.Time, saved, snapshot, ended: before);
        return (new RedriveAnswer(redriven.Time, null), false);
    }

    public async ValueTask RemoveStateMachine(string arn, CancellationToken cancel)
    {
        _deleting[arn] = true;
        IReadOnlyList<string> running = await Store.ListRunning(arn, int.MaxValue);
        if (running.Count <= ToldAtOnce)
        {
            await TellDeletedAsync(arn, running, _stopping.Token);
        }
        else if (_telling.TryAdd(arn, true))
        {
            // Whoever asked does not wait for it, and whoever asks again begins no second one.
            Schedule($"deleting {arn}", async () =>
            {
                try
                {
                    await TellDeletedAsync(arn, running, _stopping.Token);
                }
                finally
                {
                    _telling.TryRemove(arn, out _);
                }
            });
        }
    }

    /// <summary>Tells the running executions of a machine that it is deleted, and removes it where there are none.</summary>
    private async Task TellDeletedAsync(string arn, IReadOnlyList<string> running, CancellationToken cancel)
    {
        foreach (string execution in running)
        {
            cancel.ThrowIfCancellationRequested();
            if (await OpenOrEndAsync(execution) is { } live)
            {
                await live.Post(new Event.MachineDeleted(default, 0));
            }
        }

        await RemoveIfDeletedAsync(arn);
    }

    /// <summary>Does something to an execution that does not run, while nobody can start or redrive it; nothing where somebody does just now.</summary>
    /// <param name="action">Must not throw.</param>
    internal async Task WhileEndedAsync(string arn, Func<Task> action)
    {
        LiveExecution execution = GetOrAdd(arn, async _ =>
        {
            await action();
            return false;
        }, isNew: false);
        await execution.Opened;
    }

    /// <summary>The execution in memory. One whose state cannot be read, which was reported, is aborted: it will never go on.</summary>
    private async Task<LiveExecution?> OpenOrEndAsync(string arn)
    {
        try
        {
            return await OpenAsync(arn);
        }
        catch (FormatException)
        {
            if (await Store.FindExecution(arn, CancellationToken.None) is { Status: ExecutionStatus.Running } record)
            {
                record = record with { Status = ExecutionStatus.Aborted, StopDate = Now };
                await Store.SaveExecution(new ExecutionStep(record, [], null, null));
                Ended(record);
            }

            return null;
        }
    }

    /// <summary>An execution that was being stored while its machine was marked is in no list that the deletion went through.</summary>
    private async Task TellIfDeletedAsync(LiveExecution execution, string stateMachineArn)
    {
        if (_deleting.ContainsKey(stateMachineArn)
            && await Machines.Find(stateMachineArn, CancellationToken.None) is { IsDeleting: true })
        {
            await execution.Post(new Event.MachineDeleted(default, 0));
        }
    }

    private async Task RemoveIfDeletedAsync(string stateMachineArn)
    {
        long ran = 0;
        // One at a time: a second that has looked already would remove the next machine of this name.
        await _removing.WaitAsync();
        try
        {
            if (await Machines.Find(stateMachineArn, CancellationToken.None) is { IsDeleting: true }
                && (await Store.ListRunning(stateMachineArn, 1)).Count == 0)
            {
                await _open.CountAsync();
                ran = await Store.RemoveStateMachine(stateMachineArn, CancellationToken.None);
                _open.Removed(ran);
                _deleting.TryRemove(stateMachineArn, out _);
            }
        }
        finally
        {
            _removing.Release();
        }

        if (ran > 0)
        {
            // They were stored right behind the look for such.
            await _children.LookAsync();
        }
    }
}
