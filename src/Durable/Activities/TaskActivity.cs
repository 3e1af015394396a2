using FunctionsAsl.Core.Errors;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable.Activities;

/// <summary>Runs one attempt of a task, or offers it to an activity's workers.</summary>
/// <remarks>It only throws where the storage fails: how a task ends is data.</remarks>
internal sealed class TaskActivity(
    ITaskRunner runner,
    ExecutionStore executions,
    TaskStore tasks,
    IRecords<ActivityRecord> activities,
    ActivityQueue offers,
    ValueStore values,
    ProgressStore progressStore,
    LastTask last,
    OrchestrationOptions options,
    ServiceOptions service)
{
    /// <summary>No call takes so long, in seconds; and no timer may.</summary>
    private const long LongestLimit = 1_000_000;

    /// <param name="input">A <see cref="TaskRequest"/>.</param>
    /// <param name="cancel">Ends it; the engine runs it again.</param>
    /// <returns>A <see cref="TaskAnswer"/>.</returns>
    public async Task<string> RunAsync(string input, CancellationToken cancel)
    {
        TaskRequest request = TaskRequest.Parse(input);
        long? position = request.Tail is { } tail
            ? await progressStore.Append(request.Key, tail, [], request.Position ?? 0, cancel)
            : null;
        TaskAnswer answer = await RunAsync(request, await TaskOf(request.Command, cancel), cancel);
        return (answer with { Position = position }).ToText();
    }

    private async ValueTask<Command.RunTask> TaskOf(IssuedCommand issued, CancellationToken cancel)
    {
        var task = (Command.RunTask)issued.Command;
        return issued.InputBlob is { } blob
            ? task with
            {
                Input = await values.Read(blob, cancel) ?? throw new InvalidOperationException($"The task's input {blob} is gone."),
            }
            : task;
    }

    private async ValueTask<TaskAnswer> RunAsync(TaskRequest request, Command.RunTask task, CancellationToken cancel)
    {
        if (task is { Submitted: true, Token: not null, Resource.AwaitsJob: false })
        {
            return await Look(request.Key, task.Id, cancel);
        }

        var origin = new TaskOrigin(request.Arn, request.Key.StateMachine, request.TestCase)
        {
            TraceHeader = request.TraceHeader,
            NamedDate = request.Key.Time,
            Redrives = request.Redrives,
        };
        if (task.Resource is not TaskResource.Activity activity)
        {
            TimeSpan lag = request.Since is { } since && service.Clock.Now() is var now && now > since ? now - since : TimeSpan.Zero;
            (TaskOutcome? outcome, string? late) = await RunInTime(origin, task, request.Since is null ? null : LimitOf(task), cancel);
            TaskAnswer answer = outcome is null
                ? new TaskAnswer { TimedOut = late, Ended = request.Ending is { } ending ? await last.FindEnd(request.Key, ending, cancel) : null }
                : await Report(request, task, [], outcome, cancel);
            return answer with { Lag = lag };
        }

        if (runner.RunsActivity(origin, task))
        {
            return await Report(
                request, task, [new Event.TaskStarted(default, 0, task.Id, null)], await RunAsync(origin, task, cancel), cancel);
        }

        if (await activities.Find(activity.ActivityArn, cancel) is null)
        {
            var missing = new TaskOutcome.Failed(ErrorName.Runtime, $"The activity {activity.ActivityArn} does not exist.");
            return await Report(request, task, [], missing, cancel);
        }

        await offers.Offer(
            activity.ActivityArn, new ActivityOffer(request.Arn, request.Key, task.Id, task.Token!), task.Input, cancel);
        return new TaskAnswer { Events = [new PendingEvent(new Event.TaskOffered(default, 0, task.Id))] };
    }

    /// <summary>Whether somebody has reported the end of a task whose token he has.</summary>
    private async ValueTask<TaskAnswer> Look(ExecutionKey key, string id, CancellationToken cancel) => new()
    {
        Events = await tasks.Read(key, id, cancel) is TaskFate.Reported { Report: var report }
            ? [await Shrink(key, id, new PendingEvent(report.ToEvent(id)), cancel)]
            : [],
    };

    /// <summary>
    /// Which time-out would end a task first, and after how long. One that starts an execution is never given up while it does: what it
    /// has started must be known.
    /// </summary>
    private static (string Timer, TimeSpan Time)? LimitOf(Command.RunTask task)
    {
        (string Purpose, long? Seconds) first = task is { Token: null, HeartbeatSeconds: { } heartbeat } && !(heartbeat >= task.TimeoutSeconds)
            ? (TimerPurpose.Heartbeat, heartbeat)
            : (TimerPurpose.Timeout, task.TimeoutSeconds);
        return first.Seconds is { } seconds and < LongestLimit && !task.Resource.AwaitsJob
            ? (TimerPurpose.OfTask(task.Id, first.Purpose), TimeSpan.FromSeconds(seconds))
            : null;
    }

    /// <summary>Runs a task for as long as it may take.</summary>
    /// <returns>The outcome, or the timer that came first.</returns>
    private async ValueTask<(TaskOutcome? Outcome, string? Late)> RunInTime(
        TaskOrigin origin, Command.RunTask task, (string Timer, TimeSpan Time)? limit, CancellationToken cancel)
    {
        if (limit is not var (timer, time))
        {
            return (await RunAsync(origin, task, cancel), null);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task late = Task.Delay(time, service.Clock, end.Token);
        Task<TaskOutcome> run = RunAsync(origin, task, end.Token).AsTask();
        bool isLate = await Task.WhenAny(run, late) == late;
        cancel.ThrowIfCancellationRequested();
        End(end);
        return isLate ? (null, timer) : (await run, null);
    }

    /// <summary>Whoever runs the task hears of it before the orchestrator does.</summary>
    private static void End(CancellationTokenSource run) => run.Cancel();

    private async ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        try
        {
            return await runner.RunAsync(origin, task, cancel);
        }
        catch (Exception e) when (!task.Submitted && (e is not OperationCanceledException || !cancel.IsCancellationRequested))
        {
            // Only who looks at what goes on elsewhere may try again.
            service.ReportFailure($"{origin.ExecutionArn} {task.Id}", e);
            return new TaskOutcome.Failed(ErrorName.Runtime, "The task could not be run.");
        }
    }

    private async ValueTask<TaskAnswer> Report(
        TaskRequest request, Command.RunTask task, List<Event> events, TaskOutcome outcome, CancellationToken cancel)
    {
        string? childArn = null;
        JsonAny? job = null;
        if (outcome is TaskOutcome.StartedJob started)
        {
            job = started.Job;
            events.Add(started.ToEvent(task.Id));
        }
        else if (outcome is TaskOutcome.Unfinished)
        {
            job = task.Job;
        }
        else if (outcome is TaskOutcome.StartedChild child)
        {
            childArn = child.ChildArn;
            if (!task.Submitted)
            {
                events.Add(new Event.TaskSubmitted(default, 0, task.Id, child.Output));
            }

            // One that ends later sends a message.
            if (await executions.FindRecord(childArn, cancel) is { Status: not ExecutionStatus.Running } record)
            {
                events.Add(await End(request.Key, task, child.Complete(record), cancel));
            }
        }
        else
        {
            if (outcome is TaskOutcome.Succeeded { AcceptedWith: { } answer } && !task.Submitted)
            {
                events.Add(new Event.TaskSubmitted(default, 0, task.Id, answer));
            }

            events.Add(outcome is TaskOutcome.Submitted ? outcome.ToEvent(task.Id) : await End(request.Key, task, outcome, cancel));
        }

        ExecutionStatus? ended = request.Ending is { } ending
            ? await last.TryEnd(request.Key, request.Arn, ending, events, cancel)
            : null;
        ImmutableArray<PendingEvent>.Builder reported = ImmutableArray.CreateBuilder<PendingEvent>();
        foreach (Event @event in events)
        {
            reported.Add(await Shrink(request.Key, task.Id, new PendingEvent(@event), cancel));
        }

        return new TaskAnswer { Events = reported.DrainToImmutable(), Ended = ended, ChildArn = childArn, Job = job };
    }

    /// <summary>A task with a token may end without: then nobody can report for it any more, unless somebody has.</summary>
    private async ValueTask<Event> End(ExecutionKey key, Command.RunTask task, TaskOutcome outcome, CancellationToken cancel) =>
        task.Token is not null && await tasks.Close(key, task.Id, cancel) is { } report
            ? report.ToEvent(task.Id)
            : outcome.ToEvent(task.Id);

    /// <summary>Puts an outcome into a blob that is too large to be in a message.</summary>
    private async ValueTask<PendingEvent> Shrink(ExecutionKey key, string id, PendingEvent pending, CancellationToken cancel)
    {
        if (pending.Bytes <= options.InlineBytes)
        {
            return pending;
        }

        string blob = await values.Write(hash => key.PayloadBlob(id, $"output-{hash}"), EventSerializer.ToJson(pending.Event), cancel);
        Event hollow = pending.Event switch
        {
            Event.TaskSucceeded e => e with { Output = JsonAny.Null },
            Event.TaskSubmitted e => e with { Output = JsonAny.Null },
            Event.TaskFailed e => e with { Error = null, Cause = null },
            _ => pending.Event,
        };
        return new PendingEvent(hollow, blob);
    }
}
