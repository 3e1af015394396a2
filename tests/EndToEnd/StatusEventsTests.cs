using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>ASL_STATUS_EVENTS</c>: who is told of changes of status.</summary>
public sealed class StatusEventsTests : IDisposable
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asl-status-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_address_gets_each_by_POST_and_again_where_it_was_busy()
    {
        await using ServiceDouble hook = (await ServiceDouble.StartAsync()).With("POST /hook", (503, "{}"), (200, "{}"));

        (string arn, JsonAny[] told) = await RunAsync(hook, 3, hook.Address + "/hook");

        Assert.Equal(["RUNNING", "RUNNING", "SUCCEEDED"], told.Select(static change => change.At("detail").Text("status")));
        Assert.Equal(told[0].Text("id"), told[1].Text("id"));
        Assert.All(told, change => Assert.Equal(arn, change.At("detail").Text("executionArn")));
    }

    [Fact]
    public async Task A_queue_gets_each_as_a_message()
    {
        await using ServiceDouble sqs = (await ServiceDouble.StartAsync())
            .With("POST /", (200, """{"QueueUrl":"http://127.0.0.1/123456789012/changes"}"""), (200, """{"MessageId":"1","MD5OfMessageBody":"x"}"""));

        (_, JsonAny[] told) = await RunAsync(sqs, 3, "arn:aws:sqs:us-east-1:123456789012:changes", ("AWS_ENDPOINT_URL_SQS", sqs.Address));

        Assert.Equal("changes", told[0].Text("QueueName"));
        Assert.Equal(
            ["RUNNING", "SUCCEEDED"], told[1..].Select(static message => JsonAny.Parse(message.Text("MessageBody")).At("detail").Text("status")));
    }

    [Fact]
    public async Task An_event_bus_gets_each_as_an_entry()
    {
        const string Bus = "arn:aws:events:us-east-1:123456789012:event-bus/default";
        await using ServiceDouble events = (await ServiceDouble.StartAsync())
            .With("POST /", (200, """{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"""));

        (_, JsonAny[] told) = await RunAsync(events, 2, Bus, ("AWS_ENDPOINT_URL_EVENTBRIDGE", events.Address));

        JsonAny entry = told[1].List("Entries")[0];
        Assert.Equal((Bus, "aws.states", "Step Functions Execution Status Change"), (entry.Text("EventBusName"), entry.Text("Source"), entry.Text("DetailType")));
        Assert.Equal("SUCCEEDED", JsonAny.Parse(entry.Text("Detail")).Text("status"));
    }

    [Fact]
    public async Task What_is_no_target_is_refused_at_the_start()
    {
        Outcome served = await Asl.RunAsync([("ASL_STATUS_EVENTS", "arn:aws:sns:us-east-1:123456789012:t")], "serve", "--memory", "--port", "0");

        Assert.Equal(2, served.Code);
        Assert.Contains("ASL_STATUS_EVENTS is an address", served.Errors, StringComparison.Ordinal);
    }

    /// <summary>Runs an execution to its end on a server that tells of it.</summary>
    /// <returns>Its ARN, and the bodies of so many calls of the target.</returns>
    private async Task<(string Arn, JsonAny[] Told)> RunAsync(
        ServiceDouble target, int count, string setting, params (string Name, string Value)[] variables)
    {
        var server = new Server(Path.Combine(_folder.FullName, "asl.db"))
        {
            Variables = new([new("ASL_STATUS_EVENTS", setting), .. variables.Select(static v => KeyValuePair.Create(v.Name, v.Value))]),
        };
        await server.InitializeAsync();
        try
        {
            using Api api = server.Connect();
            string arn = await api.StartAsync(await api.CreateAsync("m", Pass), "e");
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (target.Calls.Length < count)
            {
                await Task.Delay(20, limit.Token);
            }

            return (arn, [.. target.Calls.Select(static call => JsonAny.Parse(call[call.IndexOf('{', StringComparison.Ordinal)..]))]);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
