using FunctionsAsl.Json;
using FunctionsAsl.Unit.InProcess;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>DG/eventbridge-integration.</summary>
public sealed class StatusChangeTests
{
    private const string Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e";

    [Fact]
    public async Task A_start_and_an_end_are_told_as_EventBridge_has_them()
    {
        List<JsonMap> told = [];
        await using var host = new Host(statusChanged: told.Add);

        await host.RunAsync("""{"StartAt":"P","States":{"P":{"Type":"Pass","Result":[1.50],"End":true}}}""", """{ "a": 1 }""");

        Assert.Equal(2, told.Count);
        JsonMap begun = Detail(told[0]), ended = Detail(told[1]);
        Assert.Equal(
            ("0", "aws.states", "Step Functions Execution Status Change", "123456789012", "us-east-1", $"[\"{Arn}\"]"),
            (Text(told[0], "version"), Text(told[0], "source"), Text(told[0], "detail-type"), Text(told[0], "account"), Text(told[0], "region"), told[0]["resources"]!.ToString()));
        Assert.Equal(("RUNNING", """{ "a": 1 }""", JsonNull.Instance, JsonNull.Instance), (Text(begun, "status"), Text(begun, "input"), begun["output"], begun["stopDate"]));
        Assert.Equal(("SUCCEEDED", "[1.50]", "NOT_REDRIVABLE"), (Text(ended, "status"), Text(ended, "output"), Text(ended, "redriveStatus")));
        Assert.Equal(begun["startDate"], ended["startDate"]);
        Assert.NotEqual(Text(told[0], "id"), Text(told[1], "id"));
        Assert.True(Guid.TryParse(Text(told[0], "id"), out _));
    }

    [Fact]
    public async Task A_failure_and_a_redrive_are_told()
    {
        List<JsonMap> told = [];
        await using var host = new Host(statusChanged: told.Add);

        string arn = await host.RunAsync("""{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"c"}}}""");
        await host.CallAsync("RedriveExecution", $$"""{"executionArn":"{{arn}}"}""");
        await host.SettleAsync();

        Assert.Equal(["RUNNING", "FAILED", "RUNNING", "FAILED"], told.Select(static change => Text(Detail(change), "status")));
        Assert.Equal(("E", "c", "REDRIVABLE"), (Text(Detail(told[1]), "error"), Text(Detail(told[1]), "cause"), Text(Detail(told[1]), "redriveStatus")));
        Assert.Equal("1", Detail(told[2])["redriveCount"]!.ToString());
        Assert.Equal(4, told.Select(static change => Text(change, "id")).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>What counts is how large it is with its quotes escaped.</summary>
    [Theory]
    [InlineData("OUTPUT", 130 * 1024, 'x', "true -, false true")]
    [InlineData("1", 60_000, '"', "true -, true true")]
    [InlineData("1", 250_000, '"', "false -, false true")]
    [InlineData("OUTPUT", 250_000, '"', "false -, false false")]
    public async Task Data_that_is_too_large_is_left_out(string result, int length, char character, string expected)
    {
        List<JsonMap> told = [];
        await using var host = new Host(statusChanged: told.Add);
        string input = character == '"' ? "[" + string.Join(',', Enumerable.Repeat("\"\"", length / 3)) + "]" : $"\"{new string(character, length)}\"";

        await host.RunAsync("""{"StartAt":"P","States":{"P":{"Type":"Pass",RESULT"End":true}}}""".Replace("RESULT", result == "OUTPUT" ? "" : $"\"Result\":{result},", StringComparison.Ordinal), input);

        Assert.Equal(expected, string.Join(", ", told.Select(static change => $"{Included(change, "input")} {Included(change, "output")}")));
        Assert.All(told, static change => Assert.Equal(Included(change, "input") == "true", Detail(change)["input"] is JsonString));
    }

    [Fact]
    public async Task Nothing_is_told_again_after_a_restart()
    {
        List<JsonMap> told = [];
        await using var host = new Host(statusChanged: told.Add);

        await host.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""");
        await host.RestartAsync();
        await host.MoveToNextAsync();
        await host.SettleAsync();

        Assert.Equal(["RUNNING", "SUCCEEDED"], told.Select(static change => Text(Detail(change), "status")));
    }

    private static JsonMap Detail(JsonMap change) => (JsonMap)change["detail"]!;

    private static string Included(JsonMap change, string what) => Detail(change)[what + "Details"] is JsonMap said ? said["included"]!.ToString() : "-";

    private static string Text(JsonMap of, string name) => ((JsonString)of[name]!).Value;
}
