using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.States;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs what Task states name: functions and service integrations.</summary>
public sealed class TaskRunner : ITaskRunner
{
    private readonly LambdaTasks _lambda;

    public TaskRunner(TaskRunnerOptions options)
    {
        _lambda = new LambdaTasks(new Functions(options), options.Service);
    }

    /// <summary>The service that tasks of <c>states:</c> and <c>aws-sdk:sfn:</c> call. Set once it exists, before the first task runs.</summary>
    public StepFunctionsService? StepFunctions { get; set; }

    public async ValueTask<TaskOutcome> RunAsync(ExecutionRecord execution, Command.RunTask task, CancellationToken cancel)
    {
        try
        {
            return await (task.Resource switch
            {
                TaskResource.Lambda lambda => _lambda.RunAsync(lambda.FunctionArn, task.Input, cancel),
                TaskResource.Integration { Service: "lambda", Action: "invoke" } => _lambda.InvokeAsync(task, cancel),
                _ => throw Unsupported(task.Resource),
            });
        }
        catch (TaskFailedException e)
        {
            return new TaskOutcome.Failed(e.Error, e.Cause);
        }
    }

    private static TaskFailedException Unsupported(TaskResource resource)
    {
        string name = resource is TaskResource.Integration integration ? $"{integration.Service}:{integration.Name}" : resource.Arn;
        // States.Runtime: no Catch takes it for an error of the service.
        return new TaskFailedException(ErrorName.Runtime, $"The service integration '{name}' is not supported yet.");
    }
}
