using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class RedriveTests : IDisposable
{
    private const string Machine =
        """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}""";

    private readonly MemoryStore _memory = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redrive");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task An_execution_goes_on_from_where_it_failed(bool inMemory, bool crashes)
    {
        bool works = false;
        Host host = Open(inMemory, Function);
        string arn = await host.RunAsync(Machine);
        JsonMap failed = await host.DescribeAsync(arn);
        Assert.Equal(("FAILED", "REDRIVABLE", null), (Host.Text(failed, "status"), Host.Text(failed, "redriveStatus"), failed["redriveStatusReason"]));
        works = true;
        if (crashes)
        {
            host = await CrashAsync(host, inMemory, Function);
        }

        string request = $$"""{"executionArn":"{{arn}}","clientToken":"t"}""";
        JsonMap redriven = await host.CallAsync("RedriveExecution", request);
        await host.SettleAsync();

        JsonMap ended = await host.DescribeAsync(arn);
        Assert.Equal(
            ("SUCCEEDED", "\"done\"", "1", redriven["redriveDate"], "Execution is SUCCEEDED and cannot be redriven", null),
            (Host.Text(ended, "status"), Host.Text(ended, "output"), ended["redriveCount"]!.ToString(), ended["redriveDate"],
                Host.Text(ended, "redriveStatusReason"), ended["error"]));
        Assert.Equal(
            ["ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed", "ExecutionFailed",
                "ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"],
            await host.HistoryAsync(arn));
        JsonMap listed = await host.CallAsync("ListExecutions", """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""");
        var shown = (JsonMap)((JsonList)listed["executions"]!)[0];
        Assert.Equal(("1", redriven["redriveDate"]), (shown["redriveCount"]!.ToString(), shown["redriveDate"]));

        // The token is looked at before the status; another is refused for it.
        Assert.Equal(redriven, await host.CallAsync("RedriveExecution", request));
        Assert.Equal(
            (400, $"Execution {arn} invalid for redrive as: Execution is SUCCEEDED and cannot be redriven"),
            await RefusedAsync(host, $$"""{"executionArn":"{{arn}}","clientToken":"u"}""", "ExecutionNotRedrivable"));
        Assert.Empty(host.Failures);
        await host.DisposeAsync();

        string Function(JsonAny input) => works ? "done" : throw new InvalidOperationException("C");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_survives_a_crash_and_runs_only_once(bool inMemory)
    {
        Host host = Open(inMemory, static _ => "");
        string arn = await host.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""");
        await host.CallAsync("StopExecution", $$"""{"executionArn":"{{arn}}","error":"E"}""");
        string request = $$"""{"executionArn":"{{arn}}"}""";
        (int Status, JsonMap Body)[] answers =
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.TryCallAsync("RedriveExecution", request)));
        Assert.Single(answers, static a => a.Status == 200);
        Assert.Equal(4, answers.Count(static a => a.Body.ToString().Contains("Execution is RUNNING and cannot be redriven", StringComparison.Ordinal)));

        host = await CrashAsync(host, inMemory, static _ => "");
        JsonMap running = await host.DescribeAsync(arn);
        Assert.Equal(
            ("RUNNING", "1", null, null, "Execution is RUNNING and cannot be redriven"),
            (Host.Text(running, "status"), running["redriveCount"]!.ToString(), running["stopDate"], running["error"], Host.Text(running, "redriveStatusReason")));
        await host.MoveToNextAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        Assert.Empty(host.Failures);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_before_stands_for_nothing()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        const string Activity = "arn:aws:states:us-east-1:123456789012:activity:a";
        string arn = await host.RunAsync($$$$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{{{Activity}}}}","End":true}}}""");
        string old = Host.Text(await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}"""), "taskToken");
        await host.CallAsync("StopExecution", $$"""{"executionArn":"{{arn}}"}""");
        await host.CallAsync("RedriveExecution", $$"""{"executionArn":"{{arn}}"}""");
        await host.SettleAsync();
        (_, JsonMap refusal) = await host.TryCallAsync("SendTaskSuccess", $$"""{"taskToken":"{{old}}","output":"1"}""");
        Assert.Equal("TaskTimedOut", Host.Text(refusal, "__type"));
        string token = Host.Text(await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}"""), "taskToken");
        await host.CallAsync("SendTaskSuccess", $$"""{"taskToken":"{{token}}","output":"2"}""");
        Assert.Equal("2", Host.Text(await host.DescribeAsync(arn), "output"));
    }

    [Fact]
    public async Task A_child_that_failed_is_started_anew_by_its_parent()
    {
        bool works = false;
        await using Host host = Open(inMemory: true, _ => works ? "done" : throw new InvalidOperationException("C"));
        await host.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "child"), ("definition", Machine), ("roleArn", "arn:aws:iam::123456789012:role/r")).ToString());
        string arn = await host.RunAsync(
            """
            {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,
                "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child"}}}}
            """);
        await host.SettleAsync();
        Assert.Equal("FAILED", await host.StatusAsync(arn));
        works = true;
        await host.CallAsync("RedriveExecution", $$"""{"executionArn":"{{arn}}"}""");
        await host.SettleAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        JsonMap children = await host.CallAsync("ListExecutions", """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child"}""");
        Assert.Equal(["FAILED", "SUCCEEDED"], ((JsonList)children["executions"]!).Select(static e => Host.Text((JsonMap)e, "status")).Order());
    }

    [Fact]
    public async Task What_cannot_be_redriven_is_refused_by_name()
    {
        await using var host = new Host();
        string arn = await host.RunAsync("""{"StartAt":"F","States":{"F":{"Type":"Fail"}}}""");
        await RefusedAsync(host, $$"""{"executionArn":"{{arn}}x"}""", "ExecutionDoesNotExist");
        await RefusedAsync(host, """{"executionArn":"arn:aws:states:us-east-1:123456789012:express:m:e:1"}""", "InvalidArn");
        Assert.Equal(
            "Labeled Execution ARNs are not supported for this API",
            (await RefusedAsync(host, """{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:m/l:1"}""", "ValidationException")).Message);
        host.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(
            $"Execution {arn} invalid for redrive as: Execution redrivable period exceeded",
            (await RefusedAsync(host, $$"""{"executionArn":"{{arn}}"}""", "ExecutionNotRedrivable")).Message);
    }

    private static async Task<(int Status, string Message)> RefusedAsync(Host host, string request, string error)
    {
        (int status, JsonMap body) = await host.TryCallAsync("RedriveExecution", request);
        Assert.Equal(error, Host.Text(body, "__type"));
        return (status, Host.Text(body, "message"));
    }

    private async Task<Host> CrashAsync(Host host, bool inMemory, Func<JsonAny, string> function)
    {
        await host.DisposeAsync();
        Host next = Open(inMemory, function);
        await next.RecoverAsync();
        return next;
    }

    private Host Open(bool inMemory, Func<JsonAny, string> function) => new(
        inMemory ? _memory : new SqliteStore(Path.Combine(_folder.FullName, "data")),
        handlers => handlers.Add("f", (input, _) => new ValueTask<JsonAny>(new JsonString(function(input)))));
}
