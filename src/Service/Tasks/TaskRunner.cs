using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Runs what Task states name: functions and service integrations, or answers for them with mocked responses. And the items of
/// Distributed Maps.
/// </summary>
public sealed class TaskRunner : ITaskRunner
{
    private readonly TaskRunnerOptions _options;
    private readonly Functions _functions;
    private readonly MockedTasks? _mocks;

    public TaskRunner(TaskRunnerOptions options)
    {
        _options = options;
        _functions = new Functions(options);
        _mocks = options.Service.Mocks is { } mocks ? new MockedTasks(mocks) : null;
    }

    /// <summary>
    /// The service that tasks of <c>states:</c> and <c>aws-sdk:sfn:</c> call. Set once it exists, before the first task runs.
    /// </summary>
    public StepFunctionsService? StepFunctions { get; set; }

    private StepFunctionsService Service =>
        StepFunctions ?? throw new InvalidOperationException("The runner's StepFunctions must be set before a task runs.");

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
            if (task.Resource is TaskResource.MapItem item)
            {
                return await new MapItemTasks(Service.Context).RunAsync(origin, task, item, cancel);
            }

            if (_mocks?.Find(origin, task) is { } response)
            {
                return await _mocks.AnswerAsync(response, origin, task, Service.Context.Backend, cancel);
            }

            return await (task.Resource switch
            {
                _ when LambdaInvocation.IsMeantBy(task.Resource) => InvokeAsync(task, cancel),
                TaskResource.Integration { Service: "states", Action: "startExecution" } start =>
                    new StepFunctionsTasks(Service).StartAsync(origin, task, start.Pattern, cancel),
                TaskResource.Integration { Service: "aws-sdk:sfn" } call =>
                    new StepFunctionsTasks(Service).CallAsync(origin, task, call.Action, cancel),
                _ => throw Unsupported(task.Resource),
            });
        }
        catch (TaskFailedException e)
        {
            return new TaskOutcome.Failed(e.Error, e.Cause);
        }
    }

    private async ValueTask<TaskOutcome> InvokeAsync(Command.RunTask task, CancellationToken cancel)
    {
        LambdaInvocation invocation = LambdaInvocation.Read(task, _options.Service, Guid.NewGuid);
        try
        {
            FunctionAnswer answer = await _functions.CallAsync(invocation.Call, cancel);
            return invocation.Complete(answer, _options.Service.Clock.GetUtcNow());
        }
        catch (FunctionFailedException e)
        {
            return invocation.Fail(e);
        }
    }

    internal static TaskFailedException Unsupported(TaskResource resource)
    {
        string name = resource is TaskResource.Integration integration ? $"{integration.Service}:{integration.Name}" : resource.Arn;
        // States.Runtime: no Catch takes it for an error of the service.
        return new TaskFailedException(ErrorName.Runtime, $"The service integration '{name}' is not supported yet.");
    }
}
