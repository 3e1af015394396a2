using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>tests/Conformance has what AWS recorded; here is what it has not.</summary>
public sealed class OptimizedCallTests
{
    [Theory]
    [InlineData("dynamodb:putItem", """{"TableName":"t","Item":{}}""", "ConditionalCheckFailedException", "DynamoDB.ConditionalCheckFailedException", "AmazonDynamoDBv2")]
    [InlineData("sqs:sendMessage", """{"QueueUrl":"q","MessageBody":"m"}""", "QueueDoesNotExist", "SQS.QueueDoesNotExistException", "AmazonSQS")]
    [InlineData("events:putEvents", """{"Entries":[]}""", "InternalException", "EventBridge.InternalException", "AmazonEventBridge")]
    [InlineData("events:putEvents", """{"Entries":[]}""", "AccessDeniedException", "EventBridge.AmazonEventBridgeException", "AmazonEventBridge")]
    public async Task An_error_has_the_name_of_the_first_SDK(string call, string arguments, string code, string error, string service)
    {
        var services = new Services(400, $$"""{"__type":"{{code}}","message":"m"}""", ("x-amzn-RequestId", "rid"));
        await using TaskFixture fixture = services.Fixture();
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::" + call, arguments));
        Assert.Equal(error, Text(ended, "error"));
        Assert.Equal(
            $"m (Service: {service}; Status Code: 400; Error Code: {code}; Request ID: rid; Proxy: null)", Text(ended, "cause"));
    }

    [Fact]
    public async Task The_result_shows_the_HTTP_side_of_the_answer()
    {
        var services = new Services(200, """{"MessageId":"m"}""", ("x-amzn-RequestId", "rid"), ("Date", "d"), ("Connection", "keep-alive"));
        await using TaskFixture fixture = services.Fixture();
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::sqs:sendMessage", """{"QueueUrl":"q","MessageBody":"m"}"""));
        var output = (JsonMap)Output(ended);
        Assert.Equal(["MessageId", "SdkHttpMetadata", "SdkResponseMetadata"], output.Select(static m => m.Key));
        Assert.Equal("rid", Text(output["SdkResponseMetadata"], "RequestId"));
        var http = (JsonMap)((JsonMap)output["SdkHttpMetadata"]!)["HttpHeaders"]!;
        Assert.Equal(http.Select(static m => m.Key).Order(StringComparer.OrdinalIgnoreCase), http.Select(static m => m.Key));
    }

    [Fact]
    public async Task A_task_waits_for_its_token_after_the_call()
    {
        var services = new Services(200, """{"MessageId":"m"}""");
        await using TaskFixture fixture = services.Fixture();
        await fixture.Create("m", Machine(
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken", """{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}}"""));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");
        string token = Text(JsonAny.Parse(Text(JsonAny.Parse(services.Body), "MessageBody")!), "t")!;
        await fixture.Call("SendTaskSuccess", JsonMap.Of(("taskToken", token), ("output", "1")));
        Assert.Equal("1", Text(await fixture.End(arn), "output"));
    }

    [Fact]
    public async Task An_event_says_where_it_comes_from()
    {
        var services = new Services(200, """{"Entries":[{"EventId":"e"}],"FailedEntryCount":0}""");
        await using TaskFixture fixture = services.Fixture();
        await fixture.Run(Machine("arn:aws:states:::events:putEvents", """{"Entries":[{"Detail":{"a":1},"Resources":["r"]}]}"""));
        Assert.Equal(
            $$"""{"Entries":[{"Detail":"{\"a\":1}","Resources":["r","{{Prefix}}stateMachine:m","{{Prefix}}execution:m:e"]}]}""", services.Body);
    }
}
