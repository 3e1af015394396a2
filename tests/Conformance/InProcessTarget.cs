using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Conformance;

/// <summary>The service over the in-process engine, with a clock of its own.</summary>
public sealed class InProcessTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    private readonly VirtualClock _clock = new();
    private readonly Setup _setup;
    private readonly InProcessService _service;
    private Exception? _failure;

    private InProcessTarget(Setup setup)
    {
        _setup = setup;
        _service = InProcessService.Create(new MemoryStore(), setup.Tasks(_clock, (_, e) => _failure ??= e));
    }

    public static ValueTask<IStepFunctions> Start(Setup setup) => new(new InProcessTarget(setup));

    public async ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel)
    {
        _clock.Tick();
        Task<ApiResponse> call = _service.Service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel).AsTask();
        while ((operation is "StartSyncExecution" or "TestState") && !call.IsCompleted)
        {
            // It answers when the execution has ended, for which back-offs must pass; not its five minutes while a task is at work.
            await Task.WhenAny(call, Task.Delay(Breath, cancel));
            _clock.MoveToNext(TimeSpan.FromMinutes(1));
        }

        ApiResponse answer = await call;
        if (_failure is not null)
        {
            throw new InvalidOperationException("The service has failed.", _failure);
        }

        return (answer.Status, answer.Body.Length == 0 ? JsonMap.Empty : JsonAny.Parse(answer.Body.Span));
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        do
        {
            for (int breaths = 0; _service.Engine.ActiveSteps > 0 || !_setup.Rests(_service.Engine.RunningTasks, breaths); breaths++)
            {
                await Task.Delay(Breath, cancel);
            }
        }
        while (timePasses && _clock.MoveToNext(_setup.LongestPause));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
