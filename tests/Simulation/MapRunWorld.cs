using System.Collections.Concurrent;
using System.Text;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation;

/// <summary>A service with one function, on a clock that the test moves.</summary>
internal sealed class MapRunWorld : IAsyncDisposable
{
    public const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    public const string Machine = Prefix + "stateMachine:m";
    public const string ExecutionArn = Prefix + "execution:m:e";

    public static TheoryData<string> Engines => ["memory", "SQLite", "durable", "cramped durable"];

    private readonly VirtualClock _clock = new();
    private readonly IServiceHost _host;

    public MapRunWorld(string engine, string folder)
    {
        var buckets = new FolderBuckets(folder);
        var tasks = new TaskRunnerOptions
        {
            Service = new ServiceOptions { Clock = _clock },
            Handlers = new TaskHandlers().Add("f", async (input, _) =>
            {
                Items.Add(input.ToString());
                await Before(input.ToString());
                return Fails(input.ToString()) ? throw new IOException("Down.") : input;
            }),
            ItemReader = new ItemReader(buckets),
            ResultWriter = new ResultWriter(buckets),
        };
        var memory = new MemoryStore();
        _host = engine switch
        {
            "memory" => new InProcessHost(() => memory, tasks),
            "SQLite" => new InProcessHost(() => new SqliteStore(Path.Combine(folder, "runs.db")), tasks),
            "durable" => new DurableHost(tasks, new OrchestrationOptions(), new HubFaults(), 1),
            _ => new DurableHost(
                tasks,
                new OrchestrationOptions { InlineBytes = 300, StateBytes = 1_500, TailBytes = 500, StatusBytes = 300, HistoryEvents = 8 },
                new HubFaults { LostEpisodes = 0.2, DoubleMessages = 0.2 },
                2),
        };
    }

    /// <summary>What the function was called with.</summary>
    public ConcurrentBag<string> Items { get; } = [];

    public Func<string, bool> Fails { get; set; } = static _ => false;

    /// <summary>What the function does first.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async Task StartAsync(string definition, string input)
    {
        await CallAsync("CreateStateMachine", ("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r"));
        await CallAsync("StartExecution", ("stateMachineArn", Machine), ("name", "e"), ("input", input));
        await _host.SettleAsync();
    }

    /// <summary>The ARN of the execution's one Map Run.</summary>
    public async Task<string> RunAsync() =>
        Text(Assert.Single(await ListAsync("ListMapRuns", "mapRuns", ("executionArn", ExecutionArn))), "mapRunArn")!;

    public Task<JsonMap> DescribeAsync(string run) => CallAsync("DescribeMapRun", ("mapRunArn", run));

    public Task SettleAsync() => _host.SettleAsync();

    public Task TidyAsync() => _host.TidyAsync();

    public Task RestartAsync() => _host.RestartAsync();

    public async Task PassAsync()
    {
        _clock.MoveToNext(_clock.GetUtcNow().AddDays(1));
        await _host.SettleAsync();
    }

    /// <summary>Lets time pass until the execution has ended.</summary>
    public async Task<JsonMap> EndAsync()
    {
        for (int i = 0; i < 1_000; i++)
        {
            await _host.SettleAsync();
            JsonMap execution = await CallAsync("DescribeExecution", ("executionArn", ExecutionArn));
            if (Text(execution, "status") != "RUNNING")
            {
                return execution;
            }

            await PassAsync();
        }

        throw new SimulationException("The execution does not end.");
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<JsonMap[]> ListAsync(string operation, string member, params (string, JsonAny)[] members)
    {
        List<JsonMap> items = [];
        JsonAny? next = null;
        do
        {
            JsonMap page = await CallAsync(operation, next is null ? members : [.. members, ("nextToken", next)]);
            items.AddRange(((JsonList)page[member]!).Cast<JsonMap>());
            next = page["nextToken"];
        }
        while (next is not null);
        return [.. items];
    }

    /// <summary>Makes a call while a task runs, from within it: nothing comes to rest before that has ended.</summary>
    public async Task<JsonMap> CallFromTaskAsync(string operation, params (string, JsonAny)[] members)
    {
        Task<ApiResponse> call = _host.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(JsonMap.Of(members).ToString()), CancellationToken.None).AsTask();
        while (!call.IsCompleted)
        {
            await Task.Delay(1);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        ApiResponse answer = await call;
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        Assert.True(answer.Status == 200, $"{operation}: {body}");
        return body;
    }

    public async Task<JsonMap> CallAsync(string operation, params (string, JsonAny)[] members)
    {
        (ApiResponse answer, JsonMap body) = await InvokeAsync(operation, members);
        Assert.True(answer.Status == 200, $"{operation}: {body}");
        return body;
    }

    /// <summary>The refusal of a call, and its reason; <see langword="null"/> where it is not refused.</summary>
    public async Task<string?> RefuseAsync(string operation, params (string, JsonAny)[] members)
    {
        (ApiResponse answer, JsonMap body) = await InvokeAsync(operation, members);
        return answer.Status == 200 ? null : $"{answer.ErrorType} {Text(body, "reason")}";
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<(ApiResponse Answer, JsonMap Body)> InvokeAsync(string operation, (string, JsonAny)[] members)
    {
        Task<ApiResponse> call = _host.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(JsonMap.Of(members).ToString()), CancellationToken.None).AsTask();
        while (!call.IsCompleted)
        {
            // One that waits for an orchestration looks again after a while.
            await _host.SettleAsync();
            await Task.Delay(1);
            if (!call.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        ApiResponse answer = await call;
        return (answer, (JsonMap)JsonAny.Parse(answer.Body.Span));
    }

    public static string? Text(JsonMap o, string name) => o[name] switch
    {
        null => null,
        JsonString text => text.Value,
        var value => value.ToString(),
    };

    public static string Counts(JsonMap described, string name)
    {
        var counts = (JsonMap)described[name]!;
        return string.Join(' ', new[] { "pending", "running", "succeeded", "failed", "timedOut", "aborted", "total", "resultsWritten" }.Select(c => $"{c} {counts[c]}"));
    }
}
