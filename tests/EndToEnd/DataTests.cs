using System.Net;
using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl status</c>, <c>backup</c>, <c>export</c> and <c>import</c>, while a server has the file.</summary>
public sealed class DataTests : IDisposable
{
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""";
    private const string Fail = """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"c"}}}""";

    // Two executions for three items, one of which fails.
    private const string Map = """
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemBatcher":{"MaxItemsPerBatch":2},"ToleratedFailurePercentage":50,"MaxConcurrency":1,"Label":"L",
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
            "C":{"Type":"Choice","Choices":[{"Variable":"$.Items[1]","IsPresent":true,"Next":"P"}],"Default":"F"},
            "P":{"Type":"Pass","End":true},"F":{"Type":"Fail","Error":"E","Cause":"c"}}},"End":true}}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asl-data-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_is_looked_at_and_copied_while_a_server_has_it()
    {
        string ended, waiting;
        await using (Running server = await StartAsync("first.db"))
        {
            ended = await server.Api.StartAsync(await server.Api.CreateAsync("fails", Fail), "e");
            await server.Api.WhenEndedAsync(ended);
            waiting = await server.Api.StartAsync(await server.Api.CreateAsync("waits", Wait), "w");

            Outcome status = await Asl.RunAsync("status", "--data", PathOf("first.db"));
            Outcome backup = await Asl.RunAsync("backup", PathOf("copy.db"), "--data", PathOf("first.db"));
            Outcome again = await Asl.RunAsync("backup", PathOf("copy.db"), "--data", PathOf("first.db"));

            Assert.Equal((0, ""), (status.Code, status.Errors));
            Assert.Matches($@"(?m)^file +{Regex.Escape(PathOf("first.db"))}$", status.Output);
            Assert.Matches(@"(?m)^RUNNING +1$", status.Output);
            Assert.Matches(@"(?m)^FAILED +1$", status.Output);
            Assert.Matches(@"(?m)^machines +2$", status.Output);
            Assert.Matches(@"(?m)^bytes +\d{4,}$", status.Output);
            Assert.Equal((0, "", ""), (backup.Code, backup.Output, backup.Errors));
            Assert.Contains("is there already", again.Errors, StringComparison.Ordinal);
        }

        await using Running copy = await StartAsync("copy.db");
        Assert.Equal("FAILED", (await copy.DescribeAsync(ended)).Text("status"));
        Assert.Equal("RUNNING", (await copy.DescribeAsync(waiting)).Text("status"));
        await copy.Api.CallAsync("StopExecution", ("executionArn", waiting));
        Assert.Equal("ABORTED", (await copy.Api.WhenEndedAsync(waiting)).Text("status"));
    }

    [Fact]
    public async Task What_was_exported_is_the_same_where_it_is_imported()
    {
        string sample = Path.Combine(Asl.Root, "src", "Samples", "order.asl.json");
        string[] executions, told;
        string machine, running;
        Outcome export;
        await using (Running server = await StartAsync("first.db"))
        {
            Api api = server.Api;
            machine = await api.CreateAsync("order", await File.ReadAllTextAsync(sample));
            await api.CallAsync("PublishStateMachineVersion", ("stateMachineArn", machine), ("description", "the first"));
            await api.CallAsync("CreateStateMachineAlias", ("name", "PROD"), ("routingConfiguration", JsonList.Of(
                JsonMap.Of(("stateMachineVersionArn", machine + ":1"), ("weight", 100L)))));
            await api.CallAsync("CreateActivity", ("name", "act"));
            await api.CallAsync("TagResource", ("resourceArn", machine), ("tags", JsonList.Of(JsonMap.Of(("key", "k"), ("value", "v")))));
            string input = await File.ReadAllTextAsync(Path.ChangeExtension(sample, null).Replace(".asl", ".input.json", StringComparison.Ordinal));
            string fails = await api.CreateAsync("fails", Fail);
            string maps = await api.CreateAsync("maps", Map);
            executions =
            [
                await api.StartAsync(machine, "a", input), await api.StartAsync(machine + ":PROD", "b", input),
                await api.StartAsync(fails, "f", """{ "n": 1.50 }"""), await api.StartAsync(maps, "m", "[1,2,3]"),
            ];
            foreach (string execution in executions)
            {
                await api.WhenEndedAsync(execution);
            }

            running = await api.StartAsync(await api.CreateAsync("waits", Wait), "w");
            told = await TellAsync(api, machine, executions);
            export = await Asl.RunAsync("export", "--endpoint", server.Endpoint);
        }

        Assert.Equal((0, ""), (export.Code, export.Errors));
        await File.WriteAllTextAsync(PathOf("all.jsonl"), export.Output);
        Outcome import = await Asl.RunAsync("import", PathOf("all.jsonl"), "--data", PathOf("second.db"));
        Outcome again = await Asl.RunAsync("import", PathOf("all.jsonl"), "--data", PathOf("second.db"));

        Assert.Equal((0, "Imported: 4 state machines, 1 activities, 6 executions, 1 Map Runs\n"), (import.Code, import.Output));
        Assert.Contains("Left out: 1 executions", import.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "Imported: 0 state machines, 0 activities, 0 executions, 0 Map Runs\n"), (again.Code, again.Output));
        await using Running second = await StartAsync("second.db");
        Assert.Equal(told, await TellAsync(second.Api, machine, executions));
        Assert.Equal("ExecutionDoesNotExist", (await second.DescribeAsync(running)).Text("__type"));
        await second.Api.WhenEndedAsync(await second.Api.StartAsync(machine + ":PROD", "new", "{}"));
    }

    [Theory]
    [InlineData("{", "Line 1: It is no line of an export")]
    [InlineData("""{"machine":{}}""", "Line 1: It has neither activity, stateMachine, execution nor mapRun.")]
    [InlineData("\n{\"activity\":{\"name\":\"a\"},\"tags\":[]}", "Line 2: It is no line of an export: activityArn")]
    [InlineData("""{"execution":{"stateMachineArn":"m"}}""", "Line 1: The state machine m must come before its executions.")]
    public async Task What_is_no_export_is_refused_with_its_line(string text, string expected)
    {
        await File.WriteAllTextAsync(PathOf("broken"), text);

        Outcome import = await Asl.RunAsync("import", PathOf("broken"), "--data", PathOf("b.db"));

        Assert.Equal((1, ""), (import.Code, import.Output));
        Assert.StartsWith(expected, import.Errors, StringComparison.Ordinal);
    }

    /// <summary>
    /// Each thing is refused once, as AWS and what stands before servers do; one execution is removed behind its listing, one machine is being
    /// deleted, one activity goes between.
    /// </summary>
    [Fact]
    public async Task An_export_waits_where_it_is_throttled_and_passes_over_what_has_gone()
    {
        using HttpListener aws = LoopbackListener.Start(out string address);
        Task<Outcome> export = Asl.RunAsync("export", "--endpoint", address);
        HashSet<string> refused = [];
        Task<HttpListenerContext> next = aws.GetContextAsync();
        while (await Task.WhenAny(export, next) == next)
        {
            HttpListenerContext context = await next;
            using var reader = new StreamReader(context.Request.InputStream);
            string operation = context.Request.Headers["X-Amz-Target"]!.Split('.')[1];
            string body = await reader.ReadToEndAsync();
            (int status, string answer) = refused.Add(operation + body)
                ? (refused.Count % 3) switch
                {
                    0 => (400, """{"__type":"com.amazonaws.swf.service.v2.model#ThrottlingException","message":"Rate exceeded"}"""),
                    1 => (429, "slow down"),
                    _ => (503, "<html/>"),
                }
                : Answer(operation, body);
            context.Response.StatusCode = status;
            context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer), willBlock: true);
            next = aws.GetContextAsync();
        }

        Outcome outcome = await export;
        Assert.Equal(
            ["Left out: act was removed meanwhile.", "Left out: going is being deleted.", "Left out: m:gone was removed meanwhile.", "Left out: run:gone was removed meanwhile."],
            outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, outcome.Code);
        Assert.Equal(
            ["stateMachine", "execution", "mapRun", "execution"],
            outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => ((JsonMap)JsonAny.Parse(line)).Select(static member => member.Key).First()));

        static (int, string) Answer(string operation, string body) => operation switch
        {
            "ListActivities" => (200, """{"activities":[{"activityArn":"act"}]}"""),
            "DescribeActivity" => (400, """{"__type":"ActivityDoesNotExist"}"""),
            "ListStateMachines" => (200, """{"stateMachines":[{"stateMachineArn":"going"},{"stateMachineArn":"m"}]}"""),
            "DescribeStateMachine" => (200, body.Contains("going", StringComparison.Ordinal) ? """{"status":"DELETING"}""" : """{"status":"ACTIVE"}"""),
            "ListTagsForResource" => (200, """{"tags":[]}"""),
            "ListStateMachineVersions" => (200, """{"stateMachineVersions":[]}"""),
            "ListStateMachineAliases" => (200, """{"stateMachineAliases":[]}"""),
            "ListMapRuns" => (200, """{"mapRuns":[{"mapRunArn":"run:gone"},{"mapRunArn":"run"}]}"""),
            "DescribeMapRun" when body.Contains("gone", StringComparison.Ordinal) => (400, """{"__type":"ResourceNotFound"}"""),
            "ListExecutions" when body.Contains("run", StringComparison.Ordinal) => body.Contains("gone", StringComparison.Ordinal)
                ? (200, """{"executions":[]}""")
                : (200, """{"executions":[{"executionArn":"item"}]}"""),
            "ListExecutions" => (200, """{"executions":[{"executionArn":"m:gone"},{"executionArn":"m:e"}]}"""),
            "GetExecutionHistory" => body.Contains("gone", StringComparison.Ordinal)
                ? (400, """{"__type":"ExecutionDoesNotExist"}""")
                : (200, """{"events":[{"id":1,"type":"ExecutionStarted"},{"id":2,"type":"MapRunStarted"}]}""".Replace("MapRunStarted", body.Contains("item", StringComparison.Ordinal) ? "PassStateEntered" : "MapRunStarted", StringComparison.Ordinal)),
            _ => (200, "{}"),
        };
    }

    /// <summary>A machine that was asked for by its ARN and is not there is a mistake.</summary>
    [Fact]
    public async Task An_export_of_a_machine_that_there_is_not_fails()
    {
        await using Running server = await StartAsync("empty.db");
        Outcome export = await Asl.RunAsync("export", "--endpoint", server.Endpoint, "--machine", "arn:aws:states:us-east-1:123456789012:stateMachine:none");
        Assert.Equal((1, ""), (export.Code, export.Output));
        Assert.Contains("StateMachineDoesNotExist", export.Errors, StringComparison.Ordinal);
    }

    /// <summary>Those that people have who sign in to AWS.</summary>
    [Fact]
    public async Task An_export_is_asked_for_with_temporary_credentials()
    {
        using HttpListener aws = LoopbackListener.Start(out string address);
        Task<Outcome> export = Asl.RunAsync([("AWS_SESSION_TOKEN", "t")], "export", "--endpoint", address);
        List<(string?, bool)> asked = [];
        Task<HttpListenerContext> next = aws.GetContextAsync();
        while (await Task.WhenAny(export, next) == next)
        {
            HttpListenerContext context = await next;
            string signed = context.Request.Headers["Authorization"] ?? "";
            asked.Add((context.Request.Headers["X-Amz-Security-Token"], signed.Contains(";x-amz-security-token;", StringComparison.Ordinal)));
            context.Response.Close("{\"activities\":[],\"stateMachines\":[]}"u8.ToArray(), willBlock: true);
            next = aws.GetContextAsync();
        }

        Assert.Equal(0, (await export).Code);
        Assert.Equal([("t", true), ("t", true)], asked);
    }

    [Fact]
    public async Task A_file_that_a_server_has_takes_nothing()
    {
        await using Running server = await StartAsync("held.db");
        await File.WriteAllTextAsync(PathOf("nothing"), "");

        Outcome import = await Asl.RunAsync("import", PathOf("nothing"), "--data", PathOf("held.db"));

        Assert.Equal(1, import.Code);
        Assert.Contains("is in use by another process", import.Errors, StringComparison.Ordinal);
    }

    /// <summary>All that the API tells of what was exported, but for whether it can be redriven: the states are not exported.</summary>
    private static async Task<string[]> TellAsync(Api api, string machine, string[] executions)
    {
        List<string> told =
        [
            (await api.CallAsync("DescribeStateMachine", ("stateMachineArn", machine))).ToString(),
            (await api.CallAsync("DescribeStateMachine", ("stateMachineArn", machine + ":1"))).ToString(),
            (await api.CallAsync("DescribeStateMachineAlias", ("stateMachineAliasArn", machine + ":PROD"))).ToString(),
            (await api.CallAsync("ListTagsForResource", ("resourceArn", machine))).ToString(),
            (await api.CallAsync("ListActivities")).ToString(),
        ];
        foreach (string execution in executions)
        {
            JsonMap described = await api.CallAsync("DescribeExecution", ("executionArn", execution));
            told.Add(JsonMap.Of([.. described.Where(static m => !m.Key.StartsWith("redriveStatus", StringComparison.Ordinal)).Select(static m => (m.Key, m.Value))]).ToString());
            told.Add(string.Join('\n', await api.AllAsync("GetExecutionHistory", "events", ("executionArn", execution))));
            told.Add((await api.CallAsync("DescribeStateMachineForExecution", ("executionArn", execution))).ToString());
            foreach (JsonMap run in await api.AllAsync("ListMapRuns", "mapRuns", ("executionArn", execution)))
            {
                told.Add(run.ToString());
                told.Add((await api.CallAsync("DescribeMapRun", ("mapRunArn", run.Text("mapRunArn")))).ToString());
                List<JsonMap> items = [.. await api.AllAsync("ListExecutions", "executions", ("mapRunArn", run.Text("mapRunArn")))];
                told.AddRange(items.Select(static item => item.ToString()));
                told.AddRange(await TellAsync(api, machine, [.. items.Select(static item => item.Text("executionArn"))]));
            }
        }

        return [.. told];
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<Running> StartAsync(string file)
    {
        var server = new Server(PathOf(file), "--samples");
        await server.InitializeAsync();
        return new Running(server);
    }

    private sealed class Running(Server server) : IAsyncDisposable
    {
        public string Endpoint => server.Endpoint;

        public Api Api { get; } = server.Connect();

        public async Task<JsonMap> DescribeAsync(string execution) =>
            (await Api.SendAsync("DescribeExecution", JsonMap.Of(("executionArn", execution)).ToUtf8())).Answer;

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await server.DisposeAsync();
        }
    }
}
