using System.Globalization;
using System.Text.Json.Nodes;
using FunctionsAsl.Compatibility.Hosts;

namespace FunctionsAsl.Compatibility;

/// <summary>Writes data with executions that wait for everything there is, and the script by which they go on.</summary>
/// <param name="set">Where to.</param>
internal sealed class Writer(DataSet set)
{
    private const string Account = "arn:aws:states:us-east-1:123456789012";
    private const string Role = "arn:aws:iam::123456789012:role/r";
    private const string Functions = "arn:aws:lambda:us-east-1:123456789012:function:";

    // So many messages that a durable generation is too long, and another begins.
    private const int Heartbeats = 1005;

    private static readonly DateTimeOffset Start = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly Dictionary<string, string> _leased = new(StringComparer.Ordinal);
    private readonly FunctionTable _functions = new(answers: false);
    private Host _host = null!;

    public async Task RunAsync()
    {
        using var folder = new ScratchFolder();
        string file = folder.File("data");
        await using (_host = Host.Open(set.Kind, file, Start, _functions))
        {
            await CreateAsync();
            await PublishAsync();
            await StartAsync();
            await GoOnAsync();
        }

        set.WriteData(file);
        set.WriteScript(MakeScript());
    }

    private async Task CreateAsync()
    {
        foreach (string name in (string[])["work", "part", "beat", "late", "never"])
        {
            await CallAsync("CreateActivity", new JsonObject { ["name"] = name, ["tags"] = Tags() });
        }

        foreach ((string name, string definition) in Workflows.Definitions)
        {
            await CallAsync("CreateStateMachine", new JsonObject
            {
                ["name"] = name,
                ["roleArn"] = Role,
                ["definition"] = WithArns(definition),
                ["tags"] = Tags(),
            });
        }

        await CallAsync("CreateStateMachine", new JsonObject
        {
            ["name"] = "express",
            ["roleArn"] = Role,
            ["type"] = "EXPRESS",
            ["definition"] = WithArns(Workflows.Definitions["end"]),
        });
    }

    /// <summary>Two versions of a machine, an alias that routes between them, and a machine that logs.</summary>
    private async Task PublishAsync()
    {
        const string Machine = $"{Account}:stateMachine:wait";
        await CallAsync("PublishStateMachineVersion", new JsonObject { ["stateMachineArn"] = Machine, ["description"] = "first" });
        await CallAsync("UpdateStateMachine", new JsonObject
        {
            ["stateMachineArn"] = Machine,
            ["loggingConfiguration"] = new JsonObject
            {
                ["level"] = "ALL",
                ["includeExecutionData"] = true,
                ["destinations"] = new JsonArray(new JsonObject
                {
                    ["cloudWatchLogsLogGroup"] = new JsonObject { ["logGroupArn"] = "arn:aws:logs:us-east-1:123456789012:log-group:g:*" },
                }),
            },
            ["publish"] = true,
        });
        await CallAsync("CreateStateMachineAlias", new JsonObject
        {
            ["name"] = "live",
            ["routingConfiguration"] = new JsonArray(
                new JsonObject { ["stateMachineVersionArn"] = Machine + ":1", ["weight"] = 30 },
                new JsonObject { ["stateMachineVersionArn"] = Machine + ":2", ["weight"] = 70 }),
        });
    }

    private async Task StartAsync()
    {
        await StartAsync("wait", "long", Until(3600));
        await StartAsync("wait", "due-while-closed", Until(40));
        await StartAsync("wait", "to-be-stopped", Until(100_000));
        await StartAsync("wait", "aborted", Until(100_000));
        await StartAsync("end", "well", """{ "end": "well", "number": 1.50e1 }""");
        await StartAsync("end", "badly", """{"end": "badly", "error": "Planned"}""");
        await StartAsync("end", "too-long", """{"end": "never"}""");
        await StartAsync("loop", "e", """{"count": 0, "ids": []}""");
        await StartAsync("jsonata", "e", """{"text": "t\u00e4xt", "number": 10.0}""");
        await StartAsync("retry", "e", "{}");
        await StartAsync("parallel", "e", """{"a": 1}""");
        await StartAsync("parallel-fails", "e", "{}");
        await StartAsync("parallel-retry", "e", "{}");
        await StartAsync("map", "e", """{"seconds": [2, 4000, 3, 3000, 1200, 500]}""");
        await StartAsync("distributed", "e", """{"seconds": [2, 4000, 3, 3000, 1200, 500]}""");
        foreach (string machine in (string[])["batches", "express-children", "nested-runs", "selected", "run-fails", "run-redriven"])
        {
            await StartAsync(machine, "e", """{"seconds": [2, 900, 3, 700, 1200]}""");
        }

        await StartAsync("batches", "updated", """{"seconds": [2, 900, 3, 700, 1200]}""");
        await StartAsync("mended", "redriven", "{}");
        await StartAsync("mended", "failed", "{}");
        await StartAsync("wait:1", "by-version", Until(2600));
        await StartAsync("wait:live", "by-alias", Until(2700));

        await StartAsync("activity", "leased", """{"task": 0}""");
        await StartAsync("activity", "first", """{"task": 1.0}""");
        await StartAsync("activity", "second", """{"task": 2}""");
        await StartAsync("timeout", "taken", "{}");
        await StartAsync("timeout", "never-taken", "{}");
        await StartAsync("heartbeat", "kept", "{}");
        await StartAsync("heartbeat", "lapses", "{}");
        await StartAsync("heartbeat", "many", "{}");
        await StartAsync("callback", "answered", "{}");
        await StartAsync("callback", "refused", "{}");
        await StartAsync("callback", "forgotten", "{}");
        await StartAsync("nested", "e", Until(2200));
        await StartAsync("nested-timeout", "e", Until(100_000));
        await StartAsync("nested-token", "token-answered", Until(2300));
        await StartAsync("nested-token", "token-forgotten", Until(2400));
        await StartAsync("deadline", "e", "{}");
        await StartAsync("slow", "e", "{}");
        await StartAsync("app", "e", """{"app": true}""");
        await StartAsync("large", "e", $$"""{"text": "{{new string('x', 100_000)}}"}""");
        await StartAsync("updated", "old", "{}");
        await StartAsync("deleted", "e", "{}");
    }

