using System.Text.RegularExpressions;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Support.Logs;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

public sealed class CloudWatchLogsTests : IDisposable
{
    private const string Group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/g:*";
    private const string Name = "/aws/vendedlogs/states/g";
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";

    private static readonly AccessKey Key = new("id", "secret");

    private readonly VirtualClock _clock = new();
    private readonly LogsDouble _logs = new();
    private readonly HttpClient _http;
    private readonly CloudWatchLogs _target;

    public CloudWatchLogsTests()
    {
        _http = new HttpClient(_logs);
        _target = new CloudWatchLogs(_http, new Uri("http://logs.test/"), new Signer(Key, "us-east-1", "logs", _clock), "token", _clock);
        _logs.Call("CreateLogGroup", JsonMap.Of(("logGroupName", Name)));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>LS test_deleted_log_group</summary>
    [Fact]
    public async Task A_group_that_is_not_there_is_refused_as_AWS_refuses_it()
    {
        await _target.Check(Group, CancellationToken.None);
        await _target.Check(Group, CancellationToken.None);
        _logs.Call("DeleteLogGroup", JsonMap.Of(("logGroupName", Name)));
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(async () => await _target.Check(Group, CancellationToken.None));
        Assert.Equal(
            ("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found."), (refusal.Type, refusal.Message));
    }

    [Theory]
    [InlineData(400, "AccessDeniedException", "AccessDeniedException", 400)]
    [InlineData(403, "UnrecognizedClientException", "AccessDeniedException", 400)]
    [InlineData(500, "InternalFailure", "ServiceUnavailable", 503)]
    public async Task What_the_endpoint_answers_tells_why_a_group_cannot_be_used(int status, string code, string type, int answered)
    {
        _logs.Intercept = _ => LogsDouble.Response(status, JsonMap.Of(("__type", "com.amazonaws.logs#" + code)));
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(async () => await _target.Check(Group, CancellationToken.None));
        Assert.Equal((type, answered), (refusal.Type, refusal.Status));
    }

    [Fact]
    public async Task A_password_in_its_address_is_not_told()
    {
        var target = new CloudWatchLogs(_http, new Uri("http://user:secret@logs.test/base"), null, null, _clock);
        _logs.Intercept = static _ => LogsDouble.Response(500, JsonMap.Empty);
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(async () => await target.Check(Group, CancellationToken.None));
        Assert.StartsWith("The log destination cannot be checked: http://logs.test/base: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("http://logs.test/base", target.Name);
    }

    [Fact]
    public async Task Requests_are_signed()
    {
        var checker = new SignatureChecker([Key], _clock);
        int requests = 0;
        _logs.Intercept = request =>
        {
            byte[] body = request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            string? Header(string name) => name.ToUpperInvariant() switch
            {
                "HOST" => request.RequestUri!.Authority,
                "CONTENT-TYPE" => request.Content.Headers.ContentType!.ToString(),
                _ => request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null,
            };
            checker.Check(new RequestToSign("POST", "/", "", Header, body), "logs");
            Assert.Contains("x-amz-security-token;x-amz-target", Header("Authorization"), StringComparison.Ordinal);
            requests++;
            return null;
        };
        await SendAsync(Record(0));
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task A_machine_has_one_stream_named_as_AWS_names_them()
    {
        await SendAsync(Record(0));
        await SendAsync(Record(1));
        await SendAsync(Record(2, machine: Machine + "2"));
        IReadOnlyList<LogStream> streams = _logs.StreamsOf(Name);
        Assert.Equal([2, 1], streams.Select(static stream => stream.Events.Count));
        Assert.Matches(new Regex("^states/m/2026-01-02-03-04/[0-9a-f]{8}$", RegexOptions.NonBacktracking), streams[0].Name);
        Assert.StartsWith("states/m2/", streams[1].Name, StringComparison.Ordinal);
        Assert.Equal(new LogEvent(_clock.GetUtcNow().ToUnixTimeMilliseconds(), "text 0"), streams[0].Events[0]);
    }

    [Fact]
    public async Task A_stream_that_somebody_deleted_is_begun_again()
    {
        await SendAsync(Record(0));
        _logs.Call("DeleteLogGroup", JsonMap.Of(("logGroupName", Name)));
        await Assert.ThrowsAsync<RefusedException>(() => SendAsync(Record(1)));
        _logs.Call("CreateLogGroup", JsonMap.Of(("logGroupName", Name)));
        await SendAsync(Record(2));
        Assert.Equal("text 2", Assert.Single(Assert.Single(_logs.StreamsOf(Name)).Events).Message);
    }

    [Theory]
    [InlineData(503, "ServiceUnavailableException")]
    [InlineData(400, "ThrottlingException")]
    [InlineData(429, "")]
    public async Task A_failure_that_may_pass_is_no_refusal(int status, string code)
    {
        _logs.Intercept = _ => LogsDouble.Response(status, JsonMap.Of(("__type", code)));
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(Record(0)));
        Assert.IsNotType<RefusedException>(failure);
    }

    [Theory]
    [InlineData("""{"tooOldLogEventEndIndex":2}""", 2)]
    [InlineData("""{"expiredLogEventEndIndex":1,"tooNewLogEventStartIndex":3}""", 2)]
    [InlineData("{}", 0)]
    public async Task Events_that_the_endpoint_rejects_are_counted(string rejected, int count)
    {
        _logs.Intercept = request => request.Headers.GetValues("X-Amz-Target").Single().EndsWith("PutLogEvents", StringComparison.Ordinal)
            ? LogsDouble.Response(200, JsonMap.Of(("rejectedLogEventsInfo", JsonAny.Parse(rejected))))
            : null;
        Assert.Equal(count, await _target.SendAsync([Record(0), Record(1), Record(2), Record(3)], CancellationToken.None));
    }

    /// <summary>The double holds PutLogEvents' limits: 10,000 events, 1 MiB, ascending time, 24 hours.</summary>
    [Fact]
    public async Task Parts_keep_the_limits_of_the_API()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        LogRecord[] records =
        [
            .. Enumerable.Range(0, 10_001).Select(i => Record(i, now.AddMilliseconds(10_001 - i))),
            Record(1, now.AddHours(25)),
            .. Enumerable.Range(0, 5).Select(i => Record(i, now.AddHours(26), new string('ö', 200_000))),
            Record(2, now, machine: Machine + "2"),
        ];
        foreach (IReadOnlyList<LogRecord> part in _target.Split(records))
        {
            await SendAsync([.. part]);
        }

        // The last of the first eleven seconds; what is 25 hours later with two of the large ones, which are 400 kB; the other machine's.
        Assert.Equal([10_000, 1, 3, 2, 1, 1], _logs.Puts);
        Assert.Equal(records.Length, _logs.Puts.Sum());
    }

    private async Task SendAsync(params LogRecord[] part) => Assert.Equal(0, await _target.SendAsync(part, CancellationToken.None));

    private LogRecord Record(int number, DateTimeOffset? time = null, string? text = null, string machine = Machine) =>
        new(Group, machine, machine + ":e", HistoryEventType.PassStateEntered, time ?? _clock.GetUtcNow(), text ?? $"text {number}");
}
