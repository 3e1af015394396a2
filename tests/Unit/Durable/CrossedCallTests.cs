using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>Answers that an engine gives to a call, though they are another's of the same number.</summary>
public sealed class CrossedCallTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task An_answer_is_taken_that_is_the_calls_own()
    {
        var engine = new CrossingEngine(static input => CallStamp.Put("""{"a":1}""", CallStamp.Find(input)!.Value));
        using var calls = new DurableCalls(engine, new OrchestrationOptions());

        Assert.EndsWith("\"a\":1}", await calls.UntilDone("asl-task", """{"b":2}"""), StringComparison.Ordinal);

        string asked = Assert.Single(engine.Asked);
        Assert.Equal($$"""{"asked":{{Begin.ToUnixTimeMilliseconds()}},"b":2}""", asked);
        Assert.Null(CallStamp.FindAgain(asked));
    }

    [Fact]
    public async Task Of_a_release_that_stamped_nothing_any_answer_is_taken()
    {
        var engine = new CrossingEngine(static _ => """{"a":1}""");
        using var calls = new DurableCalls(engine, new OrchestrationOptions());
        Assert.Equal("""{"a":1}""", await calls.UntilDone("asl-task", """{"b":2}"""));
        Assert.Single(engine.Asked);
    }

    [Fact]
    public async Task What_answers_another_call_or_ends_a_timer_is_asked_again()
    {
        Queue<string> crossed = new(["""{"asked":5,"position":0}""", "20", """{"asked":6,"events":[]}"""]);
        var engine = new CrossingEngine(
            input => crossed.TryDequeue(out string? other) ? other : CallStamp.Put("""{"a":1}""", CallStamp.Find(input)!.Value));
        using var calls = new DurableCalls(engine, new OrchestrationOptions(), redrives: 3);

        Assert.EndsWith("\"a\":1}", await calls.UntilDone("asl-task", """{"b":2}"""), StringComparison.Ordinal);

        Assert.Equal([null, 3, 3, 3], engine.Asked.Select(CallStamp.FindAgain));
        Assert.Equal(4, engine.Asked.Select(CallStamp.Find).Distinct().Count());
    }

    [Theory]
    [InlineData("{}", "{\"asked\":-7}")]
    [InlineData("{\"a\":{}}", "{\"asked\":-7,\"a\":{}}")]
    public void Any_object_can_be_stamped(string message, string stamped)
    {
        Assert.Equal(stamped, CallStamp.Put(message, -7));
        Assert.Equal(-7, CallStamp.Find(stamped));
        Assert.Equal(2, CallStamp.FindAgain(CallStamp.Put(message, -7, 2)));
        Assert.True(CallStamp.IsAnswer(stamped, -7));
        Assert.False(CallStamp.IsAnswer(stamped, 7));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"asked":}""")]
    [InlineData("""{"asked":x,"b":1}""")]
    [InlineData("""{"again":true,"asked":1}""")]
    public void What_has_no_stamp_has_none(string message)
    {
        Assert.Null(CallStamp.Find(message));
        Assert.Null(CallStamp.FindAgain(message));
    }

    private sealed class CrossingEngine(Func<string, string> answer) : IOrchestration
    {
        public DateTimeOffset Now { get; private set; } = Begin;

        public bool IsReplaying => false;

        public List<string> Asked { get; } = [];

        public Task<string> CallActivity(string name, string input)
        {
            Asked.Add(input);
            return Task.FromResult(answer(input));
        }

        public Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
        {
            Now = due;
            return Task.CompletedTask;
        }

        public Task<JsonAny> CallFunction(string name, JsonAny input) => throw new NotSupportedException();

        public Task<string> WaitForMessage() => throw new NotSupportedException();

        public void SetStatus(string status) => throw new NotSupportedException();

        public void ContinueAsNew(string input) => throw new NotSupportedException();
    }
}
