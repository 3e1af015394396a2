namespace FunctionsAsl.Service.Driver;

/// <summary>What an execution waits for in this process: its timers and its tasks. It hands out what is to be run and what is to be applied.</summary>
/// <param name="report">Told of what a task's code makes of being cancelled; it cannot stop the execution.</param>
internal sealed class OpenWork(Action<Exception> report)
{
    private readonly Dictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TaskResource Resource, CancellationTokenSource Cancel)> _tasks = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is awaited from this process but timers: whatever else comes, comes by itself.</summary>
    public bool IsAtRest => _tasks.Count == 0;

    /// <summary>When the first timer is due.</summary>
    public DateTimeOffset? NextTimer => _timers.Count == 0 ? null : _timers.Values.Min();

    /// <summary>The events of the timers that are due, the first due first; they stay open until they are <see cref="Close">closed</see>.</summary>
    public IReadOnlyList<Event.TimerFired> Due(DateTimeOffset now) =>
        [.. _timers.Where(t => t.Value <= now).OrderBy(static t => t.Value).Select(static t => new Event.TimerFired(default, 0, t.Key))];

    /// <summary>Carries commands out.</summary>
    /// <param name="run">Runs a task; its token is cancelled when nobody waits for it any more.</param>
    /// <param name="post">Has an event applied, behind those of others.</param>
    public void CarryOut(IEnumerable<Command> commands, Action<Command.RunTask, CancellationToken> run, Action<Event> post)
    {
        foreach (Command command in commands)
        {
            switch (command)
            {
                case Command.StartTimer timer:
                    _timers[timer.Id] = timer.Due;
                    break;
                case Command.CancelTimer timer:
                    _timers.Remove(timer.Id);
                    break;
                case Command.RunTask task:
                    var cancel = new CancellationTokenSource();
                    _tasks[task.Id] = (task.Resource, cancel);
                    run(task, cancel.Token);
                    break;
                case Command.CancelTask task when _tasks.Remove(task.Id, out (TaskResource Resource, CancellationTokenSource Cancel) open):
                    Cancel(open.Cancel);
                    break;
                case Command.Continue goOn:
                    post(new Event.Continued(default, 0, goOn.Id));
                    break;
            }
        }
    }

    /// <summary>Closes what an event, which was applied, was awaited from.</summary>
    public void Close(Event applied)
    {
        if (applied is Event.TimerFired timer)
        {
            _timers.Remove(timer.Id);
        }
        else if (applied is Event.OfTask happened && _tasks.TryGetValue(happened.Id, out var task) && EndsHere(happened, task.Resource))
        {
            _tasks.Remove(happened.Id);
        }
    }

    /// <summary>Nobody waits for any task any more.</summary>
    public void CancelTasks()
    {
        foreach ((_, CancellationTokenSource cancel) in _tasks.Values)
        {
            Cancel(cancel);
        }

        _tasks.Clear();
    }

    /// <summary>Whether there is nothing more to see to.</summary>
    private static bool EndsHere(Event.OfTask happened, TaskResource resource) =>
        happened.Ends || resource.ReportsByItself(happened is Event.TaskStarted, happened is Event.TaskSubmitted);

    private void Cancel(CancellationTokenSource task)
    {
        try
        {
            task.Cancel();
        }
        catch (AggregateException e)
        {
            report(e);
        }
    }
}
