using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

public sealed class HandlerTests
{
    private const string Invoke = "arn:aws:states:::lambda:invoke";

    private static TaskFixture With(Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler) =>
        new(o => o with { Handlers = new TaskHandlers().Add("f", handler) });

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f:PROD")]
    [InlineData("arn:aws:lambda:eu-west-1:999999999999:function:f:7")]
    public async Task A_function_named_by_its_arn_gets_the_input_and_gives_the_result(string arn)
    {
        await using TaskFixture fixture = With((input, _) => new(JsonList.Of(input)));
        Assert.Equal("""[{"x":1}]""", Output(await fixture.Run(Machine(arn), """{"x":1}""")).ToString());
    }

    [Theory]
    [InlineData("f", "$LATEST")]
    [InlineData("f:3", "3")]
    [InlineData("123456789012:function:f", "$LATEST")]
    [InlineData("123456789012:function:f:PROD", "PROD")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f", "$LATEST")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f:PROD", "PROD")]
    public async Task Invoke_finds_the_function_however_it_is_named(string name, string version)
    {
        await using TaskFixture fixture = With((input, _) => new(input));
        var output = (JsonMap)Output(await fixture.Run(Machine(Invoke, $$$"""{"FunctionName":"{{{name}}}","Payload":{"a":"é"}}""")));
        Assert.Equal(version, Text(output, "ExecutedVersion"));
        Assert.Equal("""{"a":"é"}""", output["Payload"]!.ToString());
    }

    [Fact]
    public async Task Invoke_answers_in_the_order_and_with_the_headers_of_AWS()
    {
        await using TaskFixture fixture = With((_, _) => new("HelloWorld!"));
        var output = (JsonMap)Output(await fixture.Run(Machine(Invoke, """{"FunctionName":"f","LogType":"Tail"}""")));
        Assert.Equal(
            ["ExecutedVersion", "LogResult", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"], output.Select(m => m.Key));
        var metadata = (JsonMap)output["SdkHttpMetadata"]!;
        Assert.Equal(
            [
                "X-Amz-Log-Result", "X-Amz-Executed-Version", "x-amzn-Remapped-Content-Length", "Connection", "x-amzn-RequestId",
                "Content-Length", "Date", "X-Amzn-Trace-Id", "Content-Type",
            ],
            ((JsonMap)metadata["AllHttpHeaders"]!).Select(m => m.Key));
        Assert.Equal("13", Text(metadata["HttpHeaders"], "Content-Length"));
        Assert.Equal("Fri, 02 Jan 2026 03:04:05 GMT", Text(metadata["HttpHeaders"], "Date"));
        Assert.Equal(Text(output["SdkResponseMetadata"], "RequestId"), Text(metadata["HttpHeaders"], "x-amzn-RequestId"));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("null", "{}")]
    [InlineData("\"0.0\"", "0.0")]
    [InlineData("\"[]\"", "[]")]
    [InlineData("\"\\\"x\\\"\"", "\"x\"")]
    public async Task The_payload_may_be_given_as_text(string payload, string received)
    {
        await using TaskFixture fixture = With((input, _) => new(input));
        JsonAny output = Output(await fixture.Run(Machine(Invoke, "{\"FunctionName\":\"f\",\"Payload\":" + payload + "}")));
        Assert.Equal(received, ((JsonMap)output)["Payload"]!.ToString());
    }

    [Fact]
    public async Task A_payload_that_is_text_but_not_JSON_is_refused()
    {
        await using TaskFixture fixture = With((input, _) => new(input));
        JsonMap described = await fixture.Run(Machine(Invoke, """{"FunctionName":"f","Payload":"Hello"}"""));
        Assert.Equal("Lambda.InvalidRequestContentException", Text(described, "error"));
        Assert.StartsWith(
            "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'Hello'",
            Text(described, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Event", "202", true)]
    [InlineData("DryRun", "204", false)]
    public async Task Invoke_need_not_wait_for_the_function(string type, string status, bool runs)
    {
        var ran = new TaskCompletionSource();
        await using TaskFixture fixture = With((input, _) =>
        {
            ran.SetResult();
            throw new InvalidOperationException("nobody sees this");
        });
        var output = (JsonMap)Output(
            await fixture.Run(Machine(Invoke, $$"""{"FunctionName":"f","InvocationType":"{{type}}"}""")));
        Assert.Equal(status, output["StatusCode"]!.ToString());
        Assert.False(output.Contains("Payload"));
        if (runs)
        {
            await ran.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
        else
        {
            Assert.False(ran.Task.IsCompleted);
        }
    }

    public static TheoryData<Func<JsonAny, CancellationToken, ValueTask<JsonAny>>, string, string> Failures => new()
    {
        { (_, _) => throw new TaskFailedException("My.Error", "because"), "My.Error", "because" },
        { (_, _) => ValueTask.FromException<JsonAny>(new TaskFailedException("My.Error", null)), "My.Error", "" },
        {
            (_, _) => throw new FormatException("bad"), "FormatException",
            """{"errorMessage": "bad", "errorType": "FormatException", "stackTrace": ["""
        },
        {
            (_, _) => ValueTask.FromException<JsonAny>(new FormatException("bad")), "FormatException",
            """{"errorMessage": "bad", "errorType": "FormatException", "stackTrace": ["at """
        },
        { (_, _) => throw new OperationCanceledException("own"), "OperationCanceledException", """{"errorMessage": "own", """ },
        { (_, _) => new((JsonAny)null!), "Lambda.Unknown", "The task's handler returned no value." },
        {
            (_, _) => throw new FunctionFailedException(JsonMap.Of(("errorMessage", "m"), ("errorType", "E"))), "E",
            """{"errorMessage": "m", "errorType": "E"}"""
        },
        {
            (_, _) => throw new FunctionFailedException(JsonMap.Of(("errorMessage", "killed"))), "Lambda.Unknown",
            """The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage": "killed"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failing_handler_fails_the_task(
        Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler, string error, string causeStart)
    {
        await using TaskFixture fixture = With(handler);
        JsonMap described = await fixture.Run(Machine(Function("f")));
        Assert.Equal("FAILED", Text(described, "status"));
        Assert.Equal(error, Text(described, "error"));
        Assert.StartsWith(causeStart, Text(described, "cause") ?? "", StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task Through_invoke_the_cause_is_compact()
    {
        await using TaskFixture fixture = With((_, _) => ValueTask.FromException<JsonAny>(new FormatException("a: b")));
        JsonMap described = await fixture.Run(Machine(Invoke, """{"FunctionName":"f"}"""));
        Assert.StartsWith(
            """{"errorMessage":"a: b","errorType":"FormatException","stackTrace":["at """, Text(described, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g", "arn:aws:lambda:us-east-1:123456789012:function:g:$LATEST")]
    [InlineData("g:2", "arn:aws:lambda:us-east-1:123456789012:function:g:2")]
    public async Task An_unknown_function_fails_as_on_AWS(string name, string arn)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(Machine(Invoke, $$"""{"FunctionName":"{{name}}"}"""));
        Assert.Equal("Lambda.ResourceNotFoundException", Text(described, "error"));
        Assert.Matches(
            "^Function not found: " + Regex.Escape(arn)
            + @" \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$",
            Text(described, "cause"));
    }

    [Theory]
    [InlineData("{}", "The field 'FunctionName' is required but was missing")]
    [InlineData("""{"FunctionName":7}""", "The value of the field 'FunctionName' has an invalid format")]
    [InlineData(
        """{"FunctionName":"f","InvocationType":"Later"}""",
        "The field 'InvocationType' should have one of these values: [RequestResponse, Event, DryRun]")]
    public async Task Wrong_parameters_of_invoke_cannot_start_the_task(string parameters, string problem)
    {
        await using TaskFixture fixture = With((input, _) => new(input));
        JsonMap described = await fixture.Run(Machine(Invoke, parameters));
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.EndsWith($"The Parameters '{parameters}' could not be used to start the Task: [{problem}]", Text(described, "cause")!);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("f:1:2")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:")]
    public async Task A_name_that_no_function_can_have_is_refused(string name)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(Machine(Invoke, $$"""{"FunctionName":"{{name}}"}"""));
        Assert.Equal("Lambda.ValidationException", Text(described, "error"));
    }

    [Fact]
    public async Task A_handler_that_hangs_is_cancelled_when_the_task_times_out()
    {
        var cancelled = new TaskCompletionSource();
        await using TaskFixture fixture = With(async (input, cancel) =>
        {
            cancel.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return input;
        });
        await fixture.Create("m", Machine(Function("f"), more: "\"TimeoutSeconds\":3,"));
        JsonMap described = await fixture.EndInTime(await fixture.Start("m"));
        Assert.Equal("States.Timeout", Text(described, "error"));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_function_can_hand_its_token_on()
    {
        string? token = null;
        await using TaskFixture fixture = With((input, _) =>
        {
            token = Text(input, "token");
            return new(JsonAny.Null);
        });
        await fixture.Create(
            "m", Machine(Invoke + ".waitForTaskToken", """{"FunctionName":"f","Payload":{"token.$":"$$.Task.Token"}}"""));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");
        await fixture.Call("SendTaskSuccess", JsonMap.Of(("taskToken", token!), ("output", "[1]")));
        Assert.Equal("[1]", Output(await fixture.End(arn)).ToString());
    }

    [Theory]
    [InlineData("arn:aws:states:::sqs:sendMessage", "sqs:sendMessage")]
    [InlineData("arn:aws:states:::dynamodb:getItem", "dynamodb:getItem")]
    [InlineData("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3:getObject")]
    public async Task Other_integrations_say_that_they_are_not_supported(string resource, string name)
    {
        await using TaskFixture fixture = new();
        JsonMap described = await fixture.Run(
            Machine(resource, "{}", """ "Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}], """));
        Assert.Equal("States.Runtime", Text(described, "error"));
        Assert.Contains($"The service integration '{name}' is not supported yet.", Text(described, "cause"), StringComparison.Ordinal);
    }
}
