using FunctionsAsl.Core.Errors;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>The tasks whose end an execution waits for: runs them, and knows who is to be told that nobody waits any more.</summary>
/// <param name="tail">History that calls take along.</param>
/// <param name="happened">Told what has happened; it gives time and seed to whoever needs them.</param>
/// <param name="ending">What a task needs that may be the execution's last one.</param>
/// <param name="ended">Told how the execution has ended, where a task has written that.</param>
internal sealed class OpenTasks(
    OrchestrationInput input,
    DurableCalls calls,
    Inbox inbox,
    Timers timers,
    HistoryTail tail,
    OrchestrationOptions options,
    Action<Func<DateTimeOffset, ulong, PendingEvent>> happened,
    Func<OpenTask, Ending?> ending,
    Action<ExecutionStatus> ended)
{
    private readonly Dictionary<string, OpenTask> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<OpenTask> _held = new();
    private readonly List<string> _closed = [];
    private readonly List<string> _stoppedChildren = [];
    private readonly List<IssuedCommand> _stoppedJobs = [];

    /// <summary>How many calls are under way that something will still come of.</summary>
    public int Running { get; private set; }

    /// <summary>Whether new tasks are kept back.</summary>
    public bool IsHolding { get; private set; }

    /// <summary>Whether somebody is to be told that nobody waits for a task any more.</summary>
    public bool HasNews => _closed.Count + _stoppedChildren.Count + _stoppedJobs.Count > 0;

    /// <summary>Whether a job is still young, so that it is looked at often.</summary>
    public bool LooksOften => _tasks.Values.Any(t => t.HasJob && calls.Now - t.Since < JobPace.Longest);

    /// <summary>Tasks that others will report for.</summary>
    public IEnumerable<OpenTask> Reported => _tasks.Values.Except(_held).OrderBy(static t => t.Id, StringComparer.Ordinal);

    /// <summary>Tasks that were kept back.</summary>
    public IEnumerable<IssuedCommand> Held => _held.Where(IsOpen).Select(static t => t.Command);

    /// <summary>Takes over a task that was run before.</summary>
    public void Resume(ReportedTask reported)
    {
        var task = new OpenTask(reported.Command, reported.ChildArn);
        if (!task.HasJob)
        {
            task.Since = reported.Since ?? calls.Now;
        }

        _tasks.Add(task.Id, task);
        AwaitReport(task);
    }

    public OpenTask? Find(string id) => _tasks.GetValueOrDefault(id);

    /// <summary>Runs a task, or keeps it back.</summary>
    public void Run(IssuedCommand command)
    {
        var task = new OpenTask(command) { Since = calls.Now };
        task.CountsItsTime = input.Flags.HasFlag(EngineFlags.CountsFromTakingUp)
            && task.Task.Resource is not TaskResource.Activity
            && FunctionOf(task) is null;
        _tasks[task.Id] = task;
        if (IsHolding)
        {
            _held.Enqueue(task);
        }
        else
        {
            Start(task);
        }
    }

    /// <summary>When the orchestrator's own timer is to fire: much later where the activity that runs the task counts its time.</summary>
    public DateTimeOffset DueOf(Command.StartTimer timer) =>
        Find(timer.Id[..Math.Max(0, timer.Id.LastIndexOf(':'))]) is { CountsItsTime: true } task && task.TimersOfCall.Contains(timer.Id)
            ? timer.Due + options.Backstop
            : timer.Due;

    /// <summary>Keeps new tasks back until <see cref="Release"/>.</summary>
    public void Hold() => IsHolding = true;

    public void Release()
    {
        IsHolding = false;
        while (_held.TryDequeue(out OpenTask? task))
        {
            if (IsOpen(task))
            {
                Start(task);
            }
        }
    }

    /// <summary>The task has ended, and all who should know do.</summary>
    public void Forget(string id)
    {
        if (!_tasks.Remove(id, out OpenTask? task))
        {
            return;
        }

        timers.Cancel(task.LookTimer);
        Running -= task is { IsRunning: true, HasChild: false } ? 1 : 0;
    }

    /// <summary>Nobody waits for the task any more.</summary>
    public void Cancel(string id)
    {
        if (!_tasks.Remove(id, out OpenTask? task))
        {
            return;
        }

        task.IsCancelled = true;
        timers.Cancel(task.LookTimer);
        if (task is { HasToken: true, IsClosed: false })
        {
            _closed.Add(id);
        }

        if (task.ChildArn is { } child)
        {
            _stoppedChildren.Add(child);
        }
        else if (task.HasJob)
        {
            _stoppedJobs.Add(task.Command);
        }
        else if (task.IsRunning && !task.HasChild)
        {
            // Nothing will come of it. A call that starts an execution is awaited: that is to be stopped.
            Running--;
        }
    }

    /// <summary>The execution that a task started has ended: asks how, once the call that started it has answered.</summary>
    public void ChildEnded(string id)
    {
        if (Find(id) is not { HasChild: true } task)
        {
            return;
        }

        if (task.IsRunning)
        {
            task.ChildHasEnded = true;
        }
        else
        {
            Start(task, again: true);
        }
    }

    /// <summary>Looks at what a task waits for if it is this timer that has fired.</summary>
    /// <returns>Whether the timer is such a one.</returns>
    public bool TryLook(string timer)
    {
        if (OpenTask.LookedAtBy(timer) is not { } id)
        {
            return false;
        }

        if (Find(id) is { IsRunning: false } task)
        {
            Start(task, again: true);
        }

        return true;
    }

    /// <summary>Adds those that are to be told that nobody waits for them any more; they are told but once.</summary>
    public SaveRequest TakeNews(SaveRequest request)
    {
        request = request with { Closed = [.. _closed], StoppedChildren = [.. _stoppedChildren], StoppedJobs = [.. _stoppedJobs] };
        _closed.Clear();
        _stoppedChildren.Clear();
        _stoppedJobs.Clear();
        return request.StoppedJobs.IsEmpty ? request : request with { Arn = input.Arn };
    }

    private bool LooksForReports => input.Flags.HasFlag(EngineFlags.LooksForReports);

    private bool TellsTraces => input.Flags.HasFlag(EngineFlags.TellsTraces);

    private bool RunsFunctionsAgain => input.Flags.HasFlag(EngineFlags.RunsFunctionsAgain);

    private bool IsOpen(OpenTask task) => ReferenceEquals(Find(task.Id), task);

    private void Start(OpenTask task, bool again = false)
    {
        task.IsRunning = true;
        Running++;
        // A function that has got a token is not called again to see whether somebody has reported.
        UserFunction? function = again ? null : FunctionOf(task);
        inbox.Follow(() => function is null ? RunAsync(task, again) : RunAsync(task, function));
    }

    /// <remarks>Mocked responses answer for functions too, and only the activity knows them.</remarks>
    private UserFunction? FunctionOf(OpenTask task) => input.TestCase is null && task.Command.InputBlob is null
        ? UserFunction.Find(task.Task, input.Functions, input.Arn)
        : null;

    private IssuedCommand Told(OpenTask task, bool again)
    {
        IssuedCommand command = again ? task.Command with { Command = task.Task with { Submitted = true } } : task.Command;
        return TellsTraces ? command : command with { Command = ((Command.RunTask)command.Command) with { EnteredEventId = 0 } };
    }

    private async Task RunAsync(OpenTask task, bool again)
    {
        bool takesTail = tail.Bytes > options.TailBytes && !tail.IsTravelling;
        var request = new TaskRequest
        {
            Key = input.Key,
            Arn = input.Arn,
            TestCase = input.TestCase,
            TraceHeader = TellsTraces ? input.TraceHeader : null,
            Redrives = TellsTraces ? input.Redrives : 0,
            Command = Told(task, again),
            Since = task.CountsItsTime ? task.Since : null,
            Ending = ending(task),
            Tail = takesTail ? tail.Steps : null,
            Position = takesTail ? tail.Position : null,
        };
        long last = takesTail ? tail.Depart() : 0;
        // An execution that was started is to be known of, be it only to stop it.
        string? text = await calls.AFewTimes(ActivityName.Task, request.ToText(), () => IsOpen(task) || task.HasChild);
        TaskAnswer answer = text is not null ? TaskAnswer.Parse(text) : CouldNotBeRun(task, again);
        inbox.Add(() =>
        {
            if (takesTail)
            {
                tail.Arrived(last, answer.Position);
            }

            Take(task, answer);
        });
    }

    /// <summary>What it waits for goes on whatever is out of order here.</summary>
    private TaskAnswer CouldNotBeRun(OpenTask task, bool again) => task.HasJob ? new() { Job = task.Task.Job } : again && LooksForReports ? new() : new()
    {
        Events = [new PendingEvent(new Event.TaskFailed(default, 0, task.Id, ErrorName.Runtime, "The task could not be run."))],
    };

    private void Take(OpenTask task, TaskAnswer answer)
    {
        bool hasEnded = answer.Events.Any(static e => e.EndsTask);
        bool isNew = task.ChildArn is null;
        bool countedItsTime = task.CountsItsTime;
        task.CountsItsTime = false;
        task.ChildArn ??= answer.ChildArn;
        bool isNewJob = answer.Job is not null && !task.HasJob;
        if (isNewJob)
        {
            task.Watch(answer.Job!);
        }

        if (!TryEndCall(task))
        {
            if (isNew && task is { IsCancelled: true, ChildArn: { } child } && !hasEnded)
            {
                _stoppedChildren.Add(child);
            }
            else if (isNewJob && task.IsCancelled)
            {
                _stoppedJobs.Add(task.Command);
            }

            return;
        }

        if (answer.Ended is { } status)
        {
            if (answer.Job is not null)
            {
                _stoppedJobs.Add(task.Command);
            }

            ended(status);
            return;
        }

        foreach (PendingEvent pending in answer.Events)
        {
            happened(pending.Stamp);
        }

        if (hasEnded)
        {
            Forget(task.Id);
            return;
        }

        if (answer.TimedOut is { } late)
        {
            timers.Fire(late, calls.Now);
            return;
        }

        foreach (string timer in countedItsTime ? task.TimersOfCall : [])
        {
            timers.Move(timer, answer.Lag - options.Backstop);
        }

        if (task.HasJob)
        {
            timers.Set(task.LookTimer, calls.Now + JobPace.Pause(calls.Now - task.Since));
        }
        else if (task.ChildHasEnded)
        {
            task.ChildHasEnded = false;
            Start(task, again: true);
        }
        else
        {
            AwaitReport(task);
        }
    }

    /// <summary>Waits for the message of who ends the task, and looks now and then: the engine may have lost it.</summary>
    private void AwaitReport(OpenTask task)
    {
        if (LooksForReports && (task.ChildArn is not null || task is { HasToken: true, HasChild: false }))
        {
            timers.Set(task.LookTimer, calls.Now + JobPace.Pause(calls.Now - task.Since, options.FirstLook, options.LongestLook));
        }
    }

    private async Task RunAsync(OpenTask task, UserFunction function)
    {
        JsonAny? result = null;
        ActivityFailedException? failure = null;
        if (function.IsAwaited)
        {
            try
            {
                result = await calls.Function(function.Name, function.Payload, () => IsOpen(task) && RunsFunctionsAgain);
            }
            catch (ActivityFailedException e)
            {
                failure = e;
            }
        }
        else if (function.Runs)
        {
            inbox.Follow(() => RunUnattendedAsync(function));
        }

        inbox.Add(() =>
        {
            if (TryEndCall(task))
            {
                happened((time, seed) => failure is null ? function.Complete(result, time, seed) : function.Fail(failure, time, seed));
                if (failure is not null && task.HasToken)
                {
                    _closed.Add(task.Id);
                }

                if (failure is not null || !task.HasToken)
                {
                    Forget(task.Id);
                }
                else
                {
                    AwaitReport(task);
                }
            }
        });
    }

    private async Task RunUnattendedAsync(UserFunction function)
    {
        try
        {
            await calls.Function(function.Name, function.Payload, () => RunsFunctionsAgain);
        }
        catch (ActivityFailedException)
        {
            // Whoever calls a function this way does not want to know.
        }
    }

    /// <returns>Whether anybody waits for what comes of it.</returns>
    private bool TryEndCall(OpenTask task)
    {
        bool isOpen = IsOpen(task);
        // Those without a child were counted out when they were cancelled.
        Running -= isOpen || task.HasChild ? 1 : 0;
        task.IsRunning = false;
        return isOpen;
    }
}
