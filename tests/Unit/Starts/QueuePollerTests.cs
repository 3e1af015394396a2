using System.Net;
using System.Text;
using System.Threading.Channels;
using FunctionsAsl.Integrations.Starts;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

/// <summary>A queue of SQS, which a rule names by its name.</summary>
public sealed class QueuePollerTests
{
    private const string Rule = """{"Name":"orders","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"arn:aws:sqs:us-east-1:123456789012:incoming"}""";

    [Fact]
    public async Task A_message_starts_an_execution_once_and_is_deleted()
    {
        await using StartFixture fixture = await StartFixture.Create(Rule);
        var queue = new Queue();
        await using QueuePoller poller = Open(fixture, queue);
        poller.Begin();
        Assert.Equal("incoming", TaskFixture.Text(await queue.Next("GetQueueUrl"), "QueueName"));
        queue.Answer("""{"Messages":[{"MessageId":"m-1","ReceiptHandle":"r-1","Body":"{\"n\":1}"}]}""");
        JsonMap asked = await queue.Next("ReceiveMessage");
        Assert.Equal(JsonAny.Parse("""{"QueueUrl":"http://queue/incoming","MaxNumberOfMessages":10,"WaitTimeSeconds":20}"""), asked);
        Assert.Equal("r-1", TaskFixture.Text(await queue.Next("DeleteMessage"), "ReceiptHandle"));
        // It was not deleted in time, and comes again.
        queue.Answer("""{"Messages":[{"MessageId":"m-1","ReceiptHandle":"r-2","Body":"{\"n\":1}"}]}""");
        Assert.Equal("r-2", TaskFixture.Text(await queue.Next("DeleteMessage"), "ReceiptHandle"));
        Assert.Equal(["""orders-m-1 {"n":1}"""], await fixture.Executions());
        Assert.Empty(fixture.Failures);
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    public async Task A_message_may_be_any_JSON(string body)
    {
        await using StartFixture fixture = await StartFixture.Create(Rule);
        var queue = new Queue();
        await using QueuePoller poller = Open(fixture, queue);
        poller.Begin();
        queue.Answer(JsonMap.Of(("Messages", JsonList.Of(JsonMap.Of(("MessageId", "m"), ("ReceiptHandle", "r"), ("Body", body))))).ToString());
        await queue.Next("DeleteMessage");
        Assert.Equal($"orders-m {body}", Assert.Single(await fixture.Executions()));
    }

    [Fact]
    public async Task A_message_that_cannot_start_is_left_and_told_of_once()
    {
        await using StartFixture fixture = await StartFixture.Create(Rule);
        var queue = new Queue();
        await using QueuePoller poller = Open(fixture, queue);
        poller.Begin();
        queue.Answer("""{"Messages":[{"MessageId":"bad","ReceiptHandle":"r-1","Body":"no JSON"}]}""");
        queue.Answer("""{"Messages":[{"MessageId":"bad","ReceiptHandle":"r-2","Body":"no JSON"},{"MessageId":"good","ReceiptHandle":"r-3","Body":"{}"}]}""");
        // The first that is deleted is the good one.
        Assert.Equal("r-3", TaskFixture.Text(await queue.Next("DeleteMessage"), "ReceiptHandle"));
        string note = Assert.Single(fixture.Notes);
        Assert.StartsWith(
            "The message bad of the queue arn:aws:sqs:us-east-1:123456789012:incoming starts nothing: Invalid State Machine Execution Input: ", note, StringComparison.Ordinal);
        Assert.EndsWith(". It is left to the queue's redrive policy.", note, StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
        Assert.Equal(["orders-good {}"], await fixture.Executions());
    }

    [Fact]
    public async Task A_queue_that_does_not_answer_is_told_of_once_and_asked_again()
    {
        await using StartFixture fixture = await StartFixture.Create(Rule);
        var queue = new Queue { IsDown = true };
        await using QueuePoller poller = Open(fixture, queue);
        poller.Begin();
        await queue.Next("GetQueueUrl");
        await fixture.Next();
        await queue.Next("GetQueueUrl");
        queue.IsDown = false;
        await fixture.Next();
        await queue.Next("ReceiveMessage");
        Assert.Equal(
            "The rule orders gets no messages of the queue arn:aws:sqs:us-east-1:123456789012:incoming: SQS refused GetQueueUrl: "
            + "AWS.SimpleQueueService.NonExistentQueue: no such queue. It is tried again every 10 seconds.",
            Assert.Single(fixture.Notes));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task Without_an_endpoint_of_SQS_it_says_what_to_set()
    {
        await using StartFixture fixture = await StartFixture.Create(Rule);
        await using QueuePoller poller = Open(fixture, new Queue(), endpoint: null);
        poller.Begin();
        await StartFixture.Until(() => !fixture.Notes.IsEmpty);
        Assert.Equal(
            "The rule orders gets no messages of the queue arn:aws:sqs:us-east-1:123456789012:incoming: The service 'sqs' has no endpoint: "
            + "set AWS_ENDPOINT_URL_SQS or AWS_ENDPOINT_URL, or ASL_ALLOW_AWS=true for AWS itself. It is tried again every 10 seconds.",
            Assert.Single(fixture.Notes));
        Assert.Empty(fixture.Failures);
    }

    private static QueuePoller Open(StartFixture fixture, Queue queue, string? endpoint = "http://queue") => QueuePoller.Create(
        fixture.Starts,
        new ServiceOptions
        {
            Clock = fixture.Clock,
            ReportFailure = (what, e) => fixture.Failures.Enqueue($"{what}: {e.Message}"),
            ReportNote = fixture.Notes.Enqueue,
        },
        name => name == "AWS_ENDPOINT_URL_SQS" ? endpoint : null,
        null,
        new HttpClient(queue));

    /// <summary>Stands for SQS; a poll waits until there is an answer for it.</summary>
    private sealed class Queue : HttpMessageHandler
    {
        private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
        private readonly Channel<(string Operation, JsonMap Request)> _calls = Channel.CreateUnbounded<(string, JsonMap)>();

        public bool IsDown { get; set; }

        public void Answer(string messages) => _answers.Writer.TryWrite(messages);

        /// <summary>The next call of this operation.</summary>
        public async Task<JsonMap> Next(string operation)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                (string called, JsonMap request) = await _calls.Reader.ReadAsync(limit.Token);
                if (called == operation)
                {
                    return request;
                }
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
            string body = await request.Content!.ReadAsStringAsync(cancellationToken);
            // Whoever is told of the call may change it.
            bool isDown = IsDown;
            await _calls.Writer.WriteAsync((operation, (JsonMap)JsonAny.Parse(body)), cancellationToken);
            if (isDown)
            {
                return Response(HttpStatusCode.BadRequest, """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}""");
            }

            return Response(HttpStatusCode.OK, operation switch
            {
                "GetQueueUrl" => """{"QueueUrl":"http://queue/incoming"}""",
                "ReceiveMessage" => await _answers.Reader.ReadAsync(cancellationToken),
                _ => "{}",
            });
        }

        private static HttpResponseMessage Response(HttpStatusCode status, string body)
        {
            var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            response.Headers.TryAddWithoutValidation("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender");
            return response;
        }
    }
}
