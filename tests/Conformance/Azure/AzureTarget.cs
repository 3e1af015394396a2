using System.Diagnostics;
using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>The service over the durable host on the real engine and storage. Time is real: what waits is waited for.</summary>
internal sealed class AzureTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>How long nothing must have happened. An orchestrator that runs just now seems to rest before it has asked for anything.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(150);

    /// <summary>How long nothing must have happened where nobody can say that nothing will: tasks poll, or the engine has dropped a message.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(3);

    private readonly Setup _setup;
    private readonly DurableService _service;
    private readonly CaseProgress _progress;
    private Exception? _failure;

    private AzureTarget(AzureHub hub, Setup setup)
    {
        _setup = setup;
        (_service, _progress) = hub.Add(setup.Tasks(TimeProvider.System, (_, e) => _failure ??= e));
    }

    public static StartTarget On(AzureHub hub) => setup => new(new AzureTarget(hub, setup));

    public async ValueTask<(int Status, JsonValue Body)> CallAsync(string operation, JsonObject parameters, CancellationToken cancel)
    {
        ApiResponse answer = await _service.Service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel);
        return _failure is null
            ? (answer.Status, answer.Body.Length == 0 ? JsonObject.Empty : JsonValue.Parse(answer.Body.Span))
            : throw new InvalidOperationException("The service has failed.", _failure);
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        long version = -1;
        for (var silence = Stopwatch.StartNew(); !Rests(timePasses, silence.Elapsed); await Task.Delay(Breath, cancel))
        {
            if (_progress.Version != version)
            {
                version = _progress.Version;
                silence.Restart();
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Rests(bool timePasses, TimeSpan silence) =>
        !(timePasses && _progress.WaitsForTime)
        && (silence > LongSilence || (silence > Silence && _progress.RunningActivities == _setup.Lambdas.Sleeping));
}
