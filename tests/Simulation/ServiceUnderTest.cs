using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;

namespace FunctionsAsl.Simulation;

/// <summary>A service on a clock of its own; what differs from one instance to another by chance is masked in its answers.</summary>
internal sealed partial class ServiceUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(100);

    private static readonly string[] ByChance = ["taskToken", "revisionId"];

    private readonly VirtualClock _clock = new();
    private readonly List<string> _seen = [];
    private readonly IServiceHost _host;
    private readonly OwnDraw _draw = new();
    private volatile Exception? _failure;

    /// <param name="create">Makes the service over what it gets: a clock, and what tasks can run.</param>
    public ServiceUnderTest(Func<TaskRunnerOptions, IServiceHost> create) => _host = create(new TaskRunnerOptions
    {
        Service = new ServiceOptions { Clock = _clock, Randomness = _draw, ReportFailure = (what, e) => _failure = new SimulationException(what, e) },
        Handlers = new TaskHandlers().Add("echo", static (input, _) => new ValueTask<JsonAny>(input)),
    });

    /// <summary>How long a worker waits for a task before it gives up; AWS waits no longer than a minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Calls an operation and gives its masked answer; time passes where a call waits for it.</summary>
    public async Task<JsonMap> CallAsync(string operation, JsonMap request)
    {
        _clock.Tick();
        _draw.Value = (_draw.Value + 37) % 100;
        using var gone = new CancellationTokenSource();
        Task<ApiResponse> call = _host.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Unmask(request).ToUtf8(), gone.Token).AsTask();
        switch (operation)
        {
            case "GetActivityTask":
                await PassAsync(Patience);
                if (!call.IsCompleted)
                {
                    await gone.CancelAsync();
                }

                break;
            case "StopExecution":
                if (_host.StopsAtOnce)
                {
                    await call;
                }

                await PassAsync(StopTime, isIdle: false);
                break;
        }

        ApiResponse answer;
        try
        {
            answer = await call;
        }
        catch (OperationCanceledException)
        {
            return JsonMap.Of(("status", JsonAny.Null), ("body", JsonAny.Null));
        }

        await SettleAsync(isIdle: true);
        if (_failure is { } failure)
        {
            throw failure;
        }

        return JsonMap.Of(("status", answer.Status), ("body", answer.Body.Length == 0 ? JsonAny.Null : Mask(JsonAny.Parse(answer.Body.Span))));
    }

    /// <summary>Lets time pass, and all happen that is due meanwhile.</summary>
    public Task PassAsync(TimeSpan time) => PassAsync(time, isIdle: true);

    /// <summary>Throws away what is in memory and opens the store again.</summary>
    public Task RestartAsync() => _host.RestartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task PassAsync(TimeSpan time, bool isIdle)
    {
        DateTimeOffset limit = _clock.GetUtcNow() + time;
        do
        {
            await SettleAsync(isIdle);
        }
        while (_clock.MoveToNext(limit));
    }

    private async Task SettleAsync(bool isIdle)
    {
        await _host.SettleAsync();
        if (isIdle)
        {
            await _host.TidyAsync();
        }
    }

    private JsonAny Mask(JsonAny value) => value switch
    {
        JsonList array => JsonList.Of(array.Select(Mask)),
        JsonMap o => o.Aggregate(new JsonMap.Builder(), (b, m) => b.Set(
            m.Key, m.Key == "nextToken" ? "next" : ByChance.Contains(m.Key) && m.Value is JsonString text ? Number(text.Value) : Mask(m.Value))).Build(),
        JsonString text => Uuid().Replace(text.Value, "uuid"),
        _ => value,
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Uuid();

    private string Number(string value)
    {
        if (!_seen.Contains(value))
        {
            _seen.Add(value);
        }

        return string.Create(NumberFormatInfo.InvariantInfo, $"#{_seen.IndexOf(value)}");
    }

    private JsonMap Unmask(JsonMap request) =>
        request["taskToken"] is JsonString { Value: ['#', .. string number] }
            ? request.With("taskToken", _seen[int.Parse(number, NumberFormatInfo.InvariantInfo)])
            : request;

    /// <summary>Where aliases lead to hangs on the call, not on how often a host has drawn.</summary>
    private sealed class OwnDraw : Randomness
    {
        public int Value { get; set; }

        public override int Percent() => Value;
    }
}
