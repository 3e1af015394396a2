using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation;

/// <summary>
/// What was measured on AWS and takes a host to show, over every engine. Between the calls the engine is thrown away, and goes on with
/// what it had stored.
/// </summary>
public sealed class MeasuredTests
{
    private const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    private const string Activity = Prefix + "activity:a";
    private const string Arn = Prefix + "execution:m:e";
    private const string Child = Prefix + "execution:child:kid";
    private const string Waits = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""";

    private const string AsPath = """ "Parameters":{"StateMachineArn":"STATES:stateMachine:child","Name":"kid","Input":{"t.$":"$$.Task.Token"}} """;

    private const string AsJsonata = """
        "QueryLanguage":"JSONata",
        "Arguments":{"StateMachineArn":"STATES:stateMachine:child","Name":"kid","Input":{"t":"{% $states.context.Task.Token %}"}}
        """;

    private const string Begun = "ExecutionStarted 0, TaskStateEntered 0, TaskScheduled 2, TaskStarted 3, TaskSubmitted 4";

    public static TheoryData<string> Engines => ["memory", "SQLite", "durable", "narrow durable"];

    // faults.md L15, and services test_sync_with_task_token, recorded.
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_ends_with_its_token(string engine)
    {
        foreach ((string resource, string arguments) in (IEnumerable<(string, string)>)[(".sync", AsPath), (".sync:2", AsJsonata)])
        {
            await using Run run = await Run.StartAsync(engine, Job(resource, arguments), Waits);
            string token = await run.TokenAsync();
            await run.CallAsync("SendTaskHeartbeat", ("taskToken", token));
            await run.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", "\"done\""));

            Assert.Equal("""["SUCCEEDED","\"done\""]""", await run.ShowAsync(Arn, "status", "output"));
            Assert.Equal(Begun + ", TaskSucceeded 5, TaskStateExited 6, ExecutionSucceeded 7", await run.HistoryAsync());
            Assert.Equal("TaskTimedOut", await run.RefusedAsync("SendTaskSuccess", ("taskToken", token), ("output", "1")));

            // Nobody has stopped it: it may have been the job itself that has reported.
            Assert.Equal("""["RUNNING"]""", await run.ShowAsync(Child, "status"));
            await run.Service.PassAsync(TimeSpan.FromSeconds(61));
            Assert.Equal("""["SUCCEEDED"]""", await run.ShowAsync(Child, "status"));
            Assert.Equal("""["SUCCEEDED","\"done\""]""", await run.ShowAsync(Arn, "status", "output"));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_fails_with_its_token(string engine)
    {
        string catcher = """ "Catch":[{"ErrorEquals":["Mine"],"Next":"C"}],""";
        await using Run run = await Run.StartAsync(engine, Job(".sync:2", catcher + AsPath, ""","C":{"Type":"Pass","End":true}"""), Waits);
        await run.CallAsync("SendTaskFailure", ("taskToken", await run.TokenAsync()), ("error", "Mine"), ("cause", "by hand"));
        Assert.Equal(
            """["SUCCEEDED","{\"Error\":\"Mine\",\"Cause\":\"by hand\"}"]""", await run.ShowAsync(Arn, "status", "output"));
        Assert.Equal(
            Begun + ", TaskFailed 5, TaskStateExited 6, PassStateEntered 7, PassStateExited 8, ExecutionSucceeded 9", await run.HistoryAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_whose_token_nobody_has_used_ends_as_any_other(string engine)
    {
        await using Run run = await Run.StartAsync(engine, Job(".sync", AsPath), Waits);
        string token = await run.TokenAsync();
        await run.Service.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal("""["SUCCEEDED"]""", await run.ShowAsync(Arn, "status"));
        Assert.Equal(Begun + ", TaskSucceeded 5, TaskStateExited 6, ExecutionSucceeded 7", await run.HistoryAsync());
        Assert.Equal("TaskTimedOut", await run.RefusedAsync("SendTaskSuccess", ("taskToken", token), ("output", "1")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_with_a_token_is_stopped_when_it_takes_too_long(string engine)
    {
        await using Run run = await Run.StartAsync(engine, Job(".sync", """ "HeartbeatSeconds":10,"TimeoutSeconds":20, """ + AsPath), Waits);
        string token = await run.TokenAsync();
        await run.Service.PassAsync(TimeSpan.FromSeconds(8));
        await run.CallAsync("SendTaskHeartbeat", ("taskToken", token));
        await run.Service.PassAsync(TimeSpan.FromSeconds(8));
        Assert.Equal("""["RUNNING"]""", await run.ShowAsync(Arn, "status"));
        await run.Service.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("""["FAILED","States.Timeout"]""", await run.ShowAsync(Arn, "status", "error"));
        Assert.Equal(Begun + ", TaskTimedOut 5, ExecutionFailed 6", await run.HistoryAsync());
        Assert.Equal("""["ABORTED"]""", await run.ShowAsync(Child, "status"));
        Assert.Equal("TaskTimedOut", await run.RefusedAsync("SendTaskSuccess", ("taskToken", token), ("output", "1")));
    }

    // faults.md L17, measured; the text was recorded by LocalStack's tests (facts/step-functions.md 1.17). That nothing catches it is L6.
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_task_of_an_activity_that_does_not_exist_is_not_scheduled(string engine)
    {
        string task =
            $$"""
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{Activity}}","End":true,
              "Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"A"}]} } }
            """;
        await using Run run = await Run.StartAsync(engine, task, Waits, deletesActivity: true);
        Assert.Equal(
            $"""["FAILED","States.Runtime","An error occurred while executing the state 'A' (entered at the event id #2). The activity {Activity} does not exist."]""",
            await run.ShowAsync(Arn, "status", "error", "cause"));
        Assert.Equal("ExecutionStarted 0, TaskStateEntered 0, ExecutionFailed 2", await run.HistoryAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_task_that_was_offered_outlasts_its_activity(string engine)
    {
        string task = $$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{Activity}}","End":true} } }""";
        await using Run run = await Run.StartAsync(engine, task, Waits);
        const string Scheduled = "ExecutionStarted 0, TaskStateEntered 0, ActivityScheduled 2";
        Assert.Equal(Scheduled, await run.HistoryAsync());
        await run.CallAsync("DeleteActivity", ("activityArn", Activity));
        Assert.Equal("""["RUNNING"]""", await run.ShowAsync(Arn, "status"));
        Assert.Equal(Scheduled, await run.HistoryAsync());
    }

    /// <param name="more">States that follow.</param>
    private static string Job(string pattern, string fields, string more = "") =>
        $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution{{pattern}}","End":true,{{fields}} }{{more}} } }"""
            .Replace("STATES:", Prefix, StringComparison.Ordinal);

    /// <summary>An execution of a machine, on an engine that is thrown away before each call.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly MemoryStore _memory = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("asl-measured").FullName;

        private Run(string engine) => Service = new ServiceUnderTest(tasks => engine switch
        {
            "memory" => new InProcessHost(() => _memory, tasks),
            "SQLite" => new InProcessHost(() => new SqliteStore(Path.Combine(_folder, "asl.db")), tasks),
            "durable" => new DurableHost(tasks, new OrchestrationOptions(), new HubFaults(), 1),
            _ => new DurableHost(
                tasks, new OrchestrationOptions { InlineBytes = 300, StateBytes = 1_500, TailBytes = 500, StatusBytes = 300 }, new HubFaults(), 1),
        })
        {
            Patience = TimeSpan.Zero,
        };

        public ServiceUnderTest Service { get; }

        public static async Task<Run> StartAsync(string engine, string definition, string child, bool deletesActivity = false)
        {
            var run = new Run(engine);
            await run.CallAsync("CreateActivity", ("name", "a"));
            await run.CreateAsync("child", child);
            await run.CreateAsync("m", definition);
            if (deletesActivity)
            {
                await run.CallAsync("DeleteActivity", ("activityArn", Activity));
            }

            await run.CallAsync("StartExecution", ("stateMachineArn", Prefix + "stateMachine:m"), ("name", "e"));
            return run;
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        public async Task<JsonMap> CallAsync(string operation, params (string Name, JsonAny Value)[] request)
        {
            await Service.RestartAsync();
            JsonMap answer = await Service.CallAsync(operation, JsonMap.Of(request));
            Assert.True(answer["status"]!.Equals((JsonAny)200), $"{operation}: {answer}");
            return (JsonMap)answer["body"]!;
        }

        public async Task<string> RefusedAsync(string operation, params (string Name, JsonAny Value)[] request)
        {
            JsonMap answer = await Service.CallAsync(operation, JsonMap.Of(request));
            Assert.Equal(400, answer["status"]);
            return Text((JsonMap)answer["body"]!, "__type");
        }

        /// <summary>The token that the child was given.</summary>
        public async Task<string> TokenAsync() => Text(
            (JsonMap)JsonAny.Parse(Text(await CallAsync("DescribeExecution", ("executionArn", Child)), "input")), "t");

        public async Task<string> ShowAsync(string arn, params string[] members)
        {
            JsonMap described = await CallAsync("DescribeExecution", ("executionArn", arn));
            return JsonList.Of(members.Select(name => described[name] ?? JsonAny.Null)).ToString();
        }

        /// <summary>The events' types, each with the event that it links to.</summary>
        public async Task<string> HistoryAsync()
        {
            JsonMap history = await CallAsync("GetExecutionHistory", ("executionArn", Arn));
            return string.Join(", ", ((JsonList)history["events"]!).Cast<JsonMap>().Select(static e => $"{Text(e, "type")} {e["previousEventId"]}"));
        }

        private async Task CreateAsync(string name, string definition) => await CallAsync(
            "CreateStateMachine", ("name", name), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r"));

        private static string Text(JsonMap json, string name) => ((JsonString)json[name]!).Value;
    }
}
