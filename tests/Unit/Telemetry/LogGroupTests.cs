using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Support.Logs;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>What CreateStateMachine and UpdateStateMachine answer to a destination that cannot be.</summary>
public sealed class LogGroupTests : IAsyncDisposable
{
    private const string Group = "arn:aws:logs:us-east-1:123456789012:log-group:g:*";
    private const string Gone = "arn:aws:logs:us-east-1:123456789012:log-group:gone:*";

    private readonly LogsDouble _logs = new();
    private readonly HttpClient _http;
    private readonly LogDeliveries _deliveries;
    private readonly InProcessService _with;
    private readonly InProcessService _without = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions());

    public LogGroupTests()
    {
        _http = new HttpClient(_logs);
        _deliveries = LogDeliveries.Open(static name => name == LogDeliveries.LogsEndpoint ? "http://logs.test" : null, new ServiceOptions(), _http);
        _with = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions { Service = _deliveries.AddTo(new ServiceOptions()) });
        _logs.Call("CreateLogGroup", JsonMap.Of(("logGroupName", "g")));
    }

    public async ValueTask DisposeAsync()
    {
        await _with.DisposeAsync();
        await _without.DisposeAsync();
        await _deliveries.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>The second: hashicorp/terraform-provider-aws issue 17682; the last: LS test_sfn_api_logs.</summary>
    [Theory]
    [InlineData("g", "'g' is not the ARN of a log group.")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:g", "Log Group ARN must be provided with '*' qualifier.")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s", "'arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s' is not the ARN of a log group.")]
    [InlineData(null, "Must specify exactly one Log Destination.")]
    public async Task A_destination_is_the_ARN_of_a_log_group(string? arn, string problem)
    {
        foreach (InProcessService service in (InProcessService[])[_with, _without])
        {
            Assert.Equal(("InvalidLoggingConfiguration", "Invalid Logging Configuration: " + problem), await CreateAsync(service, arn, "ALL"));
        }
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_not_waited_for_long()
    {
        var clock = new VirtualClock();
        using var http = new HttpClient(new SilentHandler());
        await using var deliveries = LogDeliveries.Open(
            static name => name == LogDeliveries.LogsEndpoint ? "http://logs.test" : null, new ServiceOptions { Clock = clock }, http);
        await using var service = InProcessService.Create(
            new MemoryStore(), new TaskRunnerOptions { Service = deliveries.AddTo(new ServiceOptions { Clock = clock }) });
        Task<(string, string)> answer = CreateAsync(service, Group, "ALL");
        while (!answer.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(
            ("ServiceUnavailable", "The log destination cannot be checked: http://logs.test/: It did not answer in time."), await answer);
    }

    [Fact]
    public async Task Without_an_endpoint_any_log_group_will_do()
    {
        Assert.Equal(("", ""), await CreateAsync(_without, Gone, "ALL"));
    }

    [Fact]
    public async Task With_an_endpoint_the_log_group_must_be_there()
    {
        (string, string) notFound = ("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found.");
        Assert.Equal(notFound, await CreateAsync(_with, Gone, "ERROR"));
        Assert.Equal(("", ""), await CreateAsync(_with, Group, "ALL"));
        Assert.Equal(notFound, await UpdateAsync(Gone, "ALL"));
        Assert.Equal(("", ""), await UpdateAsync(Gone, "OFF"));
        Assert.Equal(("", ""), await UpdateAsync(Group, "FATAL"));
    }

    private static Task<(string Type, string Message)> CreateAsync(InProcessService service, string? arn, string level) => CallAsync(
        service,
        "CreateStateMachine",
        JsonMap.Of(
            ("name", "m"),
            ("definition", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"""),
            ("roleArn", "arn:aws:iam::123456789012:role/r"),
            ("loggingConfiguration", Logging(arn, level))));

    private Task<(string Type, string Message)> UpdateAsync(string arn, string level) => CallAsync(
        _with,
        "UpdateStateMachine",
        JsonMap.Of(
            ("stateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:m"), ("loggingConfiguration", Logging(arn, level))));

    private static JsonMap Logging(string? arn, string level) => JsonMap.Of(
        ("level", level),
        ("destinations", JsonList.Of([JsonMap.Of(("cloudWatchLogsLogGroup", arn is null ? JsonMap.Empty : JsonMap.Of(("logGroupArn", arn))))])));

    private static async Task<(string Type, string Message)> CallAsync(InProcessService service, string operation, JsonMap request)
    {
        ApiResponse answer = await service.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(request.ToString()), CancellationToken.None);
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        return answer.Status == 200 ? ("", "") : (answer.ErrorType!, ((JsonString)body["message"]!).Value);
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("It has answered.");
        }
    }
}
