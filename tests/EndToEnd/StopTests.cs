using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>What a server does when it is asked to end (faults.md R5).</summary>
public sealed class StopTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const int Clients = 100;
    private const int Polls = 50;

    [Fact]
    public async Task What_was_started_is_answered()
    {
        string directory = Directory.CreateTempSubdirectory("asl-end-to-end-").FullName;
        string file = Path.Combine(directory, "asl.db");
        var server = new Server(file);
        try
        {
            await server.InitializeAsync();
            using Api api = server.Connect();
            string machine = await api.CreateAsync("m", Pass);
            string activity = (await api.CallAsync("CreateActivity", ("name", "a"))).Text("activityArn");
            Task<JsonMap>[] polls = [.. Enumerable.Range(0, Polls).Select(_ => api.CallAsync("GetActivityTask", ("activityArn", activity)))];
            var started = new TaskCompletionSource();
            Task<List<string>>[] clients = [.. Enumerable.Range(0, Clients).Select(client => StartAsync(server, machine, client, started))];
            await started.Task;

            int code = await server.StopAsync();

            HashSet<string> answered = [.. (await Task.WhenAll(clients)).SelectMany(static names => names)];
            Assert.Equal(0, code);
            Assert.All(await Task.WhenAll(polls), static poll => Assert.Equal(JsonAny.Null, poll.At("taskToken")));
            await server.InitializeAsync();
            using Api again = server.Connect();
            List<JsonMap> stored = await again.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine));
            Assert.Equal(answered.Order(), stored.Select(static e => e.Text("name")).Order());
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Starts one execution after the other until the server has gone.</summary>
    /// <returns>The names of those that were answered.</returns>
    private static async Task<List<string>> StartAsync(Server server, string machine, int client, TaskCompletionSource started)
    {
        using Api api = server.Connect();
        List<string> answered = [];
        try
        {
            while (true)
            {
                string name = $"{client}-{answered.Count}";
                await api.StartAsync(machine, name);
                answered.Add(name);
                if (answered.Count == 10)
                {
                    started.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or ApiCallException { Type: "ServiceUnavailable" })
        {
            return answered;
        }
    }
}
