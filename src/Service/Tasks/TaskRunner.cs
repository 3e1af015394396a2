namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Runs what Task states name, and the items of Distributed Maps: mocked responses answer first, then the integrations. The
/// patterns, which say when a task ends, are the same for all of them.
/// </summary>
/// <param name="operations">Gives the operations of the service that the tasks belong to; asked for when a task runs, not before.</param>
public sealed class TaskRunner(TaskRunnerOptions options, Func<OperationTable> operations) : ITaskRunner
{
    private const int StopAttempts = 4;
    private static readonly TimeSpan StopPause = TimeSpan.FromSeconds(1);

    private readonly Lazy<IntegrationTable> _integrations = new(() => new IntegrationTable(options, operations()));
    private readonly IMockedTasks? _mocks = options.MockedTasks ?? (options.Mocks is { } mocks ? new MockedTasks(mocks) : null);

    public bool RunsActivity(TaskOrigin origin, Command.RunTask task)
    {
        try
        {
            return FindMock(origin, task) is not null;
        }
        catch (TaskFailedException)
        {
            // Running it will say why.
            return true;
        }
    }

    public async ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        try
        {
            if (FindMock(origin, task) is { } mock)
            {
                _integrations.Value.TryFind(task.Resource)?.Check(task);
                TaskOutcome mocked = await mock(operations().Context.Engine, cancel);
                return mocked is TaskOutcome.Succeeded succeeded ? Shape(succeeded, task.Resource) : mocked;
            }

            IIntegration integration = _integrations.Value.Find(task.Resource);
            if (task.Job is not null && integration is IJobIntegration jobs)
            {
                return await jobs.LookAsync(origin, task, cancel) ?? new TaskOutcome.Unfinished();
            }

            // The start of a job is not given up: what was started must be known, be it only to stop it.
            bool starts = task.Resource.AwaitsJob && integration is IJobIntegration;
            CallAnswer answer = await integration.CallAsync(origin, task, starts ? CancellationToken.None : cancel);
            TaskOutcome outcome = task.Resource.AwaitsJob ? Await(task, answer) : TaskOutcome.Answered(task, answer.Output);
            if (outcome is TaskOutcome.Submitted)
            {
                options.ReportSubmitted(task);
            }

            return outcome;
        }
        catch (TaskFailedException e)
        {
            return new TaskOutcome.Failed(e.Error, e.Cause);
        }
    }

    public async ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        TimeSpan pause = StopPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (FindMock(origin, task) is null && _integrations.Value.Find(task.Resource) is IJobIntegration jobs)
                {
                    await jobs.StopAsync(origin, task, cancel);
                }

                return;
            }
            catch (TaskFailedException) when (attempt < StopAttempts)
            {
                await Task.Delay(pause, options.Service.Clock, cancel);
                pause *= 2;
            }
            catch (TaskFailedException e)
            {
                options.Service.ReportFailure($"stopping the job of {origin.ExecutionArn} {task.Id}", e);
                return;
            }
        }
    }

    /// <summary>What answers a Task state; <see langword="null"/> where the task is to run for real, as the items of a map are.</summary>
    /// <exception cref="TaskFailedException">The mocks cannot be used.</exception>
    private MockedAnswer? FindMock(TaskOrigin origin, Command.RunTask task) =>
        task.Resource is TaskResource.MapItem or TaskResource.MapRun or TaskResource.MapWork ? null : _mocks?.Find(origin, task);

    /// <summary>
    /// What a state makes of a mocked answer (faults.md L20): a function by its ARN gives the payload of what <c>lambda:invoke</c> would
    /// give, and what is waited for was accepted before.
    /// </summary>
    private static TaskOutcome.Succeeded Shape(TaskOutcome.Succeeded answer, TaskResource resource) => resource switch
    {
        TaskResource.Lambda when (answer.Output as JsonMap)?["Payload"] is { } payload => new TaskOutcome.Succeeded(payload),
        TaskResource.Integration { Pattern: not IntegrationPattern.RequestResponse } => answer with { AcceptedWith = answer.Output },
        _ => answer,
    };

    private static TaskOutcome Await(Command.RunTask task, CallAnswer answer)
    {
        if (answer.Job is { } job)
        {
            return new TaskOutcome.StartedJob(answer.Output, job);
        }

        return answer.Started switch
        {
            null => TaskOutcome.Answered(task, answer.Output),
            { Ended: { } ended } started => started.Complete(ended),
            var started => new TaskOutcome.StartedChild(answer.Output, started.Arn, started.Complete),
        };
    }
}
