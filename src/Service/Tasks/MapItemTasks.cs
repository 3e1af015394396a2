using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs the items of Distributed Maps, each as a child execution (DG/state-map-distributed).</summary>
internal sealed class MapItemTasks(ServiceContext context)
{
    // A processor's machine is one instance for all its children, so that it is compiled and stored once.
    private static readonly ConditionalWeakTable<StateMachineRecord, ConcurrentDictionary<string, StateMachineRecord>> Machines = [];

    /// <summary>Starts the child, unless it was started before a restart: its ARN is the same each time.</summary>
    public async ValueTask<TaskOutcome> RunAsync(
        TaskOrigin origin, Command.RunTask task, TaskResource.MapItem item, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        StateMachineRecord machine = MachineOf(await ParentMachine(origin, cancel), item.Processor);
        string parentTask = StepFunctionsTasks.ParentTask(origin, task);
        string name = StepFunctionsTasks.NameOf(parentTask);
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
        if (machine.IsExpress)
        {
            return Complete(await context.Backend.RunExpress(child, cancel));
        }

        (ExecutionRecord stored, _) = await context.Backend.StartExecution(child, cancel);
        return new TaskOutcome.StartedChild(JsonObject.Empty, stored.Arn, Complete);
    }

    private async ValueTask<StateMachineRecord> ParentMachine(TaskOrigin origin, CancellationToken cancel) =>
        origin.StateMachine ?? (await context.Backend.FindExecution(origin.ExecutionArn, cancel))?.StateMachine
            ?? throw new TaskFailedException(ErrorName.Runtime, "The execution is gone.");

    private static StateMachineRecord MachineOf(StateMachineRecord parent, MapProcessor processor) =>
        Machines.GetOrCreateValue(parent).GetOrAdd(processor.Label, _ => parent with
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
