using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl list</c>, <c>asl history</c> and <c>asl watch</c> against a server (faults.md C13).</summary>
public sealed class InspectTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task Machines_and_their_executions_are_listed()
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync("listed", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
        string execution = await api.StartAsync(machine, "first");
        await api.WhenEndedAsync(execution);

        Outcome machines = await Asl.RunAsync("list", "--endpoint", server.Endpoint);
        Outcome executions = await Asl.RunAsync("list", machine, "--endpoint", server.Endpoint);

        Assert.Contains($"STANDARD  {machine}\n", machines.Output, StringComparison.Ordinal);
        Assert.Matches($@"^SUCCEEDED  \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ  {execution}\n$", executions.Output);
    }

    [Fact]
    public async Task A_history_is_told_as_a_run_tells_it()
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync("told", """
            {"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Nobody","End":true}}}
            """);
        string execution = await api.StartAsync(machine, "first", """{"n":1}""");
        await api.WhenEndedAsync(execution);

        Outcome history = await Asl.RunAsync("history", execution, "--verbose", "--endpoint", server.Endpoint);
        Outcome watched = await Asl.RunAsync("watch", execution, "--endpoint", server.Endpoint);

        Assert.Equal((0, ""), (history.Code, history.Errors));
        string[] kinds = [.. history.Output.TrimEnd('\n').Split('\n').Select(static line => line.TrimStart().Split(' ', 2)[1])];
        Assert.Equal("> P", kinds[0]);
        Assert.StartsWith("< P (", kinds[1], StringComparison.Ordinal);
        Assert.Equal(["> T", """= LambdaFunctionScheduled {"n":1}"""], kinds[2..4]);
        Assert.StartsWith("! LambdaFunctionFailed: Lambda.ResourceNotFoundException: ", kinds[4], StringComparison.Ordinal);
        Assert.Equal((1, ""), (watched.Code, watched.Output));
        Assert.Contains("> T", watched.Errors, StringComparison.Ordinal);
        Assert.Contains("FAILED: Lambda.ResourceNotFoundException: ", watched.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_is_watched_to_its_end()
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync("watched", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""");

        Outcome watched = await Asl.RunAsync(
            "watch", await api.StartAsync(machine, "first", "[1]"), "--endpoint", server.Endpoint);

        Assert.Equal((0, "[1]\n"), (watched.Code, watched.Output));
        Assert.Matches(@"> W\n.*< W \(1\.\d+ s\)\n$", watched.Errors);
    }

    [Theory]
    [InlineData(1, "ExecutionDoesNotExist", "history", "arn:aws:states:us-east-1:123456789012:execution:none:none")]
    [InlineData(1, "StateMachineDoesNotExist", "list", "arn:aws:states:us-east-1:123456789012:stateMachine:none")]
    [InlineData(1, "Is asl serve running there?", "list", "--endpoint", "http://127.0.0.1:1")]
    [InlineData(2, "'nowhere' is no address", "list", "--endpoint", "nowhere")]
    public async Task What_cannot_be_looked_at_says_why(int code, string expected, params string[] arguments)
    {
        Outcome outcome = await Asl.RunAsync(
            arguments.Contains("--endpoint") ? arguments : [.. arguments, "--endpoint", server.Endpoint]);

        Assert.Equal((code, ""), (outcome.Code, outcome.Output));
        Assert.Contains(expected, outcome.Errors, StringComparison.Ordinal);
    }
}
