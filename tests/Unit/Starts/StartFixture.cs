using System.Collections.Concurrent;
using System.Collections.Immutable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

/// <summary>A service in memory with rules, and the machine m, which does nothing; on a clock that the test moves.</summary>
internal sealed class StartFixture : IAsyncDisposable
{
    public const string Machine = TaskFixture.Prefix + "stateMachine:m";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly InProcessService _service;
    private readonly Routes _routes;
    private readonly IStore _store;

    private StartFixture(string rules, IStore store, VirtualClock clock)
    {
        Clock = clock;
        _store = store;
        _service = InProcessService.Create(store, new TaskRunnerOptions
        {
            Service = new ServiceOptions
            {
                Clock = clock,
                ReportFailure = (what, e) => Failures.Enqueue($"{what}: {e.Message}"),
                ReportNote = note =>
                {
                    Notes.Enqueue(note);
                    OnNote?.Invoke();
                },
                ReportEnd = execution => Ended.Enqueue(execution.Name),
            },
        });
        Starts = new RuleStarts(_service.Service, Rules(rules));
        Schedules = new Schedules(Starts);
        _routes = new Routes(_service.Service, starts: Starts);
    }

    public VirtualClock Clock { get; }

    public RuleStarts Starts { get; }

    public Schedules Schedules { get; }

    public ConcurrentQueue<string> Failures { get; } = [];

    public ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>What happens while a note is taken.</summary>
    public Action? OnNote { get; set; }

    /// <summary>Names of the executions that have ended.</summary>
    public ConcurrentQueue<string> Ended { get; } = [];

    /// <param name="rules">Without the brackets around them.</param>
    public static async Task<StartFixture> Create(string rules, IStore? store = null, VirtualClock? clock = null)
    {
        StartFixture fixture = WithoutMachine(rules, store, clock);
        await fixture.CreateMachine();
        return fixture;
    }

    public static StartFixture WithoutMachine(string rules, IStore? store = null, VirtualClock? clock = null) =>
        new(rules, store ?? new MemoryStore(), clock ?? new VirtualClock());

    public async Task CreateMachine(string type = "STANDARD") => Assert.InRange(
        (await Send("PUT", "/api/state-machines/m", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""", "type=" + type)).Status, 200, 201);

    public static ImmutableArray<StartRule> Rules(string rules) => StartRules.Open(_ => "{\"Rules\":[" + rules + "]}");

    public async Task<(int Status, JsonMap Body)> Post(string body)
    {
        HttpAnswer answer = await Send("POST", "/api/events", body);
        return (answer.Status, (JsonMap)JsonAny.Parse(answer.Body.Span));
    }

    /// <summary>Names and inputs of the machine's executions, by name.</summary>
    public async Task<string[]> Executions()
    {
        HttpAnswer listed = await Send("GET", "/api/executions", "", "stateMachine=m");
        string[] names =
        [
            .. ((JsonList)((JsonMap)JsonAny.Parse(listed.Body.Span))["executions"]!).Select(static e => TaskFixture.Text(e, "name")!),
        ];
        List<string> shown = [];
        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            HttpAnswer described = await Send("GET", "/api/executions/m/" + name, "");
            shown.Add($"{name} {TaskFixture.Text(JsonAny.Parse(described.Body.Span), "input")}");
        }

        return [.. shown];
    }

    /// <summary>Waits until there are so many executions.</summary>
    public async Task<string[]> Executions(int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            string[] found = await Executions();
            if (found.Length >= count)
            {
                Assert.Equal(count, found.Length);
                return found;
            }

            await Task.Delay(2, limit.Token);
        }
    }

    /// <summary>Waits until the schedule waits for the next time, and moves there.</summary>
    public Task Next() => Until(Clock.MoveToNext);

    /// <summary>Waits until a schedule has noted that its first time is done with.</summary>
    public Task Noted() => Until(async () => (await _store.Records<ScheduleRecord>().List("", null, 10, default)).Items.Any(static r => r.Until is not null));

    public static Task Until(Func<bool> isSo) => Until(() => Task.FromResult(isSo()));

    public async ValueTask DisposeAsync()
    {
        await Schedules.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(2, limit.Token);
        }
    }

    private async Task<HttpAnswer> Send(string method, string path, string body, string query = "") => await _routes.DispatchAsync(
        new HttpCall(method, path, query, static _ => null, System.Text.Encoding.UTF8.GetBytes(body)), CancellationToken.None);
}
