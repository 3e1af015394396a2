using System.Collections.Frozen;
using FunctionsAsl.Core.Definition;

namespace FunctionsAsl.Service.Tasks;

/// <summary>What a Task may call: a row each. A new integration is a class and a row.</summary>
internal sealed class IntegrationTable
{
    private const string Function = "function";
    private const string MapItem = "map item";
    private const string MapRun = "map run";
    private const string MapWork = "map work";
    private const string AnyAction = "*";

    private readonly FrozenDictionary<(string Service, string Action), IIntegration> _rows;
    private readonly Func<TaskResource.Integration, IIntegration?> _others;
    private readonly HostChecks _checks;

    public IntegrationTable(TaskRunnerOptions options, OperationTable operations)
    {
        _others = options.FindIntegration;
        _checks = options.Service.Checks;
        var functions = new FunctionIntegration(options);
        var machines = new MapMachines();
        _rows = new Dictionary<(string, string), IIntegration>
        {
            [(Function, AnyAction)] = functions,
            [(MapItem, AnyAction)] = new MapItemIntegration(operations.Context, machines),
            [(MapWork, AnyAction)] = new MapWorkIntegration(operations.Context, machines, options),
            [(MapRun, AnyAction)] = new MapRunIntegration(operations.Context),
            [("lambda", "invoke")] = functions,
            [("states", "startExecution")] = new StartExecutionIntegration(operations),
            [("aws-sdk:sfn", AnyAction)] = new SdkIntegration(operations),
        }.ToFrozenDictionary();
    }

    /// <exception cref="TaskFailedException">There is none that the resource names.</exception>
    public IIntegration Find(TaskResource resource) => TryFind(resource) ?? throw (
        resource is TaskResource.Integration integration && _checks.Integration(integration) is { } problem
            ? new TaskFailedException(ErrorName.Runtime, problem)
            : Unsupported(resource));

    /// <summary>What the resource names; <see langword="null"/> where that is nothing known here.</summary>
    public IIntegration? TryFind(TaskResource resource)
    {
        (string Service, string Action) key = resource switch
        {
            TaskResource.Integration integration => (integration.Service, integration.Action),
            TaskResource.Lambda => (Function, AnyAction),
            TaskResource.MapItem => (MapItem, AnyAction),
            TaskResource.MapRun => (MapRun, AnyAction),
            TaskResource.MapWork => (MapWork, AnyAction),
            _ => default,
        };
        return _rows.GetValueOrDefault(key) ?? _rows.GetValueOrDefault((key.Service, AnyAction))
            ?? (resource is TaskResource.Integration other ? _others(other) : null);
    }

    public static TaskFailedException Unsupported(TaskResource resource)
    {
        string name = resource is TaskResource.Integration integration ? $"{integration.Service}:{integration.Name}" : resource.Arn;
        // States.Runtime: no Catch takes it for an error of the service.
        return new TaskFailedException(ErrorName.Runtime, $"The service integration '{name}' is not supported yet.");
    }
}
