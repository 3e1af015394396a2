using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Support.Logs;

namespace FunctionsAsl.Conformance;

/// <summary>CloudWatch Logs beside the service under test, which sends its records there as to any endpoint.</summary>
internal sealed class LogsOfCase : IAsyncDisposable
{
    private readonly LogsDouble _logs = new() { Region = Symbols.Region, Account = Symbols.Account };
    private readonly HttpClient _http;
    private Exception? _failure;

    public LogsOfCase()
    {
        _http = new HttpClient(_logs);
        Deliveries = LogDeliveries.Open(
            static name => name == LogDeliveries.LogsEndpoint ? "http://logs.test" : null,
            new ServiceOptions { ReportFailure = (_, e) => _failure = e },
            _http);
    }

    public LogDeliveries Deliveries { get; }

    /// <summary>The records of an answer of GetLogEvents.</summary>
    public static JsonList Events(JsonAny answer) =>
        JsonList.Of(((JsonList)((JsonMap)answer)["events"]!).Select(static e => JsonAny.Parse(Case.Text((JsonMap)e, "message")!)));

    /// <summary>Calls an operation of the Logs API; one that reads waits until all is there.</summary>
    /// <param name="settle">Lets everything happen that can happen in the service.</param>
    public async ValueTask<(int Status, JsonAny Body)> CallAsync(
        string operation, JsonMap parameters, Func<ValueTask> settle, CancellationToken cancel)
    {
        string? group = Case.Text(parameters, "logGroupName");
        if (operation is "DescribeLogStreams" or "GetLogEvents")
        {
            // An Express execution that nobody waits for shows its end nowhere else.
            while (Deliveries.Undelivered > 0 || !HasEnded(group!))
            {
                await settle();
                await Task.Delay(1, cancel);
            }
        }

        if (_failure is not null)
        {
            throw new InvalidOperationException("The delivery of logs has failed.", _failure);
        }

        if (operation is "GetLogEvents")
        {
            // The recorded name is an emulator's; AWS's test read the last stream.
            parameters = parameters.With("logStreamName", _logs.StreamsOf(group!)[^1].Name);
        }

        return _logs.Call(operation, parameters);
    }

    private bool HasEnded(string group) =>
        _logs.StreamsOf(group) is [.., { Events: [.., var last] }]
        && Case.Text((JsonMap)JsonAny.Parse(last.Message), "type") is "ExecutionSucceeded" or "ExecutionFailed";

    public async ValueTask DisposeAsync()
    {
        await Deliveries.DisposeAsync();
        _http.Dispose();
    }
}
