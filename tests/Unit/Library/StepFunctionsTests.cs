using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Library;

public sealed partial class StepFunctionsTests
{
    private const string Charge =
        """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Charge","End":true}}}""";

    private const string Ask =
        """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
          "Parameters":{"FunctionName":"Ask","Payload":{"token.$":"$$.Task.Token"}},"End":true}}}
        """;

    private static readonly Order Given = new("A-1", 2480);

    internal sealed record Order(string Id, long Cents);

    internal sealed record Receipt(string OrderId, long ChargedCents);

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Receipt))]
    internal sealed partial class Types : JsonSerializerContext;

    [Fact]
    public async Task A_handler_has_types_of_its_author()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler<Order, Receipt>("Charge", static (order, _) => Task.FromResult(new Receipt(order.Id, order.Cents))));
        Assert.Equal(new Receipt("A-1", 2480), await workflows.RunAsync<Receipt>(Charge, Given));
        Assert.Equal("""{"orderId":"A-1","chargedCents":2480}""", await workflows.RunAsync(Charge, """{"id":"A-1","cents":2480}"""));
        JsonNode? output = await workflows.RunAsync(Charge, new JsonObject { ["ID"] = "A-1" });
        Assert.Equal("A-1", (string?)output!["orderId"]);
    }

    [Fact]
    public async Task A_handler_reads_half_a_surrogate_pair_as_the_replacement_character()
    {
        const string Input = """{ "id": "A\ud83d", "cents": 1 }""";
        string? seen = null;
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler<Order, Receipt>("Charge", static (order, _) => Task.FromResult(new Receipt(order.Id, order.Cents)))
            .AddTaskHandler("Look", (JsonNode? input, CancellationToken _) =>
            {
                seen = (string?)input!["id"];
                return Task.FromResult<JsonNode?>(null);
            }));
        Assert.Equal("{\"orderId\":\"A\uFFFD\",\"chargedCents\":1}", await workflows.RunAsync(Charge, Input));
        await workflows.RunAsync(Charge.Replace("Charge", "Look", StringComparison.Ordinal), Input);
        Assert.Equal("A\uFFFD", seen);
    }

    [Theory]
    [InlineData(null, 90.0)]
    [InlineData(0.5, 0.5)]
    [InlineData(40_000.0, null)]
    [InlineData(double.PositiveInfinity, null)]
    public void Executions_are_kept_as_long_as_the_options_say(double? days, double? expected)
    {
        using var http = new HttpClient();
        var options = new StepFunctionsOptions
        {
            File = "any.db",
            Retention = days is not { } asked ? null : double.IsInfinity(asked) ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(asked),
        };
        Assert.Equal(expected, options.ToTasks(http).Service.Retention?.TotalDays);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Retention = TimeSpan.FromDays(-1));
    }

    [Fact]
    public async Task Types_of_a_context_are_written_as_it_says()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions().AddTaskHandler(
            "Charge", static (order, _) => Task.FromResult(new Receipt(order.Id, order.Cents)), Types.Default.Order, Types.Default.Receipt));
        Assert.Equal(new Receipt("A-1", 2480), await workflows.RunAsync(Charge, Given, Types.Default.Order, Types.Default.Receipt));
        Assert.Equal("""{"OrderId":"A-1","ChargedCents":2480}""", await workflows.RunAsync(Charge, """{"Id":"A-1","Cents":2480}"""));
    }

    [Fact]
    public async Task Types_are_written_as_the_options_say()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions { Json = json }
            .AddTaskHandler<DayOfWeek, DayOfWeek>("Charge", static (day, _) => Task.FromResult(day + 1)));
        Assert.Equal("\"Tuesday\"", await workflows.RunAsync(Charge, "\"Monday\""));
        Assert.Equal(DayOfWeek.Friday, await workflows.RunAsync<DayOfWeek>(Charge, DayOfWeek.Thursday));
    }

    [Fact]
    public async Task A_handler_without_a_result_gives_null()
    {
        List<Order> charged = [];
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler<Order>("Charge", (order, _) =>
            {
                charged.Add(order);
                return Task.CompletedTask;
            }));
        Assert.Equal("null", await workflows.RunAsync(Charge, """{"id":"A-1","cents":2480}"""));
        Assert.Null(await workflows.RunAsync<Receipt>(Charge, Given));
        Assert.Equal([Given, Given], charged);
    }

    [Fact]
    public async Task Numbers_pass_through_JSON_as_they_were_written()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler("Charge", static (input, _) => Task.FromResult(input)));
        Assert.Equal("[1.0,12345678901234567890,null]", await workflows.RunAsync(Charge, "[1.0,12345678901234567890,null]"));
    }

    [Fact]
    public async Task A_failure_has_its_error_and_its_execution()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler<Order, Receipt>("Charge", static (_, _) => throw new TaskFailedException("CardRefused", "no money")));
        ExecutionFailedException failed = await Assert.ThrowsAsync<ExecutionFailedException>(() => workflows.RunAsync(Charge));
        Assert.Equal(("CardRefused", "no money", "FAILED: CardRefused: no money"), (failed.Error, failed.Cause, failed.Message));
        Assert.Equal("FAILED", (await workflows.DescribeAsync(failed.Execution.Arn)).Status);
    }

    [Fact]
    public async Task Input_that_is_none_of_the_type_fails_the_task()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler<Order, Receipt>("Charge", static (order, _) => Task.FromResult(new Receipt(order.Id, order.Cents))));
        ExecutionFailedException failed = await Assert.ThrowsAsync<ExecutionFailedException>(() => workflows.RunAsync(Charge, """{"cents":"many"}"""));
        Assert.Equal("JsonException", failed.Error);
    }

    [Fact]
    public async Task What_is_refused_is_refused_in_the_words_of_AWS()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync();
        Assert.Equal("InvalidDefinition", (await Assert.ThrowsAsync<StepFunctionsException>(() => workflows.RunAsync("{}"))).Type);
        Assert.Equal("InvalidExecutionInput", (await Assert.ThrowsAsync<StepFunctionsException>(() => workflows.RunAsync(Charge, "{"))).Type);
        Assert.Equal("StateMachineDoesNotExist", (await Assert.ThrowsAsync<StepFunctionsException>(() => workflows.StartAsync("none"))).Type);
        StepFunctionsException refused = await Assert.ThrowsAsync<StepFunctionsException>(() => workflows.CallAsync("Dance", []));
        Assert.Equal("UnknownOperationException", refused.Type);
    }

    [Fact]
    public async Task A_run_that_nobody_waits_for_is_stopped()
    {
        using var cancel = new CancellationTokenSource();
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions()
            .AddTaskHandler("Charge", async (_, given) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, given);
                return null;
            }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workflows.RunAsync(Charge, cancel: cancel.Token));
        JsonObject machines = await workflows.CallAsync("ListStateMachines", []);
        JsonObject executions = await workflows.CallAsync(
            "ListExecutions", new JsonObject { ["stateMachineArn"] = (string?)machines["stateMachines"]![0]!["stateMachineArn"] });
        Assert.Equal("ABORTED", (string?)executions["executions"]![0]!["status"]);
    }

    [Fact]
    public async Task An_execution_in_a_file_goes_on_in_the_next_process()
    {
        string folder = Directory.CreateTempSubdirectory("asl-library-").FullName;
        string? token = null;
        string arn;
        var asked = new TaskCompletionSource();
        StepFunctionsOptions Options() => new StepFunctionsOptions { File = Path.Combine(folder, "asl.db") }
            .AddTaskHandler<JsonObject, string>("Ask", (input, _) =>
            {
                token = (string?)input["token"];
                asked.TrySetResult();
                return Task.FromResult("asked");
            });
        await using (StepFunctions first = await StepFunctions.OpenAsync(Options()))
        {
            await first.PutStateMachineAsync("ask", Ask);
            Assert.Equal(await first.PutStateMachineAsync("ask", Ask), await first.PutStateMachineAsync("ask", Ask.Replace("\"T\"", "\"Ask\"", StringComparison.Ordinal)));
            arn = await first.StartAsync("ask", name: "e");
            Assert.Equal(arn, await first.StartAsync("ask", name: "e"));
            await asked.Task;
            Assert.True((await first.DescribeAsync(arn)).IsRunning);
        }

        await using (StepFunctions next = await StepFunctions.OpenAsync(Options()))
        {
            Task<FunctionsAsl.Execution> ended = next.WaitAsync(arn);
            await next.CallAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "42" });
            Assert.Equal(("SUCCEEDED", "42"), ((await ended).Status, (await ended).Output));
            List<ExecutionEvent> history = [];
            await foreach (ExecutionEvent e in next.ReadHistoryAsync(arn))
            {
                history.Add(e);
            }

            Assert.Equal(("ExecutionStarted", "Ask", "ExecutionSucceeded"), (history[0].Type, history[1].StateName, history[^1].Type));
            await next.StopAsync(arn);
            Assert.True((await next.DescribeAsync(arn)).IsSucceeded);
        }

        Directory.Delete(folder, recursive: true);
    }
}