    private async Task GoOnAsync()
    {
        await _host.MoveToAsync(Start.AddSeconds(4));
        foreach (string execution in (string[])["kept", "lapses", "many"])
        {
            await LeaseAsync("beat", execution);
        }

        foreach (string job in (string[])["token-answered", "token-forgotten"])
        {
            JsonNode child = await CallAsync("DescribeExecution", new JsonObject { ["executionArn"] = $"{Account}:execution:wait:{job}" });
            _leased.Add(job, JsonNode.Parse(child["input"]!.GetValue<string>())!["token"]!.GetValue<string>());
        }

        await LeaseAsync("work", "leased");
        await LeaseAsync("late", "taken");
        await CallAsync("UpdateStateMachine", new JsonObject
        {
            ["stateMachineArn"] = $"{Account}:stateMachine:updated",
            ["definition"] = Workflows.UpdatedDefinition,
        });
        await StartAsync("updated", "new", "{}");
        await CallAsync("DeleteStateMachine", new JsonObject { ["stateMachineArn"] = $"{Account}:stateMachine:deleted" });
        await _host.MoveToAsync(Start.AddSeconds(10));
        await CallAsync("SendTaskHeartbeat", new JsonObject { ["taskToken"] = _leased["kept"] });
        await CallAsync("StopExecution", new JsonObject
        {
            ["executionArn"] = $"{Account}:execution:wait:aborted",
            ["error"] = "Stopped",
            ["cause"] = "by hand",
        });
        for (int i = 0; i < Heartbeats; i++)
        {
            await CallAsync("SendTaskHeartbeat", new JsonObject { ["taskToken"] = _leased["many"] });
        }

        await CallAsync("UpdateMapRun", new JsonObject
        {
            ["mapRunArn"] = await RunOfAsync("batches", "updated"),
            ["maxConcurrency"] = 2,
            ["toleratedFailurePercentage"] = 50.5,
        });
        await _host.MoveToAsync(Start.AddSeconds(20));
        await RedriveAsync("run-redriven", "e");
        await RedriveAsync("mended", "redriven");
    }

    private async Task<string> RunOfAsync(string machine, string execution)
    {
        JsonNode runs = await CallAsync("ListMapRuns", new JsonObject { ["executionArn"] = $"{Account}:execution:{machine}:{execution}" });
        return runs["mapRuns"]![0]!["mapRunArn"]!.GetValue<string>();
    }

    private async Task RedriveAsync(string machine, string execution) => await CallAsync("RedriveExecution", new JsonObject
    {
        ["executionArn"] = $"{Account}:execution:{machine}:{execution}",
        ["clientToken"] = $"{machine}-{execution}",
    });

