using System.Diagnostics;
using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>The service over the durable host on the real engine and storage. Time is real: what waits is waited for.</summary>
internal sealed class AzureTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>How long nothing must have happened: an orchestrator that runs just now seems to rest before it has asked for anything.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    /// <summary>How long before an answer is read that would be wrong if something happened yet.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(3);

    /// <summary>How long where something seems to be under way: a message that the engine has dropped.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);

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

    public async ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel)
    {
        ApiResponse answer = await _service.Service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel);
        return _failure is null
            ? (answer.Status, answer.Body.Length == 0 ? JsonMap.Empty : JsonAny.Parse(answer.Body.Span))
            : throw new InvalidOperationException("The service has failed.", _failure);
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        long version = -1;
        var silence = Stopwatch.StartNew();
        while (true)
        {
            if (_progress.Version != version)
            {
                version = _progress.Version;
                silence.Restart();
            }

            if (Rests(timePasses, silence.Elapsed))
            {
                return;
            }

            await Task.Delay(Breath, cancel);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Rests(bool timePasses, TimeSpan silence)
    {
        if (_progress.IsOver)
        {
            return true;
        }

        if (timePasses && _progress.WaitsForTime)
        {
            return false;
        }

        int running = _progress.RunningActivities;
        return silence > (running == _setup.Lambdas.Sleeping ? (timePasses ? LongSilence : Silence)
            : running > 0 && _setup.TasksPoll ? LongSilence
            : LongestSilence);
    }
}
