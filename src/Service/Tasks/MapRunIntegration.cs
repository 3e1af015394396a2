namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs a Map Run, which is an execution of its own.</summary>
internal sealed class MapRunIntegration(ServiceContext context) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var resource = (TaskResource.MapRun)task.Resource;
        string arn = resource.MapRunArn;
        StateMachineRecord machine = await RunExecution.MachineOf(context, origin, cancel);
        var run = new ExecutionRecord
        {
            Arn = arn,
            Name = arn[(arn.LastIndexOf(':') + 1)..],
            StateMachineArn = $"{machine.WholeArn}/{MapRunArn.LabelOf(arn)}",
            StateMachine = machine,
            Input = task.Input.ToString(),
            Status = ExecutionStatus.Running,
            StartDate = context.Now(),
            ParentTask = ChildStart.ParentTaskOf(origin, task),
            TestCase = origin.TestCase,
            TraceHeader = origin.TraceOf(task)?.ToHeader(),
        };
        return await RunExecution.CallAsync(context.Engine, run, task.Submitted, resource.Redrive, Complete, cancel);
    }

    private static TaskOutcome Complete(ExecutionRecord run) => run.Output is { } results
        ? new TaskOutcome.Succeeded(results)
        : new TaskOutcome.Failed(run.Error, run.Cause);
}
