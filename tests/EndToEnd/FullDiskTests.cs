using System.Globalization;
using System.Net;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A server whose data file cannot grow, as on a full disk, and then can again.</summary>
public sealed class FullDiskTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [LimitsFact]
    public async Task A_server_is_not_ready_while_nothing_can_be_written_and_goes_on_when_there_is_room()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asl-full-");
        var server = Server.WithLimits(Path.Combine(folder.FullName, "asl.db"));
        try
        {
            await server.InitializeAsync();
            using Api api = server.Connect();
            string machine = await api.CreateAsync("m", Pass);
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(server));
            await api.WhenEndedAsync(await api.StartAsync(machine, "before", "{}"));
            await LimitAsync(server, "1");
            byte[] start = JsonMap.Of(("stateMachineArn", machine), ("input", "{}")).ToUtf8();
            Assert.Equal(HttpStatusCode.InternalServerError, (await api.SendAsync("StartExecution", start)).Status);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(server));
            Outcome health = await Asl.RunAsync("health", "--endpoint", server.Endpoint);
            Assert.Equal(1, health.Code);

            await LimitAsync(server, "unlimited");
            using var limit = new CancellationTokenSource(Patience);
            while (await ReadyAsync(server) != HttpStatusCode.OK)
            {
                await Task.Delay(20, limit.Token);
            }

            await api.WhenEndedAsync(await api.StartAsync(machine, "after", "{}"));
            foreach (JsonAny listed in await api.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine)))
            {
                Assert.Equal("SUCCEEDED", (await api.WhenEndedAsync(((JsonMap)listed).Text("executionArn"))).Text("status"));
            }

            Assert.Equal(0, await server.StopAsync());
        }
        finally
        {
            await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How large its files may become.</summary>
    private static async Task LimitAsync(Server server, string bytes)
    {
        Outcome limited = await Tool.RunAsync(Tool.StartInfo(
            "prlimit", [string.Create(CultureInfo.InvariantCulture, $"--pid={server.Id}"), $"--fsize={bytes}:"]));
        Assert.Equal((0, ""), (limited.Code, limited.Errors));
    }

    private static async Task<HttpStatusCode> ReadyAsync(Server server)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(server.Endpoint + "/ready"));
        return answer.StatusCode;
    }
}

/// <summary>A test that limits what another process may do.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitsFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Here = new(static () => OperatingSystem.IsLinux() && Tool.Works("prlimit", "--version"));

    public LimitsFactAttribute()
    {
        if (!Here.Value)
        {
            Skip = "There is no prlimit here. Install it on Linux with: apt-get install util-linux";
        }
    }
}
