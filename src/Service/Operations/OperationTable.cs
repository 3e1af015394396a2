using System.Collections.Frozen;

namespace FunctionsAsl.Service.Operations;

/// <summary>Runs one validated request.</summary>
internal delegate ValueTask<JsonMap> Operation(Request request, CancellationToken cancel);

/// <summary>The operations of the API by name, for all who call them: the AWS protocol, the plain routes and tasks.</summary>
public sealed class OperationTable
{
    private readonly ExecutionOperations _executions;
    private readonly FrozenDictionary<string, Operation> _operations;

    internal OperationTable(ServiceContext context)
    {
        Context = context;
        _executions = new ExecutionOperations(context);
        _operations = BuildTable(context, _executions);
    }

    internal ServiceContext Context { get; }

    /// <summary>Validates and runs one operation.</summary>
    /// <exception cref="ApiException">The refusal.</exception>
    internal ValueTask<JsonMap> CallAsync(string operation, Func<JsonMap> request, CancellationToken cancel)
    {
        if (!Inputs.All.TryGetValue(operation, out Shape? input) || !_operations.TryGetValue(operation, out Operation? run))
        {
            throw new ApiException("UnknownOperationException", "");
        }

        JsonMap members = request();
        RequestValidation.Check(input, members);
        return run(new Request(members), cancel);
    }

    /// <summary>StartExecution for a task, which may ask again after a crash and gets the same execution.</summary>
    /// <param name="parentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
    /// <param name="isAwaited">Whether the task waits for its end, of which an Express execution leaves nothing.</param>
    /// <exception cref="ApiException">The refusal.</exception>
    internal ValueTask<JsonMap> StartChildAsync(JsonMap request, string parentTask, bool isAwaited, CancellationToken cancel)
    {
        RequestValidation.Check(Inputs.All["StartExecution"], request);
        return _executions.Start(new Request(request), parentTask, isAwaited, cancel);
    }

    private static FrozenDictionary<string, Operation> BuildTable(ServiceContext context, ExecutionOperations executions)
    {
        var machines = new StateMachineOperations(context);
        var versions = new VersionOperations(context);
        var aliases = new AliasOperations(context);
        var activities = new ActivityOperations(context);
        var tasks = new TaskOperations(context);
        var tags = new TagOperations(context);
        var mapRuns = new MapRunOperations(context);
        return new Dictionary<string, Operation>(StringComparer.Ordinal)
        {
            ["CreateActivity"] = activities.Create,
            ["CreateStateMachine"] = machines.Create,
            ["CreateStateMachineAlias"] = aliases.Create,
            ["DeleteActivity"] = activities.Delete,
            ["DeleteStateMachine"] = machines.Delete,
            ["DeleteStateMachineAlias"] = aliases.Delete,
            ["DeleteStateMachineVersion"] = versions.Delete,
            ["DescribeActivity"] = activities.Describe,
            ["DescribeExecution"] = executions.Describe,
            ["DescribeMapRun"] = mapRuns.Describe,
            ["DescribeStateMachine"] = machines.Describe,
            ["DescribeStateMachineAlias"] = aliases.Describe,
            ["DescribeStateMachineForExecution"] = machines.DescribeForExecution,
            ["GetActivityTask"] = activities.GetTask,
            ["GetExecutionHistory"] = executions.GetHistory,
            ["ListActivities"] = activities.List,
            ["ListExecutions"] = executions.List,
            ["ListMapRuns"] = mapRuns.List,
            ["ListStateMachineAliases"] = aliases.List,
            ["ListStateMachines"] = machines.List,
            ["ListStateMachineVersions"] = versions.List,
            ["ListTagsForResource"] = tags.List,
            ["PublishStateMachineVersion"] = versions.Publish,
            ["RedriveExecution"] = executions.Redrive,
            ["SendTaskFailure"] = tasks.Fail,
            ["SendTaskHeartbeat"] = tasks.Heartbeat,
            ["SendTaskSuccess"] = tasks.Succeed,
            ["StartExecution"] = executions.Start,
            ["StartSyncExecution"] = new ExpressOperations(context).StartSync,
            ["StopExecution"] = executions.Stop,
            ["TagResource"] = tags.Tag,
            ["TestState"] = new TestStateOperations(context).Test,
            ["UntagResource"] = tags.Untag,
            ["UpdateMapRun"] = mapRuns.Update,
            ["UpdateStateMachine"] = machines.Update,
            ["UpdateStateMachineAlias"] = aliases.Update,
            ["ValidateStateMachineDefinition"] = machines.Validate,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
