using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

public sealed class SdkCallTests
{
    private const string Sdk = "arn:aws:states:::aws-sdk:";

    [Fact]
    public async Task Members_are_written_and_shown_in_PascalCase()
    {
        var services = new Services(200, """{"logGroups":[{"logGroupName":"g","creationTime":5,"unknown":1}]}""");
        JsonMap ended = await Run(services, "cloudwatchlogs:describeLogGroups", """{"LogGroupNamePrefix":"p","Limit":"3"}""");
        Assert.Equal("POST http://aws.test:4566/", services.Line);
        Assert.Equal("""{"logGroupNamePrefix":"p","limit":3}""", services.Body);
        Assert.Equal("Logs_20140328.DescribeLogGroups", services.Headers["X-Amz-Target"]);
        Assert.Equal("""{"LogGroups":[{"LogGroupName":"g","CreationTime":5}]}""", Output(ended).ToString());
    }

    [Theory]
    [InlineData("""{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("5", "5")]
    [InlineData("\"text\"", "text")]
    public async Task JSON_becomes_text_where_the_model_wants_a_text(string given, string sent)
    {
        var services = new Services(200, """{"MessageId":"m"}""");
        await Run(services, "sqs:sendMessage", $$"""{"QueueUrl":"http://q","MessageBody":{{given}}}""");
        Assert.Equal(sent, ((JsonString)((JsonMap)JsonAny.Parse(services.Body))["MessageBody"]!).Value);
    }

    // LS test_s3_put_object: also of a text its JSON.
    [Theory]
    [InlineData("\"text data\"", "\"text data\"")]
    [InlineData("""{"Dict":"Value"}""", """{"Dict":"Value"}""")]
    public async Task A_stream_has_the_JSON_of_what_it_is_given(string given, string sent)
    {
        var services = new Services(200, "");
        await Run(services, "s3:putObject", $$"""{"Bucket":"b","Key":"a b/c","Body":{{given}}}""");
        Assert.Equal("PUT http://aws.test:4566/b/a%20b/c", services.Line);
        Assert.Equal(sent, services.Body);
        Assert.Equal("text/plain; charset=UTF-8", services.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_checksum_goes_with_what_is_stored()
    {
        // As AWS has it for the same bytes (LS test_s3_put_object[dict]).
        var services = new Services(200, "");
        await Run(services, "s3:putObject", """{"Bucket":"b","Key":"k","Body":{"Dict":"Value"}}""");
        Assert.Equal("hnEfWw==", services.Headers["x-amz-checksum-crc32"]);
    }

    [Fact]
    public async Task A_blob_that_is_none_is_shown_as_it_is()
    {
        var services = new Services(200, """{"Records":[{"SequenceNumber":"1","Data":"***","PartitionKey":"p"}]}""");
        JsonMap ended = await Run(services, "kinesis:getRecords", """{"ShardIterator":"x"}""");
        Assert.Equal("""{"Records":[{"SequenceNumber":"1","Data":"***","PartitionKey":"p"}]}""", Output(ended).ToString());
    }

    [Fact]
    public async Task What_an_error_says_is_cut_to_what_a_cause_may_have()
    {
        JsonMap ended = await Run(
            new Services(403, $$"""{"__type":"x","message":"{{new string('x', 100_000)}}"}"""), "sqs:sendMessage", """{"QueueUrl":"http://q","MessageBody":"m"}""");
        Assert.InRange(Text(ended, "cause")!.Length, 32_768, 33_000);
    }

    [Fact]
    public async Task A_body_that_never_comes_ends_with_the_clients_limit()
    {
        using var http = new HttpClient(new Endless()) { Timeout = TimeSpan.FromMilliseconds(50) };
        await using var fixture = new TaskFixture(
            o => TaskIntegrations.AddTo(o, static name => name == "AWS_ENDPOINT_URL" ? "http://aws.test" : null, null, http));
        JsonMap ended = await fixture.Run(Machine(Sdk + "sqs:sendMessage", """{"QueueUrl":"http://q","MessageBody":"m"}"""));
        Assert.Equal("Sqs.SdkClientException", Text(ended, "error"));
    }

    [Fact]
    public async Task A_blob_is_shown_as_text_where_it_is_one()
    {
        JsonMap ended = await Run(new Services(200, "some text"), "s3:getObject", """{"Bucket":"b","Key":"k"}""");
        Assert.Equal("some text", Text(Output(ended), "Body"));
        ended = await Run(new Services(200, """{"CiphertextBlob":"/w=="}"""), "kms:encrypt", """{"KeyId":"k","Plaintext":"p"}""");
        Assert.Equal("/w==", Text(Output(ended), "CiphertextBlob"));
    }

    // faults.md L4
    [Theory]
    [InlineData("sqs:sendMessage", """{"QueueUrl":"q","messageBody":"m"}""", "The field \"messageBody\" is not supported by Step Functions")]
    [InlineData("dynamodb:putItem", """{"TableName":"t","Item":{"id":{"s":"1"}}}""", "The field \"s\" is not supported by Step Functions")]
    [InlineData("sqs:sendMessage", """{"QueueUrl":"q"}""", "The field 'MessageBody' is required but was missing")]
    [InlineData("dynamodb:putItem", """{"TableName":"t","Item":[]}""", "The value of the field 'Item' has an invalid format")]
    [InlineData("cloudwatchlogs:describeLogGroups", """{"Limit":"many"}""", "The value of the field 'Limit' has an invalid format")]
    public async Task Arguments_that_the_operation_does_not_take_fail_the_task(string call, string arguments, string problem)
    {
        var services = new Services(200, "{}");
        JsonMap ended = await Run(services, call, arguments);
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.Contains($"could not be used to start the Task: [{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Null(services.Line);
    }

    [Theory]
    [InlineData("dynamodb:putItem", """{"TableName":"t","Item":{}}""", 400, """{"__type":"x#ConditionalCheckFailedException","message":"m"}""",
        "DynamoDb.ConditionalCheckFailedException", "m (Service: DynamoDb, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)")]
    [InlineData("secretsmanager:listSecrets", "{}", 400, """{"__type":"ValidationException","message":"m"}""",
        "SecretsManager.SecretsManagerException", "m (Service: SecretsManager, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)")]
    [InlineData("s3:getObject", """{"Bucket":"b","Key":"k"}""", 404, "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>",
        "S3.NoSuchKeyException", "m (Service: S3, Status Code: 404, Request ID: rid, Extended Request ID: ext) (SDK Attempt Count: 1)")]
    [InlineData("rds:startDBInstance", """{"DBInstanceIdentifier":"d"}""", 404, "<ErrorResponse><Error><Code>DBInstanceNotFound</Code><Message>m</Message></Error></ErrorResponse>",
        "Rds.DbInstanceNotFoundException", "m (Service: Rds, Status Code: 404, Request ID: rid) (SDK Attempt Count: 1)")]
    public async Task An_error_has_the_name_of_the_SDK(string call, string arguments, int status, string body, string error, string cause)
    {
        (string, string)[] headers = call.StartsWith("s3", StringComparison.Ordinal)
            ? [("x-amz-request-id", "rid"), ("x-amz-id-2", "ext")]
            : [("x-amzn-RequestId", "rid")];
        JsonMap ended = await Run(new Services(status, body, headers), call, arguments);
        Assert.Equal((error, cause), (Text(ended, "error"), Text(ended, "cause")));
    }

    [Fact]
    public async Task An_answer_that_is_none_is_an_error_of_the_client()
    {
        JsonMap ended = await Run(new Services(200, "no json"), "sqs:listQueues", "{}");
        Assert.Equal("Sqs.SdkClientException", Text(ended, "error"));
    }

    [Fact]
    public async Task The_token_of_a_call_that_is_made_again_is_the_same()
    {
        var services = new Services(200, """{"CommandId":"c"}""");
        await using TaskFixture fixture = services.Fixture();
        await fixture.Run(Machine(Sdk + "athena:startQueryExecution", """{"QueryString":"select 1"}"""));
        string token = Text(JsonAny.Parse(services.Body), "ClientRequestToken")!;
        await fixture.End(await fixture.Start("m", name: "other"));
        Assert.True(Guid.TryParse(token, out _));
        Assert.NotEqual(token, Text(JsonAny.Parse(services.Body), "ClientRequestToken"));
    }

    [Theory]
    [InlineData("nothing:listQueues")]
    [InlineData("sqs:listNothing")]
    [InlineData("sqs:sendMessage.sync")]
    public async Task What_there_is_not_is_said(string call)
    {
        await using TaskFixture fixture = new Services(200, "{}").Fixture();
        JsonMap request = JsonMap.Of(("name", "m"), ("definition", Machine(Sdk + call, "{}")), ("roleArn", Role));
        try
        {
            await fixture.Call("CreateStateMachine", request);
        }
        catch (Xunit.Sdk.XunitException e)
        {
            // What no AWS has is refused when it is defined.
            Assert.Contains("not recognized", e.Message, StringComparison.Ordinal);
            return;
        }

        JsonMap ended = await fixture.End(await fixture.Start("m"));
        Assert.Contains($"The service integration 'aws-sdk:{call}' is not supported yet", Text(ended, "cause"), StringComparison.Ordinal);
    }

    private static async Task<JsonMap> Run(Services services, string call, string arguments)
    {
        await using TaskFixture fixture = services.Fixture();
        return await fixture.Run(Machine(Sdk + call, arguments));
    }

    /// <summary>Answers with headers, and with a body that does not come.</summary>
    private sealed class Endless : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new Never() });

        private sealed class Never : HttpContent
        {
            protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => Task.Delay(Timeout.Infinite);

            protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken) =>
                Task.Delay(Timeout.Infinite, cancellationToken);

            protected override bool TryComputeLength(out long length)
            {
                length = 0;
                return false;
            }
        }
    }
}
