using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

/// <summary><c>POST /api/events</c>.</summary>
public sealed class EventStartTests
{
    private const string Orders = """{"Name":"orders","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","EventPattern":{"source":["shop"]}}""";

    private const string Any = """ "EventPattern":{"source":["s"]},""";
    private const string Paid = """ "EventPattern":{"detail":{"state":["paid"]}},"InputPath":"$.detail" """;
    private const string Refunds = """ "EventPattern":{"detail-type":["Refund"]} """;

    [Fact]
    public async Task An_event_starts_the_machine_of_each_rule_that_it_matches_once()
    {
        await using StartFixture fixture = await StartFixture.Create(
            $$"""
            {{Orders}},
            {{Rule("paid", Paid)}},
            {{Rule("refunds", Refunds)}}
            """);
        const string Event = """{"id":"e-1","source":"shop","detail-type":"Order","detail":{"state":"paid"}}""";
        for (int i = 0; i < 2; i++)
        {
            (int status, JsonMap body) = await fixture.Post(Event);
            Assert.Equal(200, status);
            Assert.Equal(
                JsonAny.Parse(
                    """
                    {"FailedEntryCount":0,"Entries":[{"EventId":"e-1","Starts":[
                    {"Rule":"orders","ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:m:orders-e-1"},
                    {"Rule":"paid","ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:m:paid-e-1"}]}]}
                    """),
                body);
            // What came later has another time, and is the same event.
            fixture.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(
            [
                """orders-e-1 {"version":"0","id":"e-1","detail-type":"Order","source":"shop","account":"123456789012","time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":[],"detail":{"state":"paid"}}""",
                """paid-e-1 {"state":"paid"}""",
            ],
            await fixture.Executions());
    }

    [Fact]
    public async Task Entries_are_those_of_PutEvents()
    {
        await using StartFixture fixture = await StartFixture.Create(Orders);
        (int status, JsonMap body) = await fixture.Post(
            """
            {"Entries":[
            {"Source":"shop","DetailType":"Order","Detail":"{\"n\":1}","Time":"2026-01-01T00:00:00Z","Resources":["r"],"EventBusName":"default"},
            {"Source":"bank","DetailType":"Order","Detail":"{}"},
            {"Source":"shop","DetailType":"Order","Detail":"[]"},
            {"DetailType":"Order","Detail":"{}"}]}
            """);
        Assert.Equal(200, status);
        Assert.Equal(2, body["FailedEntryCount"]);
        var entries = (JsonList)body["Entries"]!;
        Assert.Equal(["", "", "MalformedDetail", "InvalidArgument"], entries.Select(static e => TaskFixture.Text(e, "ErrorCode") ?? ""));
        Assert.Empty((JsonList)((JsonMap)entries[1])["Starts"]!);
        string id = TaskFixture.Text(entries[0], "EventId")!;
        Assert.Contains(
            $$"""{"version":"0","id":"{{id}}","detail-type":"Order","source":"shop","account":"123456789012","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":["r"],"detail":{"n":1} """.TrimEnd(),
            Assert.Single(await fixture.Executions()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_refused_stands_beside_those_that_are_not()
    {
        await using StartFixture fixture = await StartFixture.Create(
            Orders + ",{\"Name\":\"lost\",\"StateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:none\",\"EventPattern\":{\"source\":[\"shop\"]}}");
        (_, JsonMap body) = await fixture.Post("""{"source":"shop","detail-type":"Order"}""");
        var starts = (JsonList)((JsonMap)((JsonList)body["Entries"]!)[0])["Starts"]!;
        Assert.Equal([null, "StateMachineDoesNotExist"], starts.Select(static s => TaskFixture.Text(s, "ErrorCode")));
    }

    [Theory]
    [InlineData("""{"detail-type":"Order"}""", "InvalidArgument")]
    [InlineData("""{"source":"shop","detail-type":"Order","id":7}""", "InvalidArgument")]
    [InlineData("""{"Entries":[]}""", "ValidationException")]
    [InlineData("""{"Entries":{}}""", "ValidationException")]
    [InlineData("""[]""", "SerializationException")]
    [InlineData("""{""", "SerializationException")]
    public async Task What_is_no_event_is_refused(string text, string error)
    {
        await using StartFixture fixture = await StartFixture.Create(Orders);
        (int status, JsonMap body) = await fixture.Post(text);
        Assert.Equal((400, error), (status, TaskFixture.Text(body, "error")));
    }

    [Theory]
    [InlineData(""" "Input":"{\"a\":1}" """, """{"a":1}""")]
    [InlineData(""" "Input":{"a":1} """, """{"a":1}""")]
    [InlineData(""" "InputTransformer":{"InputPathsMap":{"n":"$.detail.n","s":"$.detail.s","no":"$.detail.no"},"InputTemplate":"{\"n\":<n>,\"text\":\"<s> is <n>, not <no> or <x>\",\"s\":<s>,\"no\":<no>,\"rule\":<aws.events.rule-name>}"} """,
        """{"n":7,"text":"a \"b\" is 7, not  or <x>","s":"a \"b\"","no":null,"rule":"r"}""")]
    [InlineData(""" "InputTransformer":{"InputTemplate":"{\"id\":\"\\\"\",\"e\":<aws.events.event>}"} """,
        """{"id":"\"","e":{"version":"0","id":"e","detail-type":"t","source":"s","account":"123456789012","time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":[],"detail":{"n":7,"s":"a \"b\""}}}""")]
    public async Task A_rule_says_what_the_input_is(string input, string expected)
    {
        await using StartFixture fixture = await StartFixture.Create(Rule("r", Any + input));
        await fixture.Post("""{"id":"e","source":"s","detail-type":"t","detail":{"n":7,"s":"a \"b\""}}""");
        Assert.Equal("r-e " + expected, Assert.Single(await fixture.Executions()));
    }

    [Theory]
    [InlineData(""" "InputPath":"$.detail.none" """)]
    [InlineData(""" "InputTransformer":{"InputTemplate":"<x>"} """)]
    public async Task An_input_that_cannot_be_made_is_told(string input)
    {
        await using StartFixture fixture = await StartFixture.Create(Rule("r", Any + input));
        (_, JsonMap body) = await fixture.Post("""{"source":"s","detail-type":"t"}""");
        Assert.Contains("InvalidExecutionInput", body.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""rules""", "ASL_STARTS is neither JSON nor the path of a file that can be read")]
    [InlineData("""[{"Name":"a"}]""", "ASL_STARTS: It must be a JSON object.")]
    [InlineData("""{""", "ASL_STARTS is no JSON at line 1, column 2.")]
    [InlineData("""{"Rule":[]}""", "ASL_STARTS: /Rule: There is no such member; there are Rules.")]
    [InlineData("""{}""", "ASL_STARTS: /Rules: It must be an array of rules.")]
    public void A_setting_that_cannot_be_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<SettingException>(() => StartRules.Open(_ => text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"Name":"a b","StateMachineArn":"x","Queue":"q"}""", "/Name: It must have up to 64")]
    [InlineData("""{"Name":"a","StateMachineArn":"x","Queue":"q"}""", "/StateMachineArn: Invalid Arn")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""", ": It must have one of EventPattern, Queue and")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q","EventPattern":{}}""", ": It must have one of EventPattern")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q","ScheduleExpressionTimezone":"UTC"}""", "/ScheduleExpressionTimezone: It goes with")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(1)"}""", "/ScheduleExpression: A rate is")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(1 day)","ScheduleExpressionTimezone":"Mars"}""", "/ScheduleExpressionTimezone: This machine knows")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q","Input":"{"}""", "/Input: It must be JSON.")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q","Input":"1","InputPath":"$"}""", ": It may have one of")]
    [InlineData("""{"Name":"a","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q","InputPath":"$$.x"}""", "/InputPath: It must begin at the event")]
    public void A_rule_that_cannot_be_is_refused_with_its_place(string rule, string message) =>
        Assert.StartsWith("ASL_STARTS: /Rules/0" + message, Assert.Throws<SettingException>(() => StartFixture.Rules(rule)).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_rules_have_two_names() => Assert.Equal(
        "ASL_STARTS: /Rules/1/Name: Another rule has this name.",
        Assert.Throws<SettingException>(() => StartFixture.Rules($"{Orders},{Orders}")).Message);

    [Fact]
    public async Task What_is_no_event_is_told_what_one_is()
    {
        await using StartFixture fixture = await StartFixture.Create(Orders);
        (int status, JsonMap body) = await fixture.Post("""[{"source":"s","detail-type":"t"}]""");
        Assert.Equal(400, status);
        Assert.EndsWith(
            """The body is one event, a JSON object, or {"Entries": […]} with up to 10.""", ((JsonString)body["message"]!).Value, StringComparison.Ordinal);
    }

    private static string Rule(string name, string more) =>
        "{\"Name\":\"" + name + "\",\"StateMachineArn\":\"" + StartFixture.Machine + "\"," + more + "}";
}
