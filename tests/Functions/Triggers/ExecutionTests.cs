using System.Text.Json;
using FunctionsAsl.Functions.Adapters;
using FunctionsAsl.Functions.Logging;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Moq;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>An execution on its way through the triggers, which a context in place of the engine leads to each other.</summary>
public sealed class ExecutionTests
{
    public const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private const string Tasks =
        """
        {"StartAt":"Grow","States":{
          "Grow":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Grow","Next":"Receipt"},
          "Receipt":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:WriteReceipt","End":true}}}
        """;

    private readonly TestApp _app = TestApp.Create(new TaskHandlers().Add("Grow", Grow));

    [Fact]
    public async Task It_ends_with_what_its_handler_and_its_function_made_of_the_input()
    {
        await _app.Call("PUT", "/api/state-machines/m", Tasks);
        await _app.Call("POST", "/api/state-machines/m/executions?name=e", "{}");
        List<string> calls = [];
        await _app.Activities.Execute(Context(calls), Assert.Single(_app.Started));

        // What the handler made is long: it went to and fro packed, but to the author's function as it is.
        Assert.Equal(["asl-task", "asl-advance", "WriteReceipt 10011", "asl-save"], calls);
        using var shown = JsonDocument.Parse(await _app.Call("GET", "/api/executions/m/e"));
        Assert.Equal("SUCCEEDED", shown.RootElement.GetProperty("status").GetString());
        Assert.Contains("written", shown.RootElement.GetProperty("output").ToString(), StringComparison.Ordinal);
        Assert.Empty(_app.Failures);
    }

    [Fact]
    public async Task The_sweep_starts_what_was_never_started_and_says_so()
    {
        await _app.Call("PUT", "/api/state-machines/m", Tasks);
        await _app.Call("POST", "/api/state-machines/m/executions?name=e", "{}");
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        var log = new LogLines<SweepTrigger>();
        var sweep = new SweepTrigger(_app.Service, _app.Client, log);
        await sweep.Run(new TimerInfo(), _app.Durable, default);
        Assert.Equal(2, _app.Started.Count);
        Assert.StartsWith(
            "Warning: The sweep had to mend something: 1 state machines, 1 running executions",
            Assert.Single(log.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_with_nothing_to_mend_is_not_told_of()
    {
        await _app.Call("PUT", "/api/state-machines/m", Tasks);
        var log = new LogLines<SweepTrigger>();
        await new SweepTrigger(_app.Service, _app.Client, log).Run(new TimerInfo(), _app.Durable, default);
        Assert.Empty(log.Lines);
    }

    private static ValueTask<JsonAny> Grow(JsonAny input, CancellationToken cancel) =>
        new(JsonAny.Parse($$"""{"text":"{{new string('x', 10_000)}}"}"""));

    private TaskOrchestrationContext Context(List<string> calls)
    {
        var context = new Mock<TaskOrchestrationContext>();
        context.Setup(c => c.CurrentUtcDateTime).Returns(() => _app.Clock.GetUtcNow().UtcDateTime);
        context.Setup(c => c.WaitForExternalEvent<JsonText>(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(new TaskCompletionSource<JsonText>().Task);
        context.Setup(c => c.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns(static (DateTime _, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel));
        context.Setup(c => c.CallActivityAsync<JsonText>(It.IsAny<TaskName>(), It.IsAny<object>(), It.IsAny<TaskOptions>()))
            .Returns((TaskName name, object? input, TaskOptions? _) =>
            {
                var text = (JsonText)input!;
                calls.Add(text.Text.Length < 4096 ? name.Name : $"{name.Name} {text.Text.Length}");
                return name.Name switch
                {
                    "asl-task" => _app.Activities.RunTask(text, _app.Durable, default),
                    "asl-advance" => _app.Activities.Advance(text, _app.Durable, default),
                    "asl-save" => _app.Activities.Save(text, _app.Durable, default),
                    _ => Task.FromResult(new JsonText("\"written\"")),
                };
            });
        return context.Object;
    }
}
