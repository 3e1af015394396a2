using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Support.TaskHub;

namespace FunctionsAsl.Conformance;

/// <summary>The service over the durable host: storage and orchestrations in memory, with a clock of their own.</summary>
public sealed class DurableTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    /// <summary>No message is lost here; and looks for one that was would let time pass for ever.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(100_000);

    private readonly VirtualClock _clock = new();
    private readonly Setup _setup;
    private readonly DurableHub _hub;
    private readonly MemoryQueues _queues;
    private readonly DurableService _service;
    private Exception? _failure;

    private DurableTarget(Setup setup, OrchestrationOptions orchestration)
    {
        _setup = setup;
        // Functions fail within an activity that succeeds.
        _hub = new DurableHub(_clock, new HubFaults(), new Random(0)) { ActivityFailed = e => _failure ??= e };
        _queues = new MemoryQueues(_clock);
        _service = DurableService.Create(
            new MemoryBlobs(),
            _queues,
            _hub,
            setup.Tasks(_clock, (_, e) => _failure ??= e),
            functions: [],
            orchestration);
        _hub.Code = HubCode.Of(_service);
    }

    public static ValueTask<IStepFunctions> Start(Setup setup) => new(new DurableTarget(setup, new OrchestrationOptions { FirstLook = Never }));

    /// <summary>Starts one that carries nothing along: all states and payloads are in blobs, and each orchestration begins anew all the time.</summary>
    public static ValueTask<IStepFunctions> StartCramped(Setup setup) => new(new DurableTarget(setup, Rooms.Options("cramped") with { FirstLook = Never }));

    public async ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel)
    {
        _clock.Tick();
        Task<ApiResponse> call = _service.Service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel).AsTask();
        while (!call.IsCompleted)
        {
            // It may wait for what the engine does, and look only now and then.
            await SettleAsync(timePasses: false, cancel);
            if (operation is "StartSyncExecution" or "TestState")
            {
                // Its tasks are no activities: time must not run ahead of them.
                await Task.WhenAny(call, Task.Delay(Breath, cancel));
                _clock.MoveToNext(TimeSpan.FromMinutes(1));
            }
            else if (!call.IsCompleted)
            {
                _clock.MoveToNext();
            }
        }

        ApiResponse answer = await call;
        Check();
        return (answer.Status, answer.Body.Length == 0 ? JsonMap.Empty : JsonAny.Parse(answer.Body.Span));
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        await RunExpressAsync(cancel);
        do
        {
            cancel.ThrowIfCancellationRequested();
            int breaths = 0;
            while (_hub.HasWork || !_setup.Rests(_hub.RunningActivities, breaths))
            {
                cancel.ThrowIfCancellationRequested();
                if (!_hub.Step())
                {
                    breaths++;
                    await Task.Delay(Breath, cancel);
                }
            }
        }
        while (_failure is null && timePasses && _clock.MoveToNext(_setup.LongestPause));

        Check();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Begins what a queue's trigger would run. Who waits for its end reads it in the logs.</summary>
    private async ValueTask RunExpressAsync(CancellationToken cancel)
    {
        const string Queue = DurableService.ExpressQueueName;
        while (await _queues.Receive(Queue, TimeSpan.FromHours(1), cancel) is { } message)
        {
            await _queues.Delete(Queue, message, cancel);
            _ = RunAsync(message.Text);
        }

        async Task RunAsync(string arn)
        {
            try
            {
                await _service.RunExpress(arn, CancellationToken.None);
            }
            catch (Exception e)
            {
                _failure ??= e;
            }
        }
    }

    private void Check()
    {
        if ((_failure ?? _hub.Failures.FirstOrDefault()) is { } failure)
        {
            throw new InvalidOperationException("The service or an orchestration has failed.", failure);
        }
    }
}
