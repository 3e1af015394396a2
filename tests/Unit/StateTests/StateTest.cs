using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.StateTests;

/// <summary>A service that tests states, with one function <c>f</c>.</summary>
internal sealed class StateTest : IAsyncDisposable
{
    public const string Role = "arn:aws:iam::123456789012:role/r";

    private readonly List<string> _failures = [];
    private readonly InProcessService _service;

    public StateTest(
        Func<JsonAny, CancellationToken, ValueTask<JsonAny>>? function = null, Func<TaskRunnerOptions, TaskRunnerOptions>? more = null)
    {
        var options = new TaskRunnerOptions
        {
            Service = new ServiceOptions { Clock = Clock, ReportFailure = (what, e) => _failures.Add($"{what}: {e}") },
            Handlers = new TaskHandlers().Add("f", function ?? (static (input, _) => new(input))),
        };
        _service = InProcessService.Create(new MemoryStore(), more?.Invoke(options) ?? options);
    }

    public VirtualClock Clock { get; } = new();

    /// <summary>Tests a state and gives the answer.</summary>
    /// <param name="definition">A state, or a machine with <c>stateName</c> in <paramref name="more"/>.</param>
    /// <param name="mock">The mock's members as JSON; <see langword="null"/> for none.</param>
    /// <param name="more">Further members of the request.</param>
    public static async Task<JsonMap> Answer(
        string definition, string? mock = null, string input = """{"items":[1,2,3]}""", params (string Name, JsonAny Value)[] more)
    {
        await using var test = new StateTest();
        (int status, JsonMap body) = await test.Call(Request(definition, mock, input, more));
        Assert.True(status == 200, body.ToString());
        return body;
    }

    /// <summary>Tests a state that must be refused: the exception and its text.</summary>
    /// <inheritdoc cref="Answer"/>
    public static async Task<string> Refusal(string definition, string? mock = null, params (string Name, JsonAny Value)[] more)
    {
        await using var test = new StateTest();
        (int status, JsonMap body) = await test.Call(Request(definition, mock, """{"items":[1,2,3]}""", more));
        Assert.True(status == 400, body.ToString());
        return $"{((JsonString)body["__type"]!).Value}: {((JsonString)body["message"]!).Value}";
    }

    public static JsonMap Request(string definition, string? mock, string input, params (string Name, JsonAny Value)[] more)
    {
        JsonMap request = JsonMap.Of(("definition", definition), ("input", input), ("inspectionLevel", "DEBUG"));
        request = mock is null ? request.With("roleArn", Role) : request.With("mock", JsonAny.Parse(mock));
        return more.Aggregate(request, static (all, member) => all.With(member.Name, member.Value));
    }

    /// <summary>Makes the call; time passes to what it waits for, but not further than <paramref name="longest"/> at once.</summary>
    public async Task<(int Status, JsonMap Body)> Call(JsonMap request, TimeSpan longest = default)
    {
        Task<ApiResponse> call = _service.Service.InvokeAsync("AWSStepFunctions.TestState", request.ToUtf8(), CancellationToken.None).AsTask();
        while (longest > TimeSpan.Zero && await Task.WhenAny(call, Task.Delay(1)) != call)
        {
            Clock.MoveToNext(longest);
        }

        ApiResponse answer = await call;
        Assert.Empty(_failures);
        return (answer.Status, (JsonMap)JsonAny.Parse(Encoding.UTF8.GetString(answer.Body.Span)));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
