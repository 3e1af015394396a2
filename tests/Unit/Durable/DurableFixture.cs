using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>The durable host over storage in memory, without orchestrations: what they would do is up to the test.</summary>
internal sealed class DurableFixture
{
    public const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    public const string MachineArn = $"{Prefix}stateMachine:m";
    public const string ActivityArn = $"{Prefix}activity:a";
    public const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    public const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""";
    public const string Activity = $$$$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{{{ActivityArn}}}}","End":true}}}""";

    private readonly OrchestrationOptions _options;
    private readonly TimeSpan? _retention;

    private DurableFixture(OrchestrationOptions? options, TimeSpan? retention)
    {
        _options = options ?? new OrchestrationOptions();
        _retention = retention;
        Queues = new MemoryQueues(Clock);
        Host = HostOver(Blobs);
    }

    public VirtualClock Clock { get; } = new();

    public MemoryBlobs Blobs { get; } = new();

    public MemoryQueues Queues { get; }

    public RecordingClient Client { get; } = new();

    public DurableService Host { get; }

    public Stores Stores => Host.Stores;

    public DurableEngine Engine => Host.Engine;

    public IRecords<StateMachineRecord> Machines => Stores.Machines;

    public IRecords<ActivityRecord> Activities => Stores.Records<ActivityRecord>();

    public ServiceOptions Options => new()
    {
        Clock = Clock,
        Retention = _retention,
        ReportFailure = (what, e) => Failures.Add($"{what}: {e.Message}"),
    };

    public DateTimeOffset Now => Clock.Now();

    public List<string> Failures { get; } = [];

    /// <summary>The executions whose ends were reported.</summary>
    public List<(string Arn, ExecutionStatus Status)> Ends { get; } = [];

    public static async Task<DurableFixture> Create(string definition = Wait, OrchestrationOptions? options = null, TimeSpan? retention = null)
    {
        var fixture = new DurableFixture(options, retention);
        Assert.True(await fixture.Machines.TryWrite(null, fixture.Machine(definition), default));
        return fixture;
    }

    /// <summary>What another process would work with.</summary>
    public DurableService HostOver(IBlobs blobs) => DurableService.Create(
        blobs,
        Queues,
        Client,
        new TaskRunnerOptions
        {
            Service = Options,
        },
        ["f"],
        _options,
        (arn, status) => Ends.Add((arn, status)));

    public StateMachineRecord Machine(string definition = Wait, string name = "m") => new()
    {
        Arn = $"{Prefix}stateMachine:{name}",
        Name = name,
        Definition = definition,
        RoleArn = "arn:aws:iam::123456789012:role/r",
        Type = "STANDARD",
        Status = "ACTIVE",
        CreationDate = Now,
    };

    /// <summary>What the service would ask to start.</summary>
    public async Task<ExecutionRecord> Record(string name, string input = """{ "a": 1.50 }""") => new()
    {
        Arn = ArnOf(name),
        Name = name,
        StateMachineArn = MachineArn,
        StateMachine = (await Machines.Find(MachineArn, default))!,
        Input = input,
        Status = ExecutionStatus.Running,
        StartDate = Now,
    };

    /// <summary>Calls an operation of the service.</summary>
    public async Task Call(string operation, string member, string value) =>
        await Host.Service.Operations.CallAsync(operation, () => JsonMap.Of((member, value)), default);

    public Task Delete() => Call("DeleteStateMachine", "stateMachineArn", MachineArn);

    public async Task<StoredExecution> Start(string name)
    {
        Assert.True((await Engine.StartExecution(await Record(name), default)).Created);
        return await Stored(name);
    }

    public async Task<StoredExecution> Stored(string name) => (await Stores.Executions.Find(ArnOf(name), default))!;

    /// <summary>Ends an execution as its orchestration would.</summary>
    public async Task End(string name, ExecutionStatus status = ExecutionStatus.Succeeded)
    {
        StoredExecution stored = await Stored(name);
        var outcome = ExecutionOutcome.Of(Now, "done", null, null);
        byte[] history = HistorySerializer.Save([new HistoryEvent(1, 0, Now, HistoryEventType.ExecutionStarted, null)]);
        Assert.True(await Stores.Executions.TryEnd(stored.Ended(status, outcome, history), default));
        Client.Instances.Remove(stored.Key.InstanceId(ArnOf(name)));
    }

    /// <summary>Aborts a running execution, as its orchestration would that is told to stop.</summary>
    public async Task Abort(string name)
    {
        StoredExecution stored = await Stored(name);
        ExecutionRecord record = (await Engine.FindExecution(ArnOf(name), default))!;
        StateMachine definition = StateMachine.CompileStored(record.StateMachine.Definition);
        Step begun = FunctionsAsl.Core.Machine.Start(definition, record.Started(stored.Seed, stored.TokenKey, 1));
        Step over = FunctionsAsl.Core.Machine.Apply(definition, begun.State, new Event.Stopped(Now, 0, "E", null));
        await Host.End.Save(
            stored,
            over.State.Status,
            ExecutionOutcome.Of(Now, over.State),
            StateSerializer.ToJson(over.State),
            JsonList.Empty,
            [.. begun.History, .. over.History],
            0,
            default);
    }

    /// <summary>Lets time pass until the call has been answered.</summary>
    public async Task<T> Eventually<T>(ValueTask<T> call)
    {
        Task<T> task = call.AsTask();
        for (int steps = 0; !task.IsCompleted; steps++)
        {
            Assert.InRange(steps, 0, 10_000);
            if (!Clock.MoveToNext())
            {
                await Task.Delay(1);
            }
        }

        return await task;
    }

    public static string ArnOf(string name) => $"{Prefix}execution:m:{name}";

    public static JsonString Text(string text) => new(text);
}
