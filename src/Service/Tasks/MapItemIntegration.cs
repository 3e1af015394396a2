using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs an item of a Distributed Map as a child execution (DG/state-map-distributed).</summary>
internal sealed class MapItemIntegration(ServiceContext context) : IIntegration
{
    // A processor's machine is one instance for all its children, so that it is compiled and stored once.
    private readonly ConditionalWeakTable<StateMachineRecord, ConcurrentDictionary<string, StateMachineRecord>> _machines = [];

    /// <summary>Starts the child, unless it was started before a restart: its ARN is the same each time.</summary>
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var item = (TaskResource.MapItem)task.Resource;
        StateMachineRecord machine = MachineOf(await ParentMachine(origin, cancel), item.Processor);
        string parentTask = ChildStart.ParentTaskOf(origin, task);
        string name = ResourceName.OfTask(parentTask);
        string path = $"{machine.Name}/{machine.Label}";
        var child = new ExecutionRecord
        {
            Arn = machine.IsExpress ? context.Arns.Express(path, name, Guid.NewGuid().ToString()) : context.Arns.Execution(path, name),
            Name = name,
            StateMachineArn = machine.Arn,
            StateMachine = machine,
            Input = task.Input.ToString(),
            Status = ExecutionStatus.Running,
            StartDate = context.Now(),
            ParentTask = parentTask,
            MapRunArn = item.MapRunArn,
            TestCase = origin.TestCase,
        };
        ExecutionRecord? ended = machine.IsExpress ? await context.Engine.RunExpress(child, cancel) : null;
        if (ended is null)
        {
            await context.Engine.StartExecution(child, cancel);
        }

        return new CallAnswer(JsonObject.Empty, new StartedExecution(child.Arn, Complete) { Ended = ended });
    }

    private async ValueTask<StateMachineRecord> ParentMachine(TaskOrigin origin, CancellationToken cancel) =>
        origin.StateMachine ?? (await context.Engine.FindExecution(origin.ExecutionArn, cancel))?.StateMachine
            ?? throw new TaskFailedException(ErrorName.Runtime, "The execution is gone.");

    private StateMachineRecord MachineOf(StateMachineRecord parent, MapProcessor processor) =>
        _machines.GetOrCreateValue(parent).GetOrAdd(processor.Label, _ => parent with
        {
            Arn = $"{parent.WholeArn}/{processor.Label}",
            Label = processor.Label,
            Definition = processor.Definition,
            Type = processor.Type == StateMachineType.Express ? "EXPRESS" : "STANDARD",
        });

    private static TaskOutcome Complete(ExecutionRecord child) => child.Output is { } output
        ? new TaskOutcome.Succeeded(output)
        : new TaskOutcome.Failed(child.Error, child.Cause);
}
