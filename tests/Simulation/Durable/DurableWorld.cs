using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>The durable host over storage, engine and clock in memory.</summary>
internal sealed class DurableWorld
{
    private const string Account = "us-east-1:123456789012";
    private const int MostSteps = 100_000;

    private readonly Func<Func<string, StateMachine>?, DurableService> _install;

    public DurableWorld(
        ITaskRunner runner, OrchestrationOptions options, HubFaults faults, Random random, VirtualClock? clock = null, params string[] functions)
    {
        Clock = clock ?? new VirtualClock();
        Queues = new MemoryQueues(Clock);
        Hub = new DurableHub(Clock, faults, random);
        _install = compile => new DurableService(
            Blobs, Queues, Hub, runner, new ServiceOptions { Clock = Clock }, [.. functions], options, compile: compile);
        Host = _install(null);
        Hub.Code = HubCode.Of(Host, Functions);
    }

    public VirtualClock Clock { get; }

    public MemoryBlobs Blobs { get; } = new();

    public MemoryQueues Queues { get; }

    public DurableHub Hub { get; }

    public DurableService Host { get; private set; }

    public Stores Stores => Host.Stores;

    public DurableEngine Engine => Host.Engine;

    public StepFunctionsService Service => Host.Service;

    /// <summary>The activity functions of the app's author.</summary>
    public Dictionary<string, Func<JsonAny, CancellationToken, ValueTask<JsonAny>>> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>One whose tasks are run as in production, by these handlers.</summary>
    public static DurableWorld WithHandlers(
        OrchestrationOptions options, HubFaults faults, Random random, IReadOnlyDictionary<string, ITaskHandler> handlers, params string[] functions)
    {
        var clock = new VirtualClock();
        var all = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in handlers)
        {
            all.Add(name, handler);
        }

        DurableWorld? world = null;
        var tasks = new TaskRunnerOptions { Service = new ServiceOptions { Clock = clock }, Handlers = all };
        var runner = new TaskRunner(tasks, () => world!.Service.Operations);
        return world = new DurableWorld(runner, options, faults, random, clock, functions);
    }

    /// <summary>Deploys another version: whatever happens from here on is done by it.</summary>
    /// <param name="compile">Compiles stored definitions as that version does.</param>
    public void Deploy(Func<string, StateMachine> compile)
    {
        Host = _install(compile);
        Hub.Code = HubCode.Of(Host, Functions);
    }

    /// <summary>Creates a machine and starts an execution of it whose seed is known.</summary>
    public async Task<StoredExecution> StartAsync(string definition, string input, ulong seed = 1, string name = "m")
    {
        StateMachineRecord machine = await CreateAsync(definition, name);
        ExecutionRecord record = RecordOf(machine, input);
        Revision revision = Stores.Revisions.Of(machine);
        var begun = new StoredExecution
        {
            Key = await Stores.Executions.Claim(new ExecutionKey(name, "e", record.StartDate.UtcTicks), CancellationToken.None),
            Status = ExecutionStatus.Running,
            StartDate = record.StartDate,
            Revision = revision.Id,
            Seed = seed,
            TokenKey = "00ff",
            WaitScale = 1,
            Beginning = ExecutionBeginning.Of(record).Save(),
        };
        Step step = Host.Launcher.Begin(begun, record, revision);
        if (step.State.Status != ExecutionStatus.Running && ExecutionEnd.FitsRecord(step.History))
        {
            begun = begun.Ended(
                step.State.Status, ExecutionOutcome.Of(record.StartDate, step.State), HistorySerializer.Save(step.History), StateSerializer.Save(step.State));
        }

        StoredExecution added = (await Stores.Executions.TryAdd(begun, CancellationToken.None))!;
        await Host.Launcher.Launch(added, record, revision, step, CancellationToken.None);
        return added;
    }

    public async Task<StateMachineRecord> CreateAsync(string definition, string name)
    {
        var machine = new StateMachineRecord
        {
            Arn = $"arn:aws:states:{Account}:stateMachine:{name}",
            Name = name,
            Definition = definition,
            RoleArn = "arn:aws:iam::123456789012:role/r",
            Type = "STANDARD",
            Status = "ACTIVE",
            CreationDate = Clock.GetUtcNow(),
        };
        Check.That(await Stores.Machines.TryWrite(null, machine, CancellationToken.None), "The machine was not created.");
        return machine;
    }

    /// <summary>Sends a message to an execution, which begins first where it has not.</summary>
    public async Task SendAsync(StoredExecution execution, OrchestrationMessage message)
    {
        string instance = InstanceOf(execution);
        while (await Hub.Find(instance, CancellationToken.None) is { Status: OrchestrationStatus.Pending })
        {
            Hub.Step();
        }

        await Hub.Send(instance, message.ToText(), CancellationToken.None);
    }

    /// <summary>Does all that is to be done now; time stands still.</summary>
    public void Settle()
    {
        for (int steps = 0; Hub.Step(); steps++)
        {
            Check.That(steps < MostSteps, "An orchestration goes on without end, while time stands still.");
        }
    }

    /// <summary>Does all that is to be done until nothing more will happen.</summary>
    public void Finish()
    {
        do
        {
            Settle();
        }
        while (Hub.Running > 0 && MoveTime());
        CheckHub();
    }

    /// <summary>Moves time to the next timer. An activity that has waited for it goes on here and now.</summary>
    private bool MoveTime()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Clock.MoveToNext();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void CheckHub()
    {
        if (Hub.Failures.FirstOrDefault() is { } failure)
        {
            throw new SimulationException("An orchestration has failed: " + failure.Message, failure);
        }
    }

    public async Task<ExecutionRecord> FindAsync(StoredExecution execution) =>
        (await Stores.Executions.FindRecord(ArnOf(execution), CancellationToken.None))!;

    public async Task<List<HistoryEvent>> HistoryAsync(StoredExecution execution) =>
        [.. await Engine.ReadHistory(ArnOf(execution), null, int.MaxValue, long.MaxValue, reverse: false, CancellationToken.None)];

    public static string ArnOf(StoredExecution execution) => $"arn:aws:states:{Account}:execution:{execution.Key.Machine}:{execution.Key.Name}";

    /// <summary>The orchestration of an execution.</summary>
    public static string InstanceOf(StoredExecution execution) => execution.Key.InstanceId(ArnOf(execution));

    private ExecutionRecord RecordOf(StateMachineRecord machine, string input) => new()
    {
        Arn = $"arn:aws:states:{Account}:execution:{machine.Name}:e",
        Name = "e",
        StateMachineArn = machine.Arn,
        StateMachine = machine,
        Input = input,
        Status = ExecutionStatus.Running,
        StartDate = Clock.GetUtcNow(),
    };
}
