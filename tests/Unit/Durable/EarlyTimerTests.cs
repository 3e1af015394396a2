using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class EarlyTimerTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_timer_that_fires_early_is_set_again_until_its_time_has_come()
    {
        var engine = new EarlyEngine(Begin, [0.2, 0.9, 1.4]);
        using var calls = new DurableCalls(engine, new OrchestrationOptions());
        DateTimeOffset due = Begin.AddSeconds(1);
        await calls.Until(due, default);
        Assert.Equal(Begin.AddSeconds(1.4), engine.Now);

        // The engine cuts a second's fraction off: each time a second more is asked for.
        Assert.Equal([due.AddSeconds(1), due.AddSeconds(1), due.AddSeconds(1)], engine.Asked);
    }

    [Fact]
    public async Task A_timer_that_fires_late_is_set_once()
    {
        var engine = new EarlyEngine(Begin, [1]);
        using var calls = new DurableCalls(engine, new OrchestrationOptions());
        await calls.Until(Begin.AddSeconds(1), default);
        Assert.Single(engine.Asked);
    }

    /// <summary>Fires its timers after so many seconds, whatever they are asked for.</summary>
    private sealed class EarlyEngine(DateTimeOffset begin, double[] fired) : IOrchestration
    {
        private readonly DateTimeOffset _begin = begin;

        public DateTimeOffset Now { get; private set; } = begin;

        public bool IsReplaying => false;

        public List<DateTimeOffset> Asked { get; } = [];

        public Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
        {
            Now = _begin.AddSeconds(fired[Asked.Count]);
            Asked.Add(due);
            return Task.CompletedTask;
        }

        public Task<string> CallActivity(string name, string input) => throw new NotSupportedException();

        public Task<JsonAny> CallFunction(string name, JsonAny input) => throw new NotSupportedException();

        public Task<string> WaitForMessage() => throw new NotSupportedException();

        public void SetStatus(string status) => throw new NotSupportedException();

        public void ContinueAsNew(string input) => throw new NotSupportedException();
    }
}
