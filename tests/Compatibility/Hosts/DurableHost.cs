using System.Text.Json;
using FunctionsAsl.Core;
using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;

namespace FunctionsAsl.Compatibility.Hosts;

/// <summary>The durable host over storage and a durable engine in memory, which a file keeps.</summary>
internal sealed class DurableHost : Host
{
    private readonly string _file;
    private readonly MemoryBlobs _blobs = new();
    private readonly MemoryQueues _queues;
    private readonly DurableHub _hub;
    private readonly DurableService _service;

    public DurableHost(string room, string file, VirtualClock clock, FunctionTable functions, Func<string, StateMachine> compile)
        : base(clock, functions)
    {
        _file = file;
        _queues = new MemoryQueues(clock);
        _hub = new DurableHub(clock, new HubFaults(), new Random(0)) { ActivityFailed = e => Failures.Enqueue(e.ToString()) };
        TaskRunnerOptions tasks = LocalHost.Tasks(clock, functions, Failures);
        var runner = new TaskRunner(tasks, () => _service!.Service.Operations);
        _service = new DurableService(
            _blobs, _queues, _hub, runner, tasks.Service, [.. FunctionTable.OfApp], Rooms.Options(room), compile: compile);
        _hub.Code = HubCode.Of(_service, FunctionTable.OfApp.ToDictionary(
            static name => name,
            name => (Func<JsonAny, CancellationToken, ValueTask<JsonAny>>)((input, _) => LocalHost.CallAsync(functions, name, input)),
            StringComparer.Ordinal));
        if (File.Exists(file))
        {
            SavedWorld saved = JsonSerializer.Deserialize<SavedWorld>(File.ReadAllText(file))!;
            _blobs.Load(saved.Blobs);
            _queues.Load(saved.Queues);
            _hub.Load(saved.Hub);
        }
    }

    protected override bool IsBusy => _hub.HasWork || _hub.RunningActivities > Functions.Hanging;

    public override async Task TidyAsync()
    {
        await _service.Sweep(CancellationToken.None);
        await SettleAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await SettleAsync();
        await File.WriteAllTextAsync(_file, JsonSerializer.Serialize(new SavedWorld(_blobs.Save(), _queues.Save(), _hub.Save())));
    }

    protected override bool Step()
    {
        bool any = _hub.Step();
        foreach (string failure in _hub.Failures.Select(static e => e.ToString()).Except(Failures, StringComparer.Ordinal))
        {
            Failures.Enqueue(failure);
        }

        return any;
    }

    protected override async Task<(int Status, ReadOnlyMemory<byte> Body)> AnswerAsync(string target, ReadOnlyMemory<byte> body)
    {
        Task<ApiResponse> call = _service.Service.InvokeAsync(target, body, CancellationToken.None).AsTask();
        while (!call.IsCompleted)
        {
            // It waits for what the engine does, and looks only now and then.
            await SettleAsync();
            Clock.MoveToNext();
            await Task.WhenAny(call, Task.Delay(Breath));
        }

        ApiResponse answer = await call;
        return (answer.Status, answer.Body);
    }

    private sealed record SavedWorld(string Blobs, string Queues, string Hub);
}
