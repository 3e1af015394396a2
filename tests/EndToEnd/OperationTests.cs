using System.Collections.Concurrent;
using System.Diagnostics;
using FunctionsAsl.AwsApi;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Every operation of the API by every client: one call that succeeds, and one that is refused (<see cref="OperationCall"/>).</summary>
public sealed class OperationTests(Server server) : IClassFixture<Server>
{
    private const string Success = "success";

    [Fact]
    public void No_operation_of_the_API_is_left_out()
    {
        ServiceModel model = ServiceTable.Read(ServiceTable.Find("stepfunctions")!);

        Assert.Equal(
            model.Operations.Select(static o => o.Name).Order(StringComparer.Ordinal), OperationCall.All.Select(static c => c.Operation));
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_calls_each()
    {
        var aws = new AwsCli(server);
        List<(string Operation, JsonMap Input, string Expected)> calls = await PrepareAsync("cli");
        var seen = new ConcurrentBag<string>();
        // Each is a process, and most of its time is that of Python's start.
        await Parallel.ForEachAsync(calls, async (call, _) =>
            seen.Add($"{call.Operation} {await aws.TryAsync(call.Operation, call.Input) ?? Success}"));

        Assert.Equal(Lines(calls), seen.Order(StringComparer.Ordinal));
    }

    [Boto3Fact]
    public async Task Boto3_calls_each()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "clients", "boto3_client.py");
        List<(string Operation, JsonMap Input, string Expected)> calls = await PrepareAsync("boto3");

        JsonAny answer = JsonAny.Parse(await RunAsync(Tool.StartInfo("python3", [script, server.Endpoint, "operations"]), calls));

        Assert.Empty(answer.List("problems"));
        Assert.Equal(Lines(calls), answer.List("seen").Select(static line => ((JsonString)line).Value).Order(StringComparer.Ordinal));
    }

    [NodeFact]
    public async Task The_SDK_for_JavaScript_calls_each()
    {
        string script = Path.Combine(NodeFactAttribute.Packages.Directory, "operations.js");
        List<(string Operation, JsonMap Input, string Expected)> calls = await PrepareAsync("node");

        string output = await RunAsync(Tool.StartInfo("node", [script, server.Endpoint]), calls);

        Assert.Equal(Lines(calls), output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private async Task<List<(string Operation, JsonMap Input, string Expected)>> PrepareAsync(string client)
    {
        using Api api = server.Connect();
        var resources = new Resources(api, client);
        List<(string Operation, JsonMap Input, string Expected)> calls = [];
        foreach (OperationCall call in OperationCall.All)
        {
            calls.Add((call.Operation, await call.Good(resources), Success));
            calls.Add((call.Operation, await call.Bad(resources), call.Error));
        }

        return calls;
    }

    /// <summary>Has a script call the operations that it reads, and returns what it prints.</summary>
    private static async Task<string> RunAsync(ProcessStartInfo script, List<(string Operation, JsonMap Input, string Expected)> calls)
    {
        string asked = JsonList.Of(calls.Select(static call => (JsonAny)JsonMap.Of(("operation", call.Operation), ("input", call.Input)))).ToString();
        Outcome outcome = await Tool.RunAsync(script, asked);
        Assert.True(outcome.Code == 0, outcome.ToString());
        return outcome.Output;
    }

    private static IEnumerable<string> Lines(List<(string Operation, JsonMap Input, string Expected)> calls) =>
        calls.Select(static call => $"{call.Operation} {call.Expected}").Order(StringComparer.Ordinal);
}
