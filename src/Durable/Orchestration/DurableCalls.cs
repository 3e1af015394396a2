using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What an orchestrator asks of the durable engine, counted: all of it is replayed each time something happens.</summary>
/// <param name="redrives">How often the execution was redriven.</param>
internal sealed class DurableCalls(IOrchestration orchestration, OrchestrationOptions options, long redrives = 0) : IDisposable
{
    private const int MostAttempts = 8;

    private readonly CancellationTokenSource _end = new();
    private int _factor = 1;
    private long _events;
    private long _length;

    public DateTimeOffset Now => orchestration.Now;

    /// <summary>Whether the durable history is long enough to begin a new one when that is easy.</summary>
    public bool AreMany => Exceeds(_factor);

    /// <summary>Whether it is so long that new tasks should wait for the next one.</summary>
    public bool AreTooMany => Exceeds(2 * _factor);

    /// <summary>Counts from here on. What every run begins with cannot be made less by beginning anew.</summary>
    public void CountFromHere()
    {
        _events = 0;
        _length = 0;
    }

    /// <summary>Bears with a durable history that is twice as long.</summary>
    public void Tolerate() => _factor *= 2;

    /// <summary>Calls one of this project's activities until it succeeds: what it needs may be out of order for a while.</summary>
    /// <exception cref="ActivityFailedException">It has met an <see cref="UnreadableException"/>.</exception>
    public async Task<string> UntilDone(string activity, string input) =>
        await Attempt(activity, input, static _ => true)
        ?? throw new InvalidOperationException("An attempt that never ends has ended.");

    /// <summary>Calls one of this project's activities, which fails only for reasons that may pass.</summary>
    /// <returns>Its answer; <see langword="null"/> where it failed again and again, or where nobody wants it any more.</returns>
    public Task<string?> AFewTimes(string activity, string input, Func<bool> wanted) =>
        Attempt(activity, input, failures => failures < MostAttempts && wanted());

    /// <summary>
    /// Calls an activity function of the app's author; again and again, though not for ever, where its worker was lost, or where the engine
    /// takes the failure of another process's call for its own.
    /// </summary>
    /// <param name="goesOn">Whether to call it again.</param>
    /// <exception cref="ActivityFailedException">It failed, or does not exist.</exception>
    public async Task<JsonAny> Function(string name, JsonAny payload, Func<bool> goesOn)
    {
        TimeSpan pause = options.Pause;
        for (int losses = 1; ; losses++)
        {
            try
            {
                Count(2, payload.Utf8Length);
                JsonAny result = await orchestration.CallFunction(name, payload);
                Count(0, result.Utf8Length);
                return result;
            }
            catch (ActivityFailedException e) when ((e.IsWorkerLost || e.IsOf<HistoryConflictException>()) && losses < MostAttempts && goesOn())
            {
                if (!await Pause(pause))
                {
                    throw;
                }

                pause = Backoff.After(pause, options.LongestPause);
            }
        }
    }

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task Timer(DateTimeOffset due, CancellationToken cancel)
    {
        Count(2, 0);
        try
        {
            await orchestration.CreateTimer(due, cancel);
        }
        catch (ActivityFailedException)
        {
            // A call has failed that another process made under this number (CallStamp). The timer counts as one that fired early.
        }
    }

    /// <summary>Waits until a time has come, however early timers complete, and whatever other machines' clocks say.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task Until(DateTimeOffset due, CancellationToken cancel)
    {
        do
        {
            await Timer(due + orchestration.TimerGrain, cancel);
        }
        while (orchestration.Now < due);
    }

    /// <summary>Waits a while.</summary>
    /// <returns>Whether it did; else the run is over.</returns>
    public async Task<bool> Pause(TimeSpan time)
    {
        try
        {
            await Timer(orchestration.Now + time, _end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<string> Message()
    {
        string message = await orchestration.WaitForMessage();
        Count(1, message.Length);
        return message;
    }

    /// <summary>Ends the pauses: timers that are left would keep the orchestration from ending.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task<string?> Attempt(string activity, string input, Func<int, bool> goesOn)
    {
        TimeSpan pause = options.Pause;
        for (int failures = 0; failures == 0 || goesOn(failures); failures++)
        {
            try
            {
                Count(2, input.Length);
                long stamp = CallStamp.Of(Now);
                string answer = await orchestration.CallActivity(activity, CallStamp.Put(input, stamp, failures > 0 ? redrives : null));
                Count(0, answer.Length);
                if (CallStamp.IsAnswer(answer, stamp))
                {
                    return answer;
                }
            }
            catch (ActivityFailedException e) when (!e.IsOf<UnreadableException>())
            {
                // It may pass.
            }

            if (!await Pause(pause))
            {
                return null;
            }

            pause = Backoff.After(pause, options.LongestPause);
        }

        return null;
    }

    private void Count(int events, int length)
    {
        _events += events;
        _length += length;
    }

    private bool Exceeds(int factor) => _events >= factor * options.HistoryEvents || _length >= (long)factor * options.HistoryLength;
}
