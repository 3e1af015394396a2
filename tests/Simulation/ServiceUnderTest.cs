using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsAsl.Conformance;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Simulation;

/// <summary>A service on a clock of its own; what differs from one instance to another by chance is masked in its answers.</summary>
internal sealed partial class ServiceUnderTest : IAsyncDisposable
{
    private static readonly string[] ByChance = ["taskToken", "revisionId", "nextToken"];

    private readonly VirtualClock _clock = new();
    private readonly Func<IStore> _open;
    private readonly List<string> _seen = [];
    private InProcessService _service;

    public ServiceUnderTest(Func<IStore> open)
    {
        _open = open;
        _service = Start();
    }

    /// <summary>Calls an operation and gives its masked answer; time passes where a call waits for it.</summary>
    public async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        _clock.Tick();
        Task<ApiResponse> call = _service.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Unmask(request).ToUtf8(), CancellationToken.None).AsTask();
        // A worker that gets no task waits for a minute; no other call waits for time to pass.
        while (operation == "GetActivityTask" && await IsStillWaiting(call))
        {
            _clock.MoveToNext();
        }

        ApiResponse answer = await call;
        await SettleAsync();
        return JsonObject.Of(("status", answer.Status), ("body", answer.Body.Length == 0 ? JsonValue.Null : Mask(JsonValue.Parse(answer.Body.Span))));
    }

    public async Task MoveToNextAsync()
    {
        _clock.MoveToNext();
        await SettleAsync();
    }

    /// <summary>Throws away what is in memory and opens the store again.</summary>
    public async Task RestartAsync()
    {
        await _service.DisposeAsync();
        _service = Start();
        await _service.Backend.RecoverAsync();
        await SettleAsync();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private async Task<bool> IsStillWaiting(Task call)
    {
        await SettleAsync();
        return !call.IsCompleted;
    }

    private async Task SettleAsync()
    {
        while (_service.Backend.ActiveSteps > 0 || _service.Backend.RunningTasks > 0)
        {
            await Task.Delay(1);
        }
    }

    private InProcessService Start() => InProcessService.Create(_open(), new TaskRunnerOptions
    {
        Service = new ServiceOptions { Clock = _clock },
        Handlers = new TaskHandlers().Add("echo", static (input, _) => new ValueTask<JsonValue>(input)),
    });

    private JsonValue Mask(JsonValue value) => value switch
    {
        JsonArray array => JsonArray.Of(array.Select(Mask)),
        JsonObject o => o.Aggregate(new JsonObject.Builder(), (b, m) => b.Set(
            m.Key, ByChance.Contains(m.Key) && m.Value is JsonString text ? Number(text.Value) : Mask(m.Value))).Build(),
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

    private JsonObject Unmask(JsonObject request) =>
        request["taskToken"] is JsonString { Value: ['#', .. string number] }
            ? request.With("taskToken", _seen[int.Parse(number, NumberFormatInfo.InvariantInfo)])
            : request;
}
