using System.Globalization;
using FunctionsAsl.Json;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.EndToEnd.Crash;

/// <summary><c>kill -9</c> right after a redrive was answered, and while what was redriven runs.</summary>
[Collection(Lane.Waiting)]
public sealed class RedriveTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 3;
    private const string Activity = $"{Api.Account}:activity:redrive";

    /// <summary>A and L succeed; R fails, and the redrive begins there.</summary>
    private const string Definition =
        $$$$"""
        {"StartAt":"A","States":{
            "A":{"Type":"Task","Resource":"{{{{Activity}}}}","Parameters":"A","ResultPath":null,"Next":"P"},
            "P":{"Type":"Parallel","Next":"W","Branches":[
                {"StartAt":"L","States":{"L":{"Type":"Task","Resource":"{{{{Activity}}}}","Parameters":"L","End":true}}},
                {"StartAt":"R","States":{"R":{"Type":"Task","Resource":"{{{{Activity}}}}","Parameters":"R","End":true}}}]},
            "W":{"Type":"Wait","Seconds":1,"End":true}}}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-redrive-");
    private Server? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_redrive_that_was_answered_goes_on_and_repeats_nothing()
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("ASL_SEED") ?? "20261", CultureInfo.InvariantCulture);
        output.WriteLine($"ASL_SEED={seed}");
        var random = new Random(seed);
        using (Api api = await RestartAsync())
        {
            await api.CallAsync("CreateActivity", ("name", "redrive"));
            await api.CreateAsync("redrive", Definition);
        }

        for (int round = 0; round < Rounds; round++)
        {
            await RunAsync($"e{round}", TimeSpan.FromMilliseconds(round == 0 ? 0 : random.Next(20)));
        }
    }

    private async Task RunAsync(string name, TimeSpan delay)
    {
        string arn;
        JsonAny date;
        using (Api api = await RestartAsync())
        {
            arn = await FailAsync(api, name);
            date = (await RedriveAsync(api, arn)).At("redriveDate");
            await Task.Delay(delay);
        }

        string token;
        using (Api api = await RestartAsync())
        {
            // Who did not get the answer asks again.
            Assert.Equal(date, (await RedriveAsync(api, arn)).At("redriveDate"));
            (string state, token) = await TakeAsync(api);
            Assert.Equal("R", state);
        }

        using (Api api = await RestartAsync())
        {
            await SucceedAsync(api, token, "2");
        }

        using (Api api = await RestartAsync())
        {
            JsonMap ended = await api.WhenEndedAsync(arn);
            Assert.Equal(
                ("SUCCEEDED", "[1,2]", "1", date), (ended.Text("status"), ended.Text("output"), ended.At("redriveCount").ToString(), ended.At("redriveDate")));
            List<JsonMap> history = await api.AllAsync("GetExecutionHistory", "events", ("executionArn", arn));
            Assert.Equal(Enumerable.Range(1, history.Count).Select(static i => (long)i), history.Select(static e => e.Integer("id")));
            Assert.Equal(
                [("ActivityFailed", 1), ("ActivityScheduled", 4), ("ActivityStarted", 4), ("ActivitySucceeded", 3), ("ExecutionFailed", 1),
                    ("ExecutionRedriven", 1), ("ExecutionStarted", 1), ("ExecutionSucceeded", 1)],
                history.Select(static e => e.Text("type"))
                    .Where(static t => t.StartsWith("Activity", StringComparison.Ordinal) || t.StartsWith("Execution", StringComparison.Ordinal))
                    .GroupBy(static t => t)
                    .Select(static g => (g.Key, g.Count()))
                    .Order());
        }
    }

    /// <summary>An execution whose tasks A and L have succeeded, and R has failed.</summary>
    private static async Task<string> FailAsync(Api api, string name)
    {
        string arn = await api.StartAsync($"{Api.Account}:stateMachine:redrive", name);
        await SucceedAsync(api, (await TakeAsync(api)).Token, "0");
        Dictionary<string, string> tokens = new(StringComparer.Ordinal);
        while (tokens.Count < 2)
        {
            (string state, string token) = await TakeAsync(api);
            tokens.Add(state, token);
        }

        await SucceedAsync(api, tokens["L"], "1");
        await api.CallAsync("SendTaskFailure", ("taskToken", tokens["R"]), ("error", "E"));
        Assert.Equal("FAILED", (await api.WhenEndedAsync(arn)).Text("status"));
        return arn;
    }

    private static Task<JsonMap> RedriveAsync(Api api, string arn) =>
        api.CallAsync("RedriveExecution", ("executionArn", arn), ("clientToken", arn[^2..]));

    private static async Task<(string State, string Token)> TakeAsync(Api api)
    {
        JsonMap task = await api.CallAsync("GetActivityTask", ("activityArn", Activity));
        return (((JsonString)JsonAny.Parse(task.Text("input"))).Value, task.Text("taskToken"));
    }

    private static Task<JsonMap> SucceedAsync(Api api, string token, string result) =>
        api.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", result));

    private async Task<Api> RestartAsync()
    {
        if (_server is not null)
        {
            await _server.KillAsync();
            Assert.DoesNotContain(" error ", _server.Errors, StringComparison.Ordinal);
        }

        _server = new Server(Path.Combine(_directory.FullName, "asl.db"));
        await _server.InitializeAsync();
        return _server.Connect();
    }
}
