using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Json;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.EndToEnd.Crash;

/// <summary><c>kill -9</c>, 50 times over one data file.</summary>
[Collection(Lane.Waiting)]
public sealed class CrashTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 50;

    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-crash-");
    private Server? _server;
    private CrashRun? _run;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _run?.StopWorking();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_execution_that_was_answered_for_outlives_fifty_kills()
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("ASL_SEED") ?? "20251", CultureInfo.InvariantCulture);
        output.WriteLine($"ASL_SEED={seed}");
        var random = new Random(seed);
        var run = new CrashRun(random);
        _run = run;
        var watch = Stopwatch.StartNew();
        Task working;
        Dictionary<(string Workflow, int Number), Reference> references;
        using (Api api = await RestartAsync(run))
        {
            await CreateAsync(api);
            working = run.WorkAsync();
            references = await RunUndisturbedAsync(api);
        }

        for (int round = 1; round <= Rounds; round++)
        {
            using Api api = await RestartAsync(run);
            await CheckTagAsync(api, round);
            Task starting = run.StartAsync(round, api);
            // Every other time in the middle of the recovery.
            await Task.Delay(round % 2 == 0 ? random.Next(10, 300) : random.Next(30));
            await KillAsync(run);
            await starting;
        }

        output.WriteLine($"{Rounds} kills in {watch.Elapsed.TotalSeconds:F0} s, {run.Started.Count} executions asked for");
        using Api last = await RestartAsync(run);
        await WhenAllEndedAsync(last);
        output.WriteLine($"all ended after {watch.Elapsed.TotalSeconds:F0} s");
        await CheckAsync(last, run, references);
        run.StopWorking();
        await KillAsync(run);
        await working;
        Assert.Empty(run.Surprises);
        output.WriteLine($"checked after {watch.Elapsed.TotalSeconds:F0} s");
    }

    private async Task<Api> RestartAsync(CrashRun run)
    {
        if (_server is not null)
        {
            await KillAsync(run);
        }

        _server = new Server(Path.Combine(_directory.FullName, "asl.db"));
        await _server.InitializeAsync();
        Api api = _server.Connect();
        run.Use(api);
        return api;
    }

    private async Task KillAsync(CrashRun run)
    {
        run.Use(null);
        if (_server is not null)
        {
            await _server.KillAsync();
            Assert.DoesNotContain(" error ", _server.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task CreateAsync(Api api)
    {
        await api.CallAsync("CreateActivity", ("name", "crash"));
        await api.CreateAsync(CrashWorkflow.Child, CrashWorkflow.ChildDefinition);
        foreach (CrashWorkflow workflow in CrashWorkflow.All)
        {
            await api.CreateAsync(workflow.Name, workflow.Definition);
        }
    }

    private static async Task<Dictionary<(string Workflow, int Number), Reference>> RunUndisturbedAsync(Api api)
    {
        StartedExecution[] executions =
        [
            .. from workflow in CrashWorkflow.All
               from number in Enumerable.Range(1, 3)
               select new StartedExecution(workflow, $"undisturbed-{number}", number),
        ];
        foreach (StartedExecution execution in executions)
        {
            await api.StartAsync(execution.MachineArn, execution.Name, execution.Input);
        }

        var references = new Dictionary<(string Workflow, int Number), Reference>();
        foreach (StartedExecution execution in executions)
        {
            JsonMap ended = await api.WhenEndedAsync(execution.Arn);
            Assert.Equal("SUCCEEDED", ended.Text("status"));
            references.Add(
                (execution.Workflow.Name, execution.Number), new Reference(ended.Text("output"), await HistoryAsync(api, execution.Arn)));
        }

        return references;
    }

    /// <summary>A tag is set in each round: the one of the round before is there.</summary>
    private static async Task CheckTagAsync(Api api, int round)
    {
        JsonAny machine = $"{Api.Account}:stateMachine:{CrashWorkflow.Child}";
        JsonList tags = (await api.CallAsync("ListTagsForResource", ("resourceArn", machine))).List("tags");
        Assert.Equal(round == 1 ? [] : [$"{round - 1}"], tags.Select(static tag => tag.Text("value")));
        JsonMap tag = JsonMap.Of(("key", "round"), ("value", $"{round}"));
        await api.CallAsync("TagResource", ("resourceArn", machine), ("tags", JsonList.Of(tag)));
    }

    private static async Task WhenAllEndedAsync(Api api)
    {
        using var limit = new CancellationTokenSource(EndLimit);
        foreach (string machine in CrashWorkflow.All.Select(static w => w.Name).Append(CrashWorkflow.Child))
        {
            while ((await ListAsync(api, machine, "RUNNING")).Count > 0)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }

    private async Task CheckAsync(Api api, CrashRun run, Dictionary<(string Workflow, int Number), Reference> references)
    {
        int lostAnswers = 0;
        foreach (CrashWorkflow workflow in CrashWorkflow.All)
        {
            string[] listed = [.. (await ListAsync(api, workflow.Name, null)).Select(static e => e.Text("name")).Order()];
            StartedExecution[] started = [.. run.Started.Where(e => e.Workflow == workflow)];
            Assert.Equal(listed.Distinct(), listed);
            Assert.Empty(started.Where(static e => e.IsAnswered).Select(static e => e.Name).Except(listed));
            Assert.All(listed.Except(started.Select(static e => e.Name)), static n => Assert.StartsWith("undisturbed-", n));
            lostAnswers += started.Count(static e => !e.IsAnswered);
            foreach (StartedExecution execution in started.Where(e => listed.Contains(e.Name)))
            {
                JsonMap ended = await api.CallAsync("DescribeExecution", ("executionArn", execution.Arn));
                Reference reference = references[(workflow.Name, execution.Number)];
                Assert.Equal(("SUCCEEDED", reference.Output), (ended.Text("status"), ended.Text("output")));
                HistoryCheck.AssertSame(execution, reference.History, await HistoryAsync(api, execution.Arn));
            }
        }

        int parents = (await ListAsync(api, "crash-nested", null)).Count;
        Assert.Equal(parents, (await ListAsync(api, CrashWorkflow.Child, null)).Count);
        output.WriteLine($"{lostAnswers} starts were never answered for, {parents} executions had a child each");
    }

    private static Task<List<JsonMap>> ListAsync(Api api, string machine, string? status)
    {
        JsonAny arn = $"{Api.Account}:stateMachine:{machine}";
        return status is null
            ? api.AllAsync("ListExecutions", "executions", ("stateMachineArn", arn))
            : api.AllAsync("ListExecutions", "executions", ("stateMachineArn", arn), ("statusFilter", status));
    }

    private static Task<List<JsonMap>> HistoryAsync(Api api, string arn) =>
        api.AllAsync("GetExecutionHistory", "events", ("executionArn", arn));

    /// <summary>What comes of an execution that nobody disturbs.</summary>
    private sealed record Reference(string Output, IReadOnlyList<JsonMap> History);
}
