using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Azure;

/// <summary>What tasks send to Event Grid and Service Bus, and what becomes of the answers. No service answers here, but a double.</summary>
public sealed class MessagesTests
{
    private const string Bindings =
        """
        {"Queues":{"fifo.fifo":{"ServiceBus":"https://n.servicebus.windows.net/orders"}},
         "Topics":{"alerts":{"EventGrid":"https://e.eventgrid.azure.net"},"bus":{"ServiceBus":"https://n.servicebus.windows.net/topic"}},
         "EventBuses":{"default":{"EventGrid":"https://e.eventgrid.azure.net/api/events"}}}
        """;

    private readonly FixedToken _identity = new("tok");

    [Fact]
    public async Task An_event_of_a_bus_is_a_CloudEvent()
    {
        var azure = new Services(200, "");
        JsonMap ended = await Run(azure, "events:putEvents", """{"Entries":[{"Source":"shop","DetailType":"order","Detail":{"n":1}}]}""");
        JsonAny sent = Assert.Single((JsonList)JsonAny.Parse(azure.Body));
        var output = (JsonMap)Output(ended);
        Assert.Equal("POST https://e.eventgrid.azure.net/api/events?api-version=2018-01-01", azure.Line);
        Assert.Equal(
            ("Bearer tok", "application/cloudevents-batch+json; charset=utf-8", "https://eventgrid.azure.net/.default"),
            (azure.Headers["Authorization"], azure.Headers["Content-Type"], _identity.Scope));
        Assert.Equal(
            ("1.0", "shop", "order", """{"n":1}""", $"{Prefix}stateMachine:m,{Prefix}execution:m:e"),
            (Text(sent, "specversion"), Text(sent, "source"), Text(sent, "type"), ((JsonMap)sent)["data"]!.ToString(), Text(sent, "resources")));
        Assert.Equal(Text(sent, "id"), Text(((JsonList)output["Entries"]!)[0], "EventId"));
    }

    [Fact]
    public async Task A_message_of_a_topic_goes_to_Event_Grid()
    {
        var azure = new Services(200, "");
        JsonMap ended = await Run(azure, "sns:publish", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:alerts","Message":"m","Subject":"s"}""");
        JsonAny sent = Assert.Single((JsonList)JsonAny.Parse(azure.Body));
        Assert.Equal("""{"Message":"m","Subject":"s"}""", ((JsonMap)sent)["data"]!.ToString());
        Assert.Equal(Text(sent, "id"), Text(Output(ended), "MessageId"));
    }

    [Fact]
    public async Task A_message_of_a_queue_keeps_its_group_and_attributes_in_Service_Bus()
    {
        var azure = new Services(201, "");
        JsonMap ended = await Run(azure, "sqs:sendMessage", """
            {"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/fifo.fifo","MessageBody":"b","MessageGroupId":"gü","MessageDeduplicationId":"d",
             "MessageAttributes":{"n":{"DataType":"Number","StringValue":"7"},"s":{"DataType":"String","StringValue":"é"}}}
            """);
        Assert.Equal(("POST https://n.servicebus.windows.net/orders/messages", "b"), (azure.Line, azure.Body));
        Assert.Equal("""{"MessageId":"d","SessionId":"g\u00fc"}""", azure.Headers["BrokerProperties"]);
        Assert.Equal(("7", "\"\\u00e9\"", "https://servicebus.azure.net/.default"), (azure.Headers["n"], azure.Headers["s"], _identity.Scope));
        Assert.Equal(("d", "92eb5ffee6ae2fec3ad71c777531578f"), (Text(Output(ended), "MessageId"), Text(Output(ended), "MD5OfMessageBody")));
    }

    [Theory]
    [InlineData("sqs:sendMessage", """{"QueueUrl":"fifo.fifo","MessageBody":"b","MessageAttributes":{"Authorization":{"DataType":"String","StringValue":"x"}}}""", "SQS.UnsupportedOperationException", "An attribute of the name 'Authorization' is not supported")]
    [InlineData("sqs:sendMessage", """{"QueueUrl":"fifo.fifo","MessageBody":"b","MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"x"}}}""", "SQS.UnsupportedOperationException", "The type 'Binary' of the attribute 'a' is not supported")]
    [InlineData("aws-sdk:sqs:receiveMessage", """{"QueueUrl":"fifo.fifo"}""", "Sqs.UnsupportedOperationException", "The operation ReceiveMessage is not supported")]
    [InlineData("sns:publish", """{"TopicArn":"alerts","Message":"m","MessageStructure":"json"}""", "SNS.AmazonSNSException", "The field 'MessageStructure' is not supported")]
    [InlineData("events:putEvents", """{"Entries":[{"Source":"s","DetailType":"d","Detail":"no"}]}""", "EventBridge.AmazonEventBridgeException", "Detail is malformed.")]
    public async Task What_cannot_be_had_there_is_refused_by_name(string call, string arguments, string error, string cause)
    {
        var azure = new Services(200, "");
        JsonMap ended = await Run(azure, call, arguments);
        Assert.Equal(error, Text(ended, "error"));
        Assert.StartsWith(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Null(azure.Line);
    }

    [Theory]
    [InlineData(401, "SNS.AmazonSNSException", "Status Code: 403; Error Code: AccessDeniedException")]
    [InlineData(404, "SNS.NotFoundException", "Status Code: 404; Error Code: NotFound")]
    [InlineData(503, "SNS.AmazonSNSException", "Status Code: 400; Error Code: ThrottlingException")]
    [InlineData(500, "SNS.AmazonSNSException", "Status Code: 500; Error Code: InternalFailure")]
    public async Task A_refusal_fails_the_task_as_the_service_would(int status, string error, string cause)
    {
        JsonMap ended = await Run(new Services(status, "secret"), "sns:publish", """{"TopicArn":"bus","Message":"m"}""");
        Assert.Equal(error, Text(ended, "error"));
        Assert.Contains(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Text(ended, "cause"), StringComparison.Ordinal);
    }

    private async Task<JsonMap> Run(Services azure, string call, string arguments)
    {
        using var http = new HttpClient(azure);
        await using var fixture = new TaskFixture(o => TaskIntegrations.AddTo(
            o, static _ => null, own: null, http, new HostAbilities
            {
                Bound = AzureBindings.Open(
                    static name => name == "ASL_BINDINGS" ? Bindings : null, OwnAccount.ByConnectionString("UseDevelopmentStorage=true"), _ => _identity, http, o.Service.Clock),
            }));
        return await fixture.Run(Machine("arn:aws:states:::" + call, arguments));
    }
}
