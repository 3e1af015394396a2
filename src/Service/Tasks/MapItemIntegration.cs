namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs items of a Distributed Map as a child execution (DG/state-map-distributed).</summary>
internal sealed class MapItemIntegration(ServiceContext context, MapMachines machines) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var item = (TaskResource.MapItem)task.Resource;
        StateMachineRecord machine = machines.Find(await RunExecution.MachineOf(context, origin, cancel), MapRunArn.LabelOf(item.MapRunArn)!);
        string parentTask = ChildStart.ParentTaskOf(origin, task);
        string name = ResourceName.OfTask(parentTask);
        string path = $"{machine.Name}/{machine.Label}";
        var child = new ExecutionRecord
        {
            // An Express child that is run again is the same one.
            Arn = machine.IsExpress ? context.Arns.Express(path, name, name) : context.Arns.Execution(path, name),
            Name = name,
            StateMachineArn = machine.Arn,
            StateMachine = machine,
            Input = task.Input.ToString(),
            Status = ExecutionStatus.Running,
            StartDate = context.Now(),
            ParentTask = parentTask,
            MapRunArn = item.MapRunArn,
            ItemCount = item.Items,
            TestCase = origin.TestCase,
            TraceHeader = origin.TraceOf(task)?.ToHeader(),
        };
        return machine.IsExpress
            ? new CallAnswer(JsonMap.Empty, new StartedExecution(child.Arn, Complete) { Ended = await context.Engine.RunExpress(child, cancel) })
            : await RunExecution.CallAsync(context.Engine, child, task.Submitted, item.Redrive, Complete, cancel);
    }

    private static TaskOutcome Complete(ExecutionRecord child) => child.Output is { } output
        ? new TaskOutcome.Succeeded(output)
        : new TaskOutcome.Failed(child.Error, child.Cause) { Child = child.Status };
}
