using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Definition;
using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Operations;

/// <summary>What all operations work with, and the lookups they share.</summary>
internal sealed class ServiceContext(
    IEngine engine,
    IRecordStore store,
    ServiceOptions options,
    Func<string, StateMachineType, (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics)> compile)
{
    public IEngine Engine { get; } = engine;

    public IRecords<StateMachineRecord> StateMachines { get; } = store.Records<StateMachineRecord>();

    public IRecords<ActivityRecord> Activities { get; } = store.Records<ActivityRecord>();

    public IRunFiles RunFiles { get; } = store.RunFiles;

    public IRecords<ScheduleRecord> Schedules { get; } = store.Records<ScheduleRecord>();

    public RecordQuota<StateMachineRecord> StateMachineQuota { get; } = new(
        store.Records<StateMachineRecord>(), options.Quotas.StateMachines, options.Clock, "StateMachineLimitExceeded", "state machines");

    public RecordQuota<ActivityRecord> ActivityQuota { get; } = new(
        store.Records<ActivityRecord>(), options.Quotas.Activities, options.Clock, "ActivityLimitExceeded", "activities");

    public Quotas Quotas => options.Quotas;

    public Publications Publications { get; } = new(store, options.Quotas);

    public Arns Arns { get; } = new(options);

    public HostChecks Checks => options.Checks;

    public ITestCases? TestCases => options.TestCases;

    /// <summary>Everything that is wrong with a definition for a machine of this type.</summary>
    public ImmutableArray<Diagnostic> Diagnose(string definition, string type) =>
        compile(definition, type == "EXPRESS" ? StateMachineType.Express : StateMachineType.Standard).Diagnostics;

    /// <summary>State name to the variables it reads, or <see langword="null"/> where no state reads any.</summary>
    public JsonMap? VariableReferences(string definition)
    {
        // Without this word no variable is ever assigned, and most definitions need not be compiled to be shown.
        if (!definition.Contains("Assign", StringComparison.Ordinal) || compile(definition, StateMachineType.Standard).Machine is not { } machine)
        {
            return null;
        }

        var references = new JsonMap.Builder();
        foreach ((string state, ImmutableArray<string> names) in machine.VariableReferences)
        {
            references.Set(state, JsonList.Of(names.Select(static name => (JsonAny)name)));
        }

        return references.Count == 0 ? null : references.Build();
    }

    /// <summary>Checks that a machine's records can be written where it wants them, where somebody keeps log groups.</summary>
    /// <param name="logging">As <see cref="Configuration.Logging"/> made it.</param>
    /// <exception cref="ApiException">As <see cref="ILogGroups.Check"/>.</exception>
    public async ValueTask CheckLogGroup(JsonMap? logging, CancellationToken cancel)
    {
        if (options.LogGroups is { } groups && logging is not null && Configuration.LogGroup(logging) is { } arn)
        {
            await groups.Check(arn, cancel);
        }
    }

    public DateTimeOffset Now() => options.Clock.Now();

    /// <exception cref="ApiException">InvalidArn, StateMachineDoesNotExist</exception>
    public async ValueTask<StateMachineRecord> GetStateMachine(string arn, CancellationToken cancel)
    {
        Arns.Check(arn, Arns.StateMachineType);
        return await StateMachines.Find(arn, cancel)
            ?? throw NoStateMachine(arn);
    }

    /// <exception cref="ApiException">InvalidArn, StateMachineDoesNotExist, StateMachineDeleting</exception>
    public async ValueTask<StateMachineRecord> GetActiveStateMachine(string arn, CancellationToken cancel)
    {
        StateMachineRecord machine = await GetStateMachine(arn, cancel);
        return machine.IsDeleting ? throw Deleting(arn) : machine;
    }

    /// <summary>The version that an ARN names, or that the alias it names leads to.</summary>
    /// <param name="choose">Chooses a version of an alias.</param>
    /// <returns>The machine as it is; the version; and what this is of.</returns>
    /// <exception cref="ApiException">InvalidArn, StateMachineDoesNotExist</exception>
    public async ValueTask<(StateMachineRecord Machine, StateMachineVersion Version, StateMachineRecord Revision)> GetVersion(
        MachineReference reference, Func<StateMachineAlias, int> choose, CancellationToken cancel)
    {
        Arns.Check(reference.Arn, Arns.StateMachineType);
        StateMachineRecord machine = await StateMachines.Find(reference.MachineArn, cancel) ?? throw NoStateMachine(reference.Arn);
        PublicationRecord published = await Publications.Of(machine, cancel);
        int? number = published.Alias(reference.Alias) is { } alias ? choose(alias) : reference.Version;
        if (published.Version(number) is { } version
            && await store.Revisions.Find(machine.Arn, version.Revision, cancel) is { } revision)
        {
            return (machine, version, revision);
        }

        throw new ApiException(
            "StateMachineDoesNotExist", $"State Machine {(reference.IsAlias ? "Alias" : "Version")} Does Not Exist: '{reference.Arn}'");
    }

    /// <summary>A number from 0 to 99 by chance.</summary>
    public int DrawPercent() => options.Randomness.Percent();

    /// <summary>A new seed of what is drawn by chance.</summary>
    public ulong NewSeed() => options.Randomness.Seed();

    /// <summary>A new id.</summary>
    public string NewId() => options.Randomness.Uuid();

    /// <exception cref="ApiException">InvalidArn, ExecutionDoesNotExist</exception>
    public async ValueTask<ExecutionRecord> GetExecution(string arn, CancellationToken cancel)
    {
        Arns.Check(arn, Arns.ExecutionType);
        return await Engine.FindExecution(arn, cancel) ?? throw NoExecution(arn);
    }

    /// <summary>The execution of a Map Run.</summary>
    /// <exception cref="ApiException">InvalidArn, ResourceNotFound</exception>
    public async ValueTask<ExecutionRecord> GetMapRun(string arn, CancellationToken cancel)
    {
        Arns.Check(arn, Arns.MapRunType);
        return await Engine.FindExecution(arn, cancel) is { IsMapRun: true } run
            ? run
            : throw new ApiException("ResourceNotFound", $"Resource not found: '{arn}'");
    }

    /// <exception cref="ApiException">InvalidArn, ActivityDoesNotExist</exception>
    public async ValueTask<ActivityRecord> GetActivity(string arn, CancellationToken cancel)
    {
        Arns.Check(arn, Arns.ActivityType);
        return await Activities.Find(arn, cancel)
            ?? throw new ApiException("ActivityDoesNotExist", $"Activity Does Not Exist: '{arn}'");
    }

    public static ApiException Deleting(string arn) => new("StateMachineDeleting", $"State Machine is being deleted: '{arn}'");

    public static ApiException NoStateMachine(string arn) =>
        new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    public static ApiException NoExecution(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public static ApiException WrongMachineType() =>
        new("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");

    /// <summary>The refusal of an operation, or a part of one, that this service does not have.</summary>
    public static ApiException Unsupported(string what) =>
        new("UnsupportedOperationException", $"{what} is not supported by this service.");
}
