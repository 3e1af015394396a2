namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Runs what Task states name, and the items of Distributed Maps: mocked responses answer first, then the integrations. The
/// patterns, which say when a task ends, are the same for all of them.
/// </summary>
/// <param name="operations">Gives the operations of the service that the tasks belong to; asked for when a task runs, not before.</param>
public sealed class TaskRunner(TaskRunnerOptions options, Func<OperationTable> operations) : ITaskRunner
{
    private readonly Lazy<IntegrationTable> _integrations = new(() => new IntegrationTable(options, operations()));
    private readonly MockedTasks? _mocks = options.Mocks is { } mocks ? new MockedTasks(mocks) : null;

    public bool RunsActivity(TaskOrigin origin, Command.RunTask task)
    {
        try
        {
            return _mocks?.Find(origin, task) is not null;
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
            if (_mocks?.Find(origin, task) is { } response)
            {
                _integrations.Value.TryFind(task.Resource)?.Check(task);
                return await _mocks.AnswerAsync(response, origin, task, operations().Context.Engine, cancel);
            }

            CallAnswer answer = await _integrations.Value.Find(task.Resource).CallAsync(origin, task, cancel);
            TaskOutcome outcome = answer.Started is { } started && task.Resource.AwaitsJob ? Await(answer, started) : TaskOutcome.Answered(task, answer.Output);
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

    private static TaskOutcome Await(CallAnswer answer, StartedExecution started) => started.Ended is { } ended
        ? started.Complete(ended)
        : new TaskOutcome.StartedChild(answer.Output, started.Arn, started.Complete);
}
