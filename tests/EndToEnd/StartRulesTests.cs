using System.Net.Http.Json;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>What starts workflows on a server by itself: <c>ASL_STARTS</c>.</summary>
public sealed class StartRulesTests : IDisposable
{
    private const string Daily =
        """
        {"Rules":[{"Name":"daily","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(1 day)"},
        {"Name":"any","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","EventPattern":{"source":[{"prefix":"s"}]},"InputPath":"$.detail"}]}
        """;

    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("asl-starts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Events_and_times_start_once_whatever_happens_to_the_server()
    {
        string file = Path.Combine(_directory, "asl.db");
        var before = new Server(file);
        await before.InitializeAsync();
        using (Api api = before.Connect())
        {
            await api.CreateAsync("m", Pass);
        }

        await before.KillAsync();
        var first = new Server(file) { Starts = Daily };
        await first.InitializeAsync();
        string[] names = await WaitAsync(first, 1);
        Assert.StartsWith("daily-", Assert.Single(names), StringComparison.Ordinal);
        await PostAsync(first);
        await first.KillAsync();

        var second = new Server(file) { Starts = Daily };
        await second.InitializeAsync();
        await PostAsync(second);
        Assert.Equal(["any-e1", names[0]], await WaitAsync(second, 2));
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task Rules_that_cannot_be_are_refused_at_the_start()
    {
        var server = new Server(Path.Combine(_directory, "asl.db")) { Starts = """{"Rules":[{"Name":"a b"}]}""" };
        InvalidOperationException refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(server.InitializeAsync);
        Assert.Contains("ASL_STARTS: /Rules/0", refused.Message, StringComparison.Ordinal);
    }

    private static async Task PostAsync(Server server)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsJsonAsync(
            server.Endpoint + "/api/events",
            new Dictionary<string, object> { ["id"] = "e1", ["source"] = "shop", ["detail-type"] = "t", ["detail"] = new { n = 1 } });
        Assert.Contains(":execution:m:any-e1\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Names of the executions, once there are so many.</summary>
    private static async Task<string[]> WaitAsync(Server server, int count)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            JsonAny listed = JsonAny.Parse(await http.GetStringAsync(server.Endpoint + "/api/executions?stateMachine=m", limit.Token));
            string[] names = [.. ((JsonList)((JsonMap)listed)["executions"]!).Select(static e => ((JsonString)((JsonMap)e)["name"]!).Value)];
            if (names.Length >= count)
            {
                return [.. names.Order(StringComparer.Ordinal)];
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
