using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Conformance;

/// <summary>The service over the in-process backend, with a clock of its own.</summary>
public sealed class InProcessTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);
    private const int BreathsForHangingTasks = 30;

    private readonly VirtualClock _clock = new();
    private readonly InProcessService _service;

    private InProcessTarget(Setup setup)
    {
        var options = new ServiceOptions { Region = setup.Region, AccountId = setup.Account, Clock = _clock };
        _service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions { Service = options, Handlers = setup.ToTaskHandlers() });
    }

    public static ValueTask<IStepFunctions> Start(Setup setup) => new(new InProcessTarget(setup));

    public async ValueTask<(int Status, JsonValue Body)> CallAsync(string operation, JsonObject parameters, CancellationToken cancel)
    {
        _clock.Tick();
        Task<ApiResponse> call = _service.Service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel).AsTask();
        while (operation == "StartSyncExecution" && !call.IsCompleted)
        {
            // It answers when the execution has ended, for which back-offs must pass; not its five minutes while a task is at work.
            await Task.WhenAny(call, Task.Delay(Breath, cancel));
            _clock.MoveToNext(TimeSpan.FromMinutes(1));
        }

        ApiResponse answer = await call;
        return (answer.Status, answer.Body.Length == 0 ? JsonObject.Empty : JsonValue.Parse(answer.Body.Span));
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        do
        {
            // A handler that sleeps never ends by itself; one that works does so within a breath.
            int breaths = 0;
            while (_service.Backend.ActiveSteps > 0 || (_service.Backend.RunningTasks > 0 && breaths++ < BreathsForHangingTasks))
            {
                await Task.Delay(Breath, cancel);
            }
        }
        while (timePasses && _clock.MoveToNext());
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
