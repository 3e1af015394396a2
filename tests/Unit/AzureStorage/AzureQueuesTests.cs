using System.Text;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using FunctionsAsl.AzureStorage;
using Xunit;
using QueueMessage = FunctionsAsl.Durable.Ports.QueueMessage;

namespace FunctionsAsl.Unit.AzureStorage;

/// <summary>What goes over the wire, and what its answers become. The answers are those of Queue Storage's REST API.</summary>
public sealed class AzureQueuesTests : IDisposable
{
    private const string Sent =
        """
        <QueueMessagesList><QueueMessage><MessageId>id</MessageId><InsertionTime>Fri, 02 Jan 2026 03:04:05 GMT</InsertionTime>
        <ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime><PopReceipt>receipt/1</PopReceipt>
        <TimeNextVisible>Fri, 02 Jan 2026 03:04:05 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>
        """;

    private static readonly (string, string) Xml = ("Content-Type", "application/xml");

    private readonly StorageAnswers _account = new();
    private readonly HttpClient _http;
    private readonly AzureQueues _queues;

    public AzureQueuesTests()
    {
        _http = new HttpClient(_account);
        QueueClientOptions options = AzureQueues.ClientOptions;
        options.Transport = new HttpClientTransport(_http);
        options.Retry.MaxRetries = 0;
        _queues = new AzureQueues(new QueueServiceClient(new Uri("https://account.test/"), options));
    }

    public void Dispose()
    {
        _http.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task A_message_is_kept_until_it_is_taken()
    {
        _account.Answer(201, Sent, Xml);
        await _queues.Send("q", "<ü>", default);
        Assert.Equal(["POST /q/messages?messagettl=-1"], _account.Asked);
        Assert.Contains($"<MessageText>{Base64("<ü>")}</MessageText>", _account.Headers[0]["body"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_comes_into_being_with_its_first_message()
    {
        _account.Refuse(404, "QueueNotFound").Answer(201).Answer(201, Sent, Xml);
        await _queues.Send("q", "m", default);
        Assert.Equal(["POST /q/messages?messagettl=-1", "PUT /q", "POST /q/messages?messagettl=-1"], _account.Asked);
    }

    [Fact]
    public async Task A_message_that_was_received_can_be_ended_by_its_receipt()
    {
        string text = $"<DequeueCount>1</DequeueCount><MessageText>{Base64("m")}</MessageText>";
        _account.Answer(200, Sent.Replace("</QueueMessage>", text + "</QueueMessage>", StringComparison.Ordinal), Xml).Answer(204);
        QueueMessage? message = await _queues.Receive("q", TimeSpan.FromSeconds(30), default);
        Assert.Equal("m", message!.Text);
        await _queues.Delete("q", message, default);
        Assert.Contains("visibilitytimeout=30", _account.Asked[0], StringComparison.Ordinal);

        // A receipt may have a slash of its own.
        Assert.Equal("DELETE /q/messages/id?popreceipt=receipt/1", Uri.UnescapeDataString(_account.Asked[1]));
    }

    [Fact]
    public async Task An_empty_queue_and_none_give_nothing()
    {
        _account.Answer(200, "<QueueMessagesList />", Xml).Refuse(404, "QueueNotFound");
        Assert.Null(await _queues.Receive("q", TimeSpan.FromSeconds(30), default));
        Assert.Null(await _queues.Receive("q", TimeSpan.FromSeconds(30), default));
    }

    [Theory]
    [InlineData(404, "MessageNotFound")]
    [InlineData(404, "QueueNotFound")]
    [InlineData(400, "PopReceiptMismatch")]
    public async Task A_message_that_is_gone_needs_no_end(int status, string code)
    {
        _account.Refuse(status, code);
        await _queues.Delete("q", new QueueMessage("m", "id/receipt"), default);
        Assert.Single(_account.Asked);
    }

    [Fact]
    public async Task Any_other_refusal_is_a_failure()
    {
        for (int i = 0; i < 4; i++)
        {
            _account.Refuse(403, "AuthorizationFailure");
        }

        await Fails(async () => await _queues.Send("q", "m", default));
        await Fails(async () => await _queues.Receive("q", TimeSpan.FromSeconds(30), default));
        await Fails(async () => await _queues.Delete("q", new QueueMessage("m", "id/receipt"), default));
        await Fails(async () => await _queues.Remove("q", default));

        static async Task Fails(Func<Task> call) => Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
    }

    [Fact]
    public async Task A_queue_that_is_gone_needs_no_removal()
    {
        _account.Answer(204).Refuse(404, "QueueNotFound");
        await _queues.Remove("q", default);
        await _queues.Remove("q", default);
        Assert.Equal(["DELETE /q", "DELETE /q"], _account.Asked);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
