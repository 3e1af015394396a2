using System.Text;
using FunctionsAsl.Core;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation;

/// <summary>
/// A random machine whose tasks fail at random, and which is stopped and restarted at random, redriven until it succeeds, ends with the
/// output of one that never failed.
/// </summary>
public sealed class RedriveTests : IDisposable
{
    private const int Seeds = 400;
    private const int MostRedrives = 400;
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    private const string Execution = "arn:aws:states:us-east-1:123456789012:execution:m:e";
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:f";

    // What deals with failures or makes some of its own; without, a machine comes to one end only.
    private static readonly string[] LeftOut =
        ["Retry", "Catch", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath", "Credentials",
        "ToleratedFailureCount", "ToleratedFailurePercentage"];

    // What hangs on the time, on chance, or on the execution itself.
    private static readonly string[] ByChance = ["EnteredTime", "StartTime", "Token", "RetryCount", "UUID", "uuid", "Random", "random", "$now", "$millis", "\"$$\"", "$$.Execution\""];

    private readonly string _folder = Directory.CreateTempSubdirectory("asl-redrive").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("memory")]
    [InlineData("SQLite")]
    [InlineData("durable")]
    public async Task It_ends_as_if_nothing_had_failed(string engine)
    {
        int compared = 0;
        int redriven = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var generator = new RandomDefinition(new Random(seed), 3 + (seed % 8));
            string definition = Plain(generator.Machine()).ToString();
            string input = generator.Input().ToString();
            if (!definition.Contains(Function, StringComparison.Ordinal)
                || ByChance.Any(word => definition.Contains(word, StringComparison.Ordinal))
                || StateMachine.Compile(definition).Machine is null)
            {
                continue;
            }

            await using var steady = new Run("memory", _folder, seed, fails: false);
            await steady.StartAsync(definition, input);
            if (await steady.WaitAsync() is not { } right || right["output"] is not { } expected)
            {
                continue;
            }

            compared++;
            await using var shaky = new Run(engine, _folder, seed, fails: true);
            await shaky.StartAsync(definition, input);
            JsonMap ended = (await shaky.WaitAsync())!;
            for (int i = 0; ended["output"] is null; i++)
            {
                Assert.True(i < MostRedrives, $"Seed {seed} does not end: {definition}\n{ended}");
                await shaky.RedriveAsync(ended);
                redriven++;
                ended = (await shaky.WaitAsync())!;
            }

            Assert.True(expected.Equals(ended["output"]), $"Seed {seed}: {definition}\n{ended["output"]}\ninstead of\n{expected}");
        }

        // Otherwise it would say little.
        Assert.True(compared > 20 && redriven > compared, $"{compared} machines, {redriven} redrives");
    }

    private static JsonAny Plain(JsonAny value) => value switch
    {
        JsonList array => JsonList.Of(array.Select(Plain)),
        JsonMap o => o.Where(static m => !LeftOut.Contains(m.Key)).Aggregate(
            new JsonMap.Builder(), static (b, m) => b.Set(m.Key, m.Key == "Resource" ? Function : Plain(m.Value))).Build(),
        _ => value,
    };

    /// <summary>One execution, in a service of its own.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly VirtualClock _clock = new();
        private readonly Random _random;
        private readonly IServiceHost _host;
        private readonly bool _isKept;
        private readonly bool _fails;
        private int _failures = 6;

        public Run(string engine, string folder, int seed, bool fails)
        {
            _random = new Random(seed);
            _fails = fails;
            _isKept = engine != "memory";
            var tasks = new TaskRunnerOptions
            {
                Service = new ServiceOptions { Clock = _clock },
                Handlers = new TaskHandlers().Add("f", (input, _) => IsFailure() ? throw new IOException("Down.") : new ValueTask<JsonAny>(input)),
            };
            _host = engine switch
            {
                "memory" => new InProcessHost(static () => new MemoryStore(), tasks),
                "SQLite" => new InProcessHost(() => new SqliteStore(Path.Combine(folder, $"{seed}.db")), tasks),
                _ => new DurableHost(
                    tasks,
                    seed % 2 == 0
                        ? new OrchestrationOptions()
                        : new OrchestrationOptions { InlineBytes = 300, StateBytes = 1_500, TailBytes = 500, StatusBytes = 300, HistoryEvents = 8 },
                    new HubFaults { LostEpisodes = 0.2, DoubleMessages = 0.2 },
                    seed),
            };
        }

        public async Task StartAsync(string definition, string input)
        {
            await CallAsync("CreateStateMachine", ("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r"));
            await CallAsync("StartExecution", ("stateMachineArn", Machine), ("name", "e"), ("input", input));
        }

        /// <summary>Lets time pass until the execution has ended; may stop it, and may restart the service.</summary>
        /// <returns>How it ended; <see langword="null"/> where it does not.</returns>
        public async Task<JsonMap?> WaitAsync()
        {
            for (int i = 0; i < 10_000; i++)
            {
                await _host.SettleAsync();
                JsonMap execution = (await CallAsync("DescribeExecution", ("executionArn", Execution))).Body;
                if (execution["status"] is not JsonString { Value: "RUNNING" })
                {
                    return execution;
                }

                if (_fails && _isKept && Chance(0.1))
                {
                    await _host.RestartAsync();
                }

                if (_fails && _host.StopsAtOnce && Chance(0.05) && _failures-- > 0)
                {
                    await CallAsync("StopExecution", ("executionArn", Execution));
                }
                else if (!_clock.MoveToNext(_clock.GetUtcNow().AddDays(400)))
                {
                    return null;
                }
            }

            return null;
        }

        public async Task RedriveAsync(JsonMap ended)
        {
            if (_isKept && Chance(0.2))
            {
                await _host.RestartAsync();
            }

            Assert.Equal("REDRIVABLE", (ended["redriveStatus"] as JsonString)?.Value);
            (int status, JsonMap answer) = await CallAsync("RedriveExecution", ("executionArn", Execution));
            Assert.True(status == 200, $"{answer} {ended}");
        }

        public ValueTask DisposeAsync() => _host.DisposeAsync();

        private bool IsFailure()
        {
            lock (_random)
            {
                return _fails && _failures > 0 && _random.Next(3) > 0 && _failures-- > 0;
            }
        }

        private bool Chance(double probability)
        {
            lock (_random)
            {
                return _random.NextDouble() < probability;
            }
        }

        private async Task<(int Status, JsonMap Body)> CallAsync(string operation, params (string, JsonAny)[] members)
        {
            ApiResponse answer = await _host.Service.InvokeAsync(
                "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(JsonMap.Of(members).ToString()), CancellationToken.None);
            return (answer.Status, (JsonMap)JsonAny.Parse(answer.Body.Span));
        }
    }
}