    private Script MakeScript()
    {
        List<ScriptedCall> calls = [];
        Add(60, "GetActivityTask", ("activityArn", $"{Account}:activity:work"), ("workerName", "late shift"));
        Add(60, "SendTaskSuccess", ("taskToken", Script.TakenToken), ("output", """{ "number": 1.0e1 }"""));
        Add(61, "GetActivityTask", ("activityArn", $"{Account}:activity:work"));
        Add(61, "SendTaskFailure", ("taskToken", Script.TakenToken), ("error", "Planned"), ("cause", "The worker says no."));
        Add(62, "SendTaskSuccess", ("taskToken", _leased["leased"]), ("output", "\"by the early shift\""));
        Add(63, "SendTaskHeartbeat", ("taskToken", _leased["kept"]));
        Add(64, "SendTaskSuccess", ("taskToken", TokenOf("answered")), ("output", """{"answer": [1, 2.50]}"""));
        Add(65, "SendTaskFailure", ("taskToken", TokenOf("refused")), ("error", "Refused"));
        Add(66, "GetActivityTask", ("activityArn", $"{Account}:activity:part"));
        Add(66, "SendTaskSuccess", ("taskToken", Script.TakenToken), ("output", "{}"));
        Add(67, "StopExecution", ("executionArn", $"{Account}:execution:wait:to-be-stopped"), ("error", "Stopped"));
        Add(68, "StartExecution", ("stateMachineArn", $"{Account}:stateMachine:wait"), ("name", "later"), ("input", Until(200)));
        Add(69, "StartExecution", ("stateMachineArn", $"{Account}:stateMachine:wait"), ("name", "long"), ("input", Until(3600)));
        Add(70, "StartExecution", ("stateMachineArn", $"{Account}:stateMachine:wait"), ("name", "long"), ("input", "{}"));
        Add(71, "StartExecution", ("stateMachineArn", $"{Account}:stateMachine:updated"), ("name", "later"), ("input", "{}"));
        Add(72, "GetExecutionHistory", ("executionArn", $"{Account}:execution:deleted:e"));
        Add(73, "SendTaskHeartbeat", ("taskToken", _leased["many"]));
        Add(74, "SendTaskSuccess", ("taskToken", _leased["token-answered"]), ("output", """{"answer": [1, 2.50]}"""));
        Add(75, "RedriveExecution", ("executionArn", $"{Account}:execution:run-fails:e"));
        Add(75, "RedriveExecution", ("executionArn", $"{Account}:execution:express-children:e"));
        Add(76, "RedriveExecution", ("executionArn", $"{Account}:execution:mended:failed"));
        Add(77, "RedriveExecution", ("executionArn", $"{Account}:execution:mended:redriven"), ("clientToken", "mended-redriven"));
        Add(150, "SendTaskHeartbeat", ("taskToken", _leased["kept"]));
        Add(160, "SendTaskSuccess", ("taskToken", _leased["many"]), ("output", "[]"));
        Add(200, "SendTaskSuccess", ("taskToken", _leased["kept"]), ("output", "[]"));
        Add(210, "SendTaskSuccess", ("taskToken", _leased["lapses"]), ("output", "[]"));
        Add(5000, "SendTaskFailure", ("taskToken", _leased["token-forgotten"]), ("error", "Late"));
        Add(6000, "SendTaskSuccess", ("taskToken", TokenOf("forgotten")), ("output", "[]"));
        IEnumerable<string> unlisted = _functions.Tokens.Where(static t => t.Value.Length == 0).Select(static t => t.Key);
        return new Script(Start.AddSeconds(50), [.. unlisted.Order(StringComparer.Ordinal)], calls, Start.AddDays(10));

        string TokenOf(string execution) => _functions.Tokens[$"{Account}:execution:callback:{execution}"];

        void Add(int second, string operation, params (string Name, string Value)[] parameters) => calls.Add(new ScriptedCall(
            Start.AddSeconds(second), operation, new JsonObject(parameters.Select(static p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value)))));
    }

    private async Task StartAsync(string machine, string name, string input) => await CallAsync("StartExecution", new JsonObject
    {
        ["stateMachineArn"] = $"{Account}:stateMachine:{machine}",
        ["name"] = name,
        ["input"] = input,
    });

    private async Task LeaseAsync(string activity, string execution)
    {
        JsonNode task = await CallAsync("GetActivityTask", new JsonObject
        {
            ["activityArn"] = $"{Account}:activity:{activity}",
            ["workerName"] = "early shift",
        });
        _leased.Add(execution, task["taskToken"]!.GetValue<string>());
    }

    /// <summary>Each call has a time of its own.</summary>
    private async Task<JsonNode> CallAsync(string operation, JsonObject parameters)
    {
        await _host.SettleAsync();
        _host.Clock.Tick();
        (int status, JsonNode body) = await _host.CallAsync(operation, parameters);
        return status == 200 ? body : throw new InvalidOperationException($"{operation} {parameters}: {status} {body}");
    }

    private static JsonArray Tags() => [new JsonObject { ["key"] = "k", ["value"] = "v" }];

    private static string Until(int second) =>
        $$"""{"until": "{{Start.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}"}""";

    private static string WithArns(string definition) => definition
        .Replace("ACTIVITY:", $"{Account}:activity:", StringComparison.Ordinal)
        .Replace("FUNCTION:", Functions, StringComparison.Ordinal)
        .Replace("MACHINE:", $"{Account}:stateMachine:", StringComparison.Ordinal);
}
