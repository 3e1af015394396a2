using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Spans and metrics that <c>asl serve</c> sends to a collector, over a <c>kill -9</c>.</summary>
public sealed class TelemetryTests
{
    private const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    private static readonly string[] Names =
        ["attempt:A", "attempt:N", "execution:child", "execution:parent", "state:A", "state:N", "state:P"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("http/json")]
    [InlineData("grpc")]
    public async Task A_nested_execution_is_in_one_trace_though_the_server_was_killed_meanwhile(string protocol)
    {
        await using OtlpDouble collector = await OtlpDouble.StartAsync(protocol);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-telemetry-");
        string traces = Path.Combine(directory.FullName, "traces.jsonl");
        var server = new Server(Path.Combine(directory.FullName, "asl.db"))
        {
            Variables = new(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_SERVICE_NAME"] = "orders",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["ASL_TRACES"] = traces,
            },
        };
        try
        {
            await server.InitializeAsync();
            string parent;
            string token;
            using (Api api = server.Connect())
            {
                string activity = (await api.CallAsync("CreateActivity", ("name", "a"))).Text("activityArn");
                string child = await api.CreateAsync(
                    "child", "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"" + activity + "\",\"End\":true}}}");
                string machine = await api.CreateAsync(
                    "parent",
                    """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"N"},"N":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"CHILD"},"End":true}}}"""
                        .Replace("CHILD", child, StringComparison.Ordinal));
                parent = (await api.CallAsync("StartExecution", ("stateMachineArn", machine), ("traceHeader", Header))).Text("executionArn");
                token = (await api.CallAsync("GetActivityTask", ("activityArn", activity))).Text("taskToken");
                await UntilAsync(() => collector.Spans.Any(static s => s.Name == "state:P"));
            }

            await server.KillAsync();
            await server.InitializeAsync();
            using (Api api = server.Connect())
            {
                await api.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", "{}"));
                await UntilAsync(() => collector.Spans.Select(static s => s.Name).Distinct().Count() == Names.Length
                    && collector.Sum("ExecutionsSucceeded", ":stateMachine:parent") == 1
                    && collector.Sum("ExecutionsSucceeded", ":stateMachine:child") == 1);
            }

            Assert.Equal(0, await server.StopAsync());
            Assert.Equal("", server.Errors.Trim());

            // A span may come twice over a crash, and is the same then.
            CollectedSpan[] spans = [.. collector.Spans.Distinct()];
            Assert.Equal(
                Names,
                spans.Select(static s => s.Name).Order(StringComparer.Ordinal));
            Assert.All(spans, static s => Assert.Equal("5759e988bd862e3fe1be46a994272793", s.Trace));
            CollectedSpan Of(string name) => spans.Single(s => s.Name == name);
            Assert.Equal("53995c3f42cd8ad8", Of("execution:parent").Parent);
            Assert.Equal(Of("execution:parent").Id, Of("state:P").Parent);
            Assert.Equal(Of("execution:parent").Id, Of("state:N").Parent);
            Assert.Equal(Of("state:N").Id, Of("execution:child").Parent);
            Assert.Equal(Of("execution:child").Id, Of("state:A").Parent);
            Assert.Equal(Of("state:A").Id, Of("attempt:A").Parent);
            Assert.Equal(parent, Of("state:N").Execution);
            Assert.True(Of("state:N").Start <= Of("execution:child").Start && Of("execution:child").End <= Of("state:N").End);
            Assert.Equal(["orders"], collector.Services);
            // What the file got before the kill may be cut off.
            string file = await File.ReadAllTextAsync(traces);
            Assert.All((string[])["execution:parent", "execution:child", "state:A"], name => Assert.Contains(Of(name).Id, file, StringComparison.Ordinal));
        }
        finally
        {
            await server.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Where nobody serves: all is sent and written before the command ends.</summary>
    [Fact]
    public async Task A_workflow_that_is_run_tells_of_itself_too()
    {
        await using OtlpDouble collector = await OtlpDouble.StartAsync("http/protobuf");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-telemetry-");
        try
        {
            string file = Path.Combine(directory.FullName, "w.asl.json");
            string traces = Path.Combine(directory.FullName, "traces.jsonl");
            string logs = Path.Combine(directory.FullName, "logs.jsonl");
            await File.WriteAllTextAsync(file, """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"Oh"}}}""");
            Outcome outcome = await Asl.RunAsync(
                [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("ASL_TRACES", traces), ("ASL_LOGS", logs)],
                "run", file, "--input", """{"a":"secret"}""");
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            Assert.Equal(
                ["execution:w", "state:F", "state:P"], collector.Spans.Select(static s => s.Name).Order(StringComparer.Ordinal));
            Assert.Equal(1, collector.Sum("ExecutionsFailed", ":stateMachine:w"));
            Assert.Equal(3, (await File.ReadAllLinesAsync(traces)).Length);
            string[] records = await File.ReadAllLinesAsync(logs);
            Assert.Equal(
                ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"],
                records.Select(static line => ((JsonString)((JsonMap)JsonAny.Parse(line))["type"]!).Value));
            Assert.DoesNotContain(records, static line => line.Contains("secret", StringComparison.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_collector_that_is_not_there_fails_no_workflow()
    {
        string file = Path.Combine(Asl.Root, "src", "Samples", "file-validation.asl.json");
        Outcome outcome = await Asl.RunAsync([("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")], "run", file);
        Assert.Equal(0, outcome.Code);
        Assert.NotEqual("", outcome.Output);
        Assert.Contains("127.0.0.1:1", outcome.Errors, StringComparison.Ordinal);
        outcome = await Asl.RunAsync([("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nowhere")], "run", file);
        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
