using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Service.InProcess;

/// <content>Runs tasks, and looks after the jobs of other services that they wait for.</content>
public sealed partial class InProcessEngine
{
    /// <summary>
    /// Looks at a job until it has ended. Before anybody does, its name is in the saved state: whatever happens then, it is looked at again
    /// and not started twice.
    /// </summary>
    /// <param name="begun">That it was started, or that it goes on.</param>
    private async Task WatchJobAsync(
        LiveExecution execution, TaskOrigin origin, Command.RunTask task, TaskOutcome begun, CancellationToken cancel)
    {
        DateTimeOffset since = Now;
        Task pause = PauseAsync(since, cancel);
        try
        {
            if (begun is TaskOutcome.StartedJob started)
            {
                task = task with { Submitted = true, Job = started.Job };
                await execution.Post(started.ToEvent(task.Id));
            }

            while (true)
            {
                await pause;
                if (!execution.AwaitsTask(task.Id))
                {
                    // It has ended without its job, by its token; or it was given up just now, and is cancelled within the pause.
                    await PauseAsync(since, cancel);
                    return;
                }

                InFlight.BeginTask();
                TaskOutcome? outcome = await RunAsync(origin, task, cancel);
                bool goesOn = outcome is TaskOutcome.Unfinished;
                pause = goesOn ? PauseAsync(since, cancel) : pause;
                Task delivered = goesOn || outcome is null ? Task.CompletedTask : DeliverAsync(execution, task.Id, outcome, cancel);
                InFlight.EndTask();
                await delivered;
                if (outcome is null)
                {
                    cancel.ThrowIfCancellationRequested();
                }

                if (!goesOn)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await StopJobAsync(execution, origin, task);
        }
        catch (Exception e)
        {
            // The execution itself comes back from the store and asks for the task again.
            Report($"{execution.Arn} {task.Id}", e);
        }
    }

    /// <returns>What came of it; <see langword="null"/> where nobody waits for that, or the engine is being closed: then it is run again.</returns>
    private async Task<TaskOutcome?> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);
        try
        {
            TaskOutcome outcome = await _runner.RunAsync(origin, task, end.Token);
            // What was cancelled may say so in any way.
            return outcome is TaskOutcome.Failed && _stopping.IsCancellationRequested ? null : outcome;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            Report($"{origin.ExecutionArn} {task.Id}", e);
            return new TaskOutcome.Failed(ErrorName.Runtime, "The task could not be run.");
        }
    }

    private Task PauseAsync(DateTimeOffset since, CancellationToken cancel) => Task.Delay(JobPace.Pause(Now - since), _options.Clock, cancel);

    /// <summary>Nobody waits for the job any more, unless the execution was only lost: that comes back from the store and waits for it again.</summary>
    private async Task StopJobAsync(LiveExecution execution, TaskOrigin origin, Command.RunTask task)
    {
        try
        {
            if (!await IsWaitedForAsync(execution.Arn, task.Id))
            {
                await _runner.StopAsync(origin, task, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Report($"stopping the job of {execution.Arn} {task.Id}", e);
        }
    }
}
