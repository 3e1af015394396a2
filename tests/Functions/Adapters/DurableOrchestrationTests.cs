using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;
using Microsoft.DurableTask;
using Moq;
using Xunit;

namespace FunctionsAsl.Functions.Adapters;

public sealed class DurableOrchestrationTests
{
    private const string Activity = "asl-save";

    private static readonly string Long = $$"""{"text":"{{new string('x', 10_000)}}"}""";

    private readonly Mock<TaskOrchestrationContext> _context = new(MockBehavior.Strict);
    private readonly DurableOrchestration _orchestration;

    public DurableOrchestrationTests() => _orchestration = new DurableOrchestration(_context.Object);

    [Fact]
    public async Task A_call_of_its_own_is_packed_both_ways()
    {
        JsonText asked = default;
        _context.Setup(c => c.CallActivityAsync<JsonText>(Activity, It.IsAny<object>(), null))
            .Callback((TaskName _, object? input, TaskOptions? _) => asked = (JsonText)input!)
            .ReturnsAsync(new JsonText(Envelope.Seal(Long)));
        Assert.Equal(Long, await _orchestration.CallActivity(Activity, Long));
        Assert.InRange(asked.Text.Length, 1, Long.Length / 10);
        Assert.Equal(Long, Envelope.Open(asked.Text));
    }

    [Fact]
    public async Task A_function_of_the_author_gets_plain_JSON()
    {
        Returns(new JsonText("""{"receipt":1.50}"""), Long);
        Assert.Equal("""{"receipt":1.50}""", (await _orchestration.CallFunction(Activity, JsonAny.Parse(Long))).ToString());
    }

    [Fact]
    public async Task A_function_without_a_result_gives_null()
    {
        Returns(default, "{}");
        Assert.Same(JsonNull.Instance, await _orchestration.CallFunction(Activity, JsonAny.Parse("{}")));
    }

    [Theory]
    [InlineData("System.ArgumentException", "costs nothing", "System.ArgumentException")]
    [InlineData("(unknown)", "The function 'f' does not exist: it is not an activity function.", "(unknown)")]
    [InlineData("(unknown)", "Exception while executing function: Functions.f", "Exception")]
    public async Task A_failure_has_the_name_that_Retry_and_Catch_match(string type, string message, string name)
    {
        var failure = new TaskFailedException(Activity, 1, new TaskFailureDetails(type, message, "trace", null, null));
        _context.Setup(c => c.CallActivityAsync<JsonText>(Activity, It.IsAny<object>(), null)).ThrowsAsync(failure);
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => _orchestration.CallActivity(Activity, "{}"),
            () => _orchestration.CallFunction(Activity, JsonAny.Parse("{}")),
        })
        {
            ActivityFailedException thrown = await Assert.ThrowsAsync<ActivityFailedException>(call);
            Assert.Equal((name, message, "trace"), (thrown.Type, thrown.Message, thrown.Trace));
        }
    }

    [Theory]
    [InlineData("Microsoft.Azure.WebJobs.Host.FunctionInvocationException", true)]
    [InlineData("System.InvalidOperationException", false)]
    [InlineData("(unknown)", false)]
    public async Task A_failure_that_only_the_host_speaks_of_is_a_lost_worker(string type, bool isLost)
    {
        var failure = new TaskFailedException(
            Activity, 1, new TaskFailureDetails(type, "Exception while executing function: Functions.f", null, null, null));
        _context.Setup(c => c.CallActivityAsync<JsonText>(Activity, It.IsAny<object>(), null)).ThrowsAsync(failure);
        ActivityFailedException thrown = await Assert.ThrowsAsync<ActivityFailedException>(
            () => _orchestration.CallFunction(Activity, JsonAny.Parse("{}")));
        Assert.Equal(isLost, thrown.IsWorkerLost);
    }

    [Fact]
    public async Task It_hands_on_all_else()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        using var cancel = new CancellationTokenSource();
        _context.Setup(c => c.CurrentUtcDateTime).Returns(time);
        _context.Setup(c => c.IsReplaying).Returns(true);
        _context.Setup(c => c.CreateTimer(time.AddHours(1), cancel.Token)).Returns(Task.CompletedTask);
        _context.Setup(c => c.WaitForExternalEvent<JsonText>("message", CancellationToken.None)).ReturnsAsync(new JsonText("{}"));
        _context.Setup(c => c.SetCustomStatus("status"));
        JsonText next = default;
        _context.Setup(c => c.ContinueAsNew(It.IsAny<JsonText>(), true)).Callback((object? input, bool _) => next = (JsonText)input!);

        Assert.Equal(new DateTimeOffset(time), _orchestration.Now);
        Assert.True(_orchestration.IsReplaying);
        await _orchestration.CreateTimer(new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(2)).AddHours(1), cancel.Token);
        Assert.Equal("{}", await _orchestration.WaitForMessage());
        _orchestration.SetStatus("status");
        _orchestration.ContinueAsNew(Long);
        Assert.Equal(Long, Envelope.Open(next.Text));
        _context.VerifyAll();
    }

    private void Returns(JsonText output, string input) =>
        _context.Setup(c => c.CallActivityAsync<JsonText>(Activity, new JsonText(input), null)).ReturnsAsync(output);
}
