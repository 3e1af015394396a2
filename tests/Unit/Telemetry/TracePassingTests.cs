using System.Collections.Concurrent;
using System.Net;
using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Tracing;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>What tasks call learns which trace it is a part of, where there is one.</summary>
[Collection(ListeningTests.Name)]
public sealed class TracePassingTests
{
    private const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    private const string Function = "\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"f\"}";
    private const string Queue = "\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody\":\"m\"}";

    [Theory]
    [InlineData(Function, true, null)]
    [InlineData(Function, true, Header)]
    [InlineData(Function, false, Header)]
    [InlineData(Function, false, null)]
    [InlineData(Queue, true, null)]
    [InlineData(Queue, false, Header)]
    [InlineData(Queue, false, null)]
    public async Task A_call_carries_the_span_of_its_state(string task, bool listens, string? header)
    {
        using SpanRecorder? recorder = listens ? new SpanRecorder() : null;
        var service = new HeaderKeeper();
        using var http = new HttpClient(service);
        await using var fixture = new TaskFixture(o => TaskIntegrations.AddTo(
            o with { Lambda = new LambdaEndpoint(http, new Uri("http://functions.test")) },
            static name => name == "AWS_ENDPOINT_URL" ? "http://aws.test:4566" : null,
            own: null,
            http));
        string machine = "t" + Guid.NewGuid().ToString("N");
        await fixture.Create(machine, "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":" + task + ",\"End\":true}}}");
        JsonMap request = JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:" + machine));
        JsonMap started = await fixture.Call("StartExecution", header is null ? request : request.With("traceHeader", header));
        string arn = Text(started, "executionArn")!;
        await fixture.End(arn);
        TraceContext? expected = listens ? Traces.Of(await fixture.Describe(arn), header).In(2) : TraceContext.Parse(header);
        Assert.Equal(expected?.ToHeader(), service.Headers.GetValueOrDefault("X-Amzn-Trace-Id"));
        Assert.Equal(expected is null ? null : $"00-{expected.TraceId}-{expected.SpanId}-01", service.Headers.GetValueOrDefault("traceparent"));
    }
}

/// <summary>A service that remembers the headers that it was called with.</summary>
internal sealed class HeaderKeeper : HttpMessageHandler
{
    public ConcurrentDictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in request.Headers.NonValidated)
        {
            Headers[name] = value.ToString();
        }

        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
    }
}
