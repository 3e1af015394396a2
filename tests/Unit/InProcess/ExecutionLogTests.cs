using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

/// <summary>What <c>loggingConfiguration</c> has logged, as in the recordings of <c>logs/test_logs.py</c>.</summary>
public sealed class ExecutionLogTests
{
    private const string Group = "arn:aws:logs:us-east-1:123456789012:log-group:g:*";
    private const string Execution = "arn:aws:states:us-east-1:123456789012:execution:m:e";
    private const string Pass = """{"StartAt":"State_1","States":{"State_1":{"Type":"Pass","Result":{"Arg1":"argument1"},"End":true}}}""";
    private const string Fail = """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}""";

    /// <summary>test_base[pass_result.json5_ALL_True]</summary>
    [Fact]
    public async Task Records_are_of_the_shape_of_AWS()
    {
        List<LogRecord> logged = await RunAsync(Pass, "ALL", withData: true);
        Assert.All(logged, static record => Assert.Equal(Group, record.LogGroup));
        string time = logged[0].Time.ToUnixTimeMilliseconds().ToString();
        string end = $$"""
            "previous_event_id":"ID","event_timestamp":"{{time}}","execution_arn":"{{Execution}}","redrive_count":"0"}
            """;
        const string Role = "arn:aws:iam::123456789012:role/r";
        Assert.Equal(
            [
                """{"id":"1","type":"ExecutionStarted","details":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"ROLE"},"""
                    .Replace("ROLE", Role, StringComparison.Ordinal) + end.Replace("ID", "0", StringComparison.Ordinal),
                """{"id":"2","type":"PassStateEntered","details":{"input":"{}","inputDetails":{"truncated":false},"name":"State_1"},"""
                    + end.Replace("ID", "0", StringComparison.Ordinal),
                """{"id":"3","type":"PassStateExited","details":{"name":"State_1","output":"{\"Arg1\":\"argument1\"}","outputDetails":{"truncated":false}},"""
                    + end.Replace("ID", "2", StringComparison.Ordinal),
                """{"id":"4","type":"ExecutionSucceeded","details":{"output":"{\"Arg1\":\"argument1\"}","outputDetails":{"truncated":false}},"""
                    + end.Replace("ID", "3", StringComparison.Ordinal),
            ],
            logged.Select(static record => record.Text));
    }

    /// <summary>test_base and test_partial_log_levels</summary>
    [Theory]
    [InlineData(Pass, "ALL", "ExecutionStarted PassStateEntered PassStateExited ExecutionSucceeded")]
    [InlineData(Pass, "ERROR", "")]
    [InlineData(Pass, "OFF", "")]
    [InlineData(Fail, "ALL", "ExecutionStarted FailStateEntered ExecutionFailed")]
    [InlineData(Fail, "ERROR", "FailStateEntered ExecutionFailed")]
    [InlineData(Fail, "FATAL", "ExecutionFailed")]
    [InlineData(Fail, "OFF", "")]
    public async Task A_level_says_what_is_logged(string definition, string level, string types)
    {
        List<LogRecord> logged = await RunAsync(definition, level, withData: false);
        Assert.Equal(types, string.Join(' ', logged.Select(static record => ((JsonString)Read(record)["type"]!).Value)));
        Assert.All(logged, static record => Assert.DoesNotContain("put", record.Text, StringComparison.Ordinal));
        if (types.EndsWith("Failed", StringComparison.Ordinal))
        {
            Assert.Equal("""{"cause":"C","error":"E"}""", Read(logged[^1])["details"]!.ToString());
        }
    }

    /// <summary>DG/cw-logs, "CloudWatch Logs payloads": what counts is how long they are when they are escaped.</summary>
    [Theory]
    [InlineData("x", 253_946, false)]
    [InlineData("x", 253_947, true)]
    [InlineData("ö", 126_973, false)]
    [InlineData("ö", 126_974, true)]
    [InlineData("😀", 63_486, false)]
    [InlineData("😀", 63_487, true)]
    public async Task What_went_in_is_truncated_past_248_KiB(string character, int count, bool truncated)
    {
        await using var host = new Host();
        await CreateAsync(host, Pass, "ALL", withData: true, "STANDARD");
        string input = $"\"{string.Concat(Enumerable.Repeat(character, count))}\"";
        await host.CallAsync("StartExecution", ((JsonMap)JsonAny.Parse(Start)).With("input", input).ToString());
        await host.SettleAsync();
        var details = (JsonMap)Read(host.Logged[0])["details"]!;
        string shown = Host.Text(details, "input");
        Assert.Equal(JsonMap.Of(("truncated", truncated)), details["inputDetails"]);
        Assert.Equal(truncated, shown.Length < input.Length);
        Assert.StartsWith(shown, input, StringComparison.Ordinal);
        Assert.InRange(new JsonString(shown).Utf8Length, (248 * 1024) - 8, 248 * 1024);
    }

    [Fact]
    public async Task Records_count_the_redrives_before_them()
    {
        await using var host = new Host();
        await CreateAsync(host, Fail, "FATAL", false, "STANDARD");
        await host.CallAsync("StartExecution", Start);
        await host.SettleAsync();
        await host.CallAsync("RedriveExecution", $$"""{"executionArn":"{{Execution}}"}""");
        await host.SettleAsync();
        Assert.Equal(["0", "1"], host.Logged.Select(static record => ((JsonString)Read(record)["redrive_count"]!).Value));
    }

    [Fact]
    public async Task An_Express_execution_is_logged_to_its_timeout()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000,"End":true}}}""", "ALL", true, "EXPRESS");
        Task<JsonMap> call = host.CallAsync("StartSyncExecution", Start);
        while (await Task.WhenAny(call, Task.Delay(1)) != call)
        {
            host.Clock.MoveToNext(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(["1", "2", "3"], host.Logged.Select(static record => ((JsonString)Read(record)["id"]!).Value));
        Assert.Equal("\"ExecutionTimedOut\"", Read(host.Logged[^1])["type"]!.ToString());
        Assert.Equal((await call)["executionArn"], Read(host.Logged[^1])["execution_arn"]);
    }

    private const string Start = """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","name":"e","input":"{}"}""";

    private static JsonMap Read(LogRecord record) => (JsonMap)JsonAny.Parse(record.Text);

    private static async Task<List<LogRecord>> RunAsync(string definition, string level, bool withData)
    {
        await using var host = new Host();
        await CreateAsync(host, definition, level, withData, "STANDARD");
        await host.CallAsync("StartExecution", Start);
        await host.SettleAsync();
        return host.Logged;
    }

    private static Task<JsonMap> CreateAsync(Host host, string definition, string level, bool withData, string type) => host.CallAsync(
        "CreateStateMachine",
        JsonMap.Of(
            ("name", "m"),
            ("definition", definition),
            ("roleArn", "arn:aws:iam::123456789012:role/r"),
            ("type", type),
            ("loggingConfiguration", JsonMap.Of(
                ("level", level),
                ("includeExecutionData", withData),
                ("destinations", JsonList.Of([JsonMap.Of(("cloudWatchLogsLogGroup", JsonMap.Of(("logGroupArn", Group))))]))))).ToString());
}
