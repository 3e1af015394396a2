using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// Runs what Task states name: functions and service integrations, or answers for them with mocked responses. And the items of
/// Distributed Maps.
/// </summary>
public sealed class TaskRunner : ITaskRunner
{
    private readonly LambdaTasks _lambda;
    private readonly MockedTasks? _mocks;

    public TaskRunner(TaskRunnerOptions options)
    {
        _lambda = new LambdaTasks(new Functions(options), options.Service);
        _mocks = options.Service.Mocks is { } mocks ? new MockedTasks(mocks) : null;
    }

    /// <summary>
    /// The service that tasks of <c>states:</c> and <c>aws-sdk:sfn:</c> call. Set once it exists, before the first task runs.
    /// </summary>
    public StepFunctionsService? StepFunctions { get; set; }

    private StepFunctionsService Service =>
        StepFunctions ?? throw new InvalidOperationException("The runner's StepFunctions must be set before a task runs.");

    public bool RunsActivity(ExecutionRecord execution, Command.RunTask task)
    {
        try
        {
            return _mocks?.Find(execution, task) is not null;
        }
        catch (TaskFailedException)
        {
            // Running it will say why.
            return true;
        }
    }

    public async ValueTask<TaskOutcome> RunAsync(ExecutionRecord execution, Command.RunTask task, CancellationToken cancel)
    {
        try
        {
            if (task.Resource is TaskResource.MapItem item)
            {
                return await new MapItemTasks(Service.Context).RunAsync(execution, task, item, cancel);
            }

            if (_mocks?.Find(execution, task) is { } response)
            {
                return await _mocks.AnswerAsync(response, execution, task, Service.Context.Backend, cancel);
            }

            return await (task.Resource switch
            {
                TaskResource.Lambda lambda => _lambda.RunAsync(lambda.FunctionArn, task.Input, cancel),
                TaskResource.Integration { Service: "lambda", Action: "invoke" } => _lambda.InvokeAsync(task, cancel),
                TaskResource.Integration { Service: "states", Action: "startExecution" } start =>
                    new StepFunctionsTasks(Service).StartAsync(execution, task, start.Pattern, cancel),
                TaskResource.Integration { Service: "aws-sdk:sfn" } call =>
                    new StepFunctionsTasks(Service).CallAsync(execution, task, call.Action, cancel),
                _ => throw Unsupported(task.Resource),
            });
        }
        catch (TaskFailedException e)
        {
            return new TaskOutcome.Failed(e.Error, e.Cause);
        }
    }

    internal static TaskFailedException Unsupported(TaskResource resource)
    {
        string name = resource is TaskResource.Integration integration ? $"{integration.Service}:{integration.Name}" : resource.Arn;
        // States.Runtime: no Catch takes it for an error of the service.
        return new TaskFailedException(ErrorName.Runtime, $"The service integration '{name}' is not supported yet.");
    }
}
