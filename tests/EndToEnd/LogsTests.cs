using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Records of executions at an endpoint of the CloudWatch Logs API, written by a server and read by boto3.</summary>
public sealed class LogsTests
{
    [MotoFact]
    public async Task Records_are_where_the_machine_wants_them_when_the_server_has_ended()
    {
        await using MotoServer moto = await MotoServer.StartAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-logs-");
        var server = new Server(Path.Combine(directory.FullName, "asl.db")) { LogsEndpoint = moto.Endpoint };
        await server.InitializeAsync();
        try
        {
            JsonAny seen = await RunAsync("run", server.Endpoint, moto.Endpoint);
            Assert.Equal("Invalid Logging Configuration: Log Destination not found.", seen.Text("refused"));
            Assert.Equal(0, await server.StopAsync());
            Assert.Equal("", server.Errors.Trim());
        }
        finally
        {
            await server.DisposeAsync();
            directory.Delete(recursive: true);
        }

        JsonAny logged = await RunAsync("read", moto.Endpoint);
        foreach ((string machine, string input) in ((string, string)[])[("standard", """{"n":1}"""), ("express", """{"n":2}""")])
        {
            JsonList records = logged.List($"states/{machine}");
            Assert.Equal(["ExecutionStarted", "FailStateEntered", "ExecutionFailed"], records.Select(static record => record.Text("type")));
            Assert.Equal(input, records[0].At("details").Text("input"));
        }
    }

    private static async Task<JsonAny> RunAsync(params string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "clients", "logs_client.py");
        Outcome outcome = await Tool.RunAsync(Tool.StartInfo("python3", [script, .. arguments]));
        Assert.True(outcome.Code == 0, outcome.ToString());
        return JsonAny.Parse(outcome.Output);
    }
}
