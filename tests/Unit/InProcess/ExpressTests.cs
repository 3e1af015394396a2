using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class ExpressTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    private const string Start = $$"""{"stateMachineArn":"{{Machine}}","name":"e","input":"{\"a\": 1}"}""";

    [Fact]
    public async Task Answers_with_the_output()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""");
        JsonObject answer = await host.CallAsync("StartSyncExecution", Start);
        Assert.Equal("\"SUCCEEDED\"", answer["status"]!.ToString());
        Assert.Equal("""{"a": 1}""", ((JsonString)answer["output"]!).Value);
        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:express:m:e:", ((JsonString)answer["executionArn"]!).Value, StringComparison.Ordinal);
        Assert.Equal("""{"billedDurationInMilliseconds":100,"billedMemoryUsedInMB":64}""", answer["billingDetails"]!.ToString());
    }

    [Fact]
    public async Task A_failure_is_an_answer_too()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E","Cause":"c"}}}""");
        JsonObject answer = await host.CallAsync("StartSyncExecution", Start);
        Assert.Equal(("\"FAILED\"", "\"E\"", "\"c\""), (answer["status"]!.ToString(), answer["error"]!.ToString(), answer["cause"]!.ToString()));
        Assert.Null(answer["output"]);
        Assert.Equal("""{"included":true}""", answer["outputDetails"]!.ToString()); // faults.md L19, measured.
    }

    [Fact]
    public async Task Tasks_are_tried_again_after_their_back_off()
    {
        int attempts = 0;
        await using var host = new Host(handlers: h => h.Add(
            "F", (_, _) => ++attempts < 3 ? throw new TaskFailedException("E", "c") : new ValueTask<JsonValue>(attempts)));
        await CreateAsync(host, """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true,
              "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":10}]}}}
            """);
        JsonObject answer = await PassTimeAsync(host, host.CallAsync("StartSyncExecution", Start), TimeSpan.FromMinutes(1));
        Assert.Equal("\"3\"", answer["output"]!.ToString());
        Assert.Equal("30000", ((JsonObject)answer["billingDetails"]!)["billedDurationInMilliseconds"]!.ToString());
    }

    [Fact]
    public async Task Five_minutes_are_all_it_gets()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":301,"End":true}}}""");
        JsonObject answer = await PassTimeAsync(host, host.CallAsync("StartSyncExecution", Start), TimeSpan.FromMinutes(6));
        Assert.Equal("\"TIMED_OUT\"", answer["status"]!.ToString());
    }

    [Fact]
    public async Task Nothing_of_it_is_kept()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        await host.CallAsync("StartSyncExecution", Start);
        await host.CallAsync("StartSyncExecution", Start);
        (_, JsonObject refusal) = await host.TryCallAsync("ListExecutions", $$"""{"stateMachineArn":"{{Machine}}"}""");
        Assert.Contains("StateMachineTypeNotSupported", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Standard_machine_is_refused()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""", "STANDARD");
        (int status, JsonObject refusal) = await host.TryCallAsync("StartSyncExecution", Start);
        Assert.Equal(400, status);
        Assert.Contains("StateMachineTypeNotSupported", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_one_runs_again_after_a_crash_and_once_without()
    {
        int runs = 0;
        var go = new TaskCompletionSource();
        await using var host = new Host(handlers: h => h.Add("F", async (_, cancel) =>
        {
            Interlocked.Increment(ref runs);
            await go.Task.WaitAsync(cancel);
            return 1;
        }));
        await CreateAsync(host, """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}
            """);
        JsonObject started = await host.CallAsync("StartExecution", Start);
        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:express:m:e:", ((JsonString)started["executionArn"]!).Value, StringComparison.Ordinal);
        await UntilAsync(() => runs == 1);

        await host.RestartAsync();
        await UntilAsync(() => runs == 2);
        go.SetResult();
        await UntilAsync(() => host.Ends.Count == 1);
        Assert.Equal(("SUCCEEDED", "1"), host.Ends[0]);

        await UntilAsync(() => host.Store.Records<ExpressStart>().List("", null, 1, default).AsTask().Result.Items.Count == 0);
        await host.RestartAsync();
        await host.SettleAsync();
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task What_cannot_be_kept_of_it_is_refused()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        string arn = ((JsonString)(await host.CallAsync("StartExecution", Start))["executionArn"]!).Value;
        foreach (string operation in (string[])["DescribeExecution", "GetExecutionHistory", "StopExecution"])
        {
            (int status, JsonObject refusal) = await host.TryCallAsync(operation, $$"""{"executionArn":"{{arn}}"}""");
            Assert.Equal(400, status);
            Assert.Equal(
                """{"__type":"InvalidArn","message":"Invalid Arn: 'Resource type not valid in this context: express'"}""", refusal.ToString());
        }
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        while (!happened())
        {
            await Task.Delay(1);
        }
    }

    private static Task<JsonObject> CreateAsync(Host host, string definition, string type = "EXPRESS") => host.CallAsync(
        "CreateStateMachine",
        JsonObject.Of(("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("type", type)).ToString());

    /// <summary>Moves the clock whenever the call waits for it: to timers that are not further away than <paramref name="longest"/>.</summary>
    private static async Task<JsonObject> PassTimeAsync(Host host, Task<JsonObject> call, TimeSpan longest)
    {
        while (await Task.WhenAny(call, Task.Delay(1)) != call)
        {
            host.Clock.MoveToNext(longest);
        }

        return await call;
    }
}
