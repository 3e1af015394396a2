using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>An orchestration that says what it waits for.</summary>
/// <remarks>No <c>ConfigureAwait(false)</c> here: an orchestrator must stay on its own thread.</remarks>
internal sealed class WatchedOrchestration(IOrchestration inner, string instance, CaseProgress progress) : IOrchestration
{
    private readonly CaseProgress.Run _run = progress.Begin(instance);

    public DateTimeOffset Now => inner.Now;

    public bool IsReplaying => inner.IsReplaying;

    public TimeSpan TimerGrain => inner.TimerGrain;

    public bool BeginsAnew { get; private set; }

    public async Task<string> CallActivity(string name, string input)
    {
        progress.Change(() => _run.Activities++);
        try
        {
            return await inner.CallActivity(name, Tagged.Text(instance, input));
        }
        finally
        {
            progress.Change(() => _run.Activities--);
        }
    }

    public Task<JsonAny> CallFunction(string name, JsonAny input) => inner.CallFunction(name, input);

    public async Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
    {
        progress.Change(() => _run.Timers++);
        try
        {
            await inner.CreateTimer(due, cancel);
        }
        finally
        {
            progress.Change(() => _run.Timers--);
        }
    }

    public async Task<string> WaitForMessage()
    {
        string message = await inner.WaitForMessage();
        if (!IsReplaying)
        {
            progress.Received(instance);
        }

        return message;
    }

    public void SetStatus(string status) => inner.SetStatus(status);

    public void ContinueAsNew(string input)
    {
        BeginsAnew = true;
        inner.ContinueAsNew(Tagged.Text(instance, input));
    }
}
