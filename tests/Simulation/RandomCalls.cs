using FunctionsAsl.Json;

namespace FunctionsAsl.Simulation;

/// <summary>A seed's endless stream of API calls: sensible ones, repeated ones, and some that make no sense.</summary>
/// <param name="seed">Chooses the calls.</param>
internal sealed class RandomCalls(int seed)
{
    private const string Prefix = "arn:aws:states:us-east-1:123456789012:";

    private static readonly string[] Definitions =
    [
        """{"StartAt":"P","States":{"P":{"Type":"Pass","Result":{"a":[1,2.50,"x"]},"ResultPath":"$.p","End":true}}}""",
        """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"Z"},"Z":{"Type":"Succeed"}}}""",
        """{"StartAt":"A","TimeoutSeconds":40,"States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a0","HeartbeatSeconds":20,"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"F"}],"End":true},"F":{"Type":"Fail","Error":"Caught","CausePath":"$.Cause"}}}""",
        """{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a1","TimeoutSeconds":30,"End":true}}},"End":true}}}""",
        """{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m1","Name.$":"$$.Execution.Name","Input.$":"$"},"End":true}}}""",
        """{"StartAt":"L","States":{"L":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":3,"End":true}}},{"StartAt":"D","States":{"D":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","End":true}}}],"End":true}}}""",
        """{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","Label":"L","MaxConcurrency":3,"ToleratedFailureCount":1,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":4,"Next":"D"},"D":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","Next":"V"},"V":{"Type":"Wait","SecondsPath":"$","End":true}}},"End":true}}}""",
        """{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m1:x","Name.$":"$$.Execution.Name","Input.$":"$"},"Catch":[{"ErrorEquals":["StepFunctions.StateMachineDoesNotExistException"],"Next":"N"}],"End":true},"N":{"Type":"Pass","End":true}}}""",
        """{"StartAt":"L","States":{"L":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":3,"Next":"F"},"F":{"Type":"Fail","Error":"E"}}},{"StartAt":"D","States":{"D":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a1","End":true}}}],"End":true}}}""",
        """{"StartAt":"Missing","States":{}}""",
        "no JSON",
    ];

    // None of them waits: a call that waits for time to pass would not come back.
    private static readonly string[] States =
    [
        """{"Type":"Pass","Parameters":{"at.$":"$$.State.EnteredTime","in.$":"$"},"ResultPath":"$.p","Next":"N"}""",
        """{"Type":"Choice","Choices":[{"Variable":"$.n","IsPresent":true,"Next":"P"}],"Default":"D"}""",
        """{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true}""",
        """{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a0","End":true}""",
        """{"Type":"Map","ItemsPath":"$.items","ToleratedFailureCount":1,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}""",
        """{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}],"End":true}""",
        """{"Type":"Succeed","OutputPath":"$.n"}""",
    ];

    private static readonly JsonAny[] Mocks =
    [
        JsonMap.Of(("result", "[1]")),
        JsonMap.Of(("result", """{"a": 1}""")),
        JsonMap.Of(("errorOutput", JsonMap.Of(("error", "E"), ("cause", "c")))),
        JsonMap.Empty,
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _tokens = [];

    /// <summary>Tokens that the first service gave out, by which later calls name tasks.</summary>
    public void Learn(string token) => _tokens.Add(token);

    public (string Operation, JsonMap Request) Next()
    {
        (string operation, JsonMap request) = Sensible();
        return _random.Next(20) switch
        {
            0 when request.Count > 0 => (operation, request.With(request[_random.Next(request.Count)].Key, Garbage())),
            1 => (operation, JsonMap.Empty),
            2 => (operation + "x", request),
            _ => (operation, request),
        };
    }

    private (string, JsonMap) Sensible()
    {
        string machine = $"{Prefix}stateMachine:m{_random.Next(4)}";
        string execution = $"{Prefix}execution:m{_random.Next(4)}:e{_random.Next(12)}";
        string activity = $"{Prefix}activity:a{_random.Next(3)}";
        return _random.Next(35) switch
        {
            0 or 1 => ("CreateStateMachine", Published(JsonMap.Of(
                ("name", $"m{_random.Next(4)}"), ("definition", Definition()), ("roleArn", "arn:aws:iam::123456789012:role/r")))),
            2 => ("UpdateStateMachine", Published(JsonMap.Of(("stateMachineArn", machine), ("definition", Definition())))),
            3 => ("DescribeStateMachine", JsonMap.Of(("stateMachineArn", Qualified(machine)))),
            4 when _random.Next(4) == 0 => ("DeleteStateMachine", JsonMap.Of(("stateMachineArn", machine))),
            5 => ("ListStateMachines", JsonMap.Of(("maxResults", _random.Next(4)))),
            6 or 7 or 8 or 9 => ("StartExecution", JsonMap.Of(
                ("stateMachineArn", Qualified(machine)), ("name", $"e{_random.Next(12)}"), ("input", Input()))),
            10 when _random.Next(3) == 0 => ("StopExecution", JsonMap.Of(("executionArn", execution), ("error", "Stopped"), ("cause", "by hand"))),
            10 => ("RedriveExecution", _random.Next(2) == 0
                ? JsonMap.Of(("executionArn", execution))
                : JsonMap.Of(("executionArn", execution), ("clientToken", $"t{_random.Next(3)}"))),
            11 => ("DescribeExecution", JsonMap.Of(("executionArn", execution))),
            12 => ("DescribeStateMachineForExecution", JsonMap.Of(("executionArn", execution))),
            13 => ("ListExecutions", JsonMap.Of(("stateMachineArn", Qualified(machine)), ("maxResults", _random.Next(5)))),
            14 => ("ListExecutions", JsonMap.Of(("stateMachineArn", Qualified(machine)), ("statusFilter", "RUNNING"))),
            15 or 16 => ("GetExecutionHistory", JsonMap.Of(
                ("executionArn", execution), ("maxResults", _random.Next(12)), ("reverseOrder", _random.Next(2) == 0),
                ("includeExecutionData", _random.Next(3) > 0))),
            17 => ("CreateActivity", JsonMap.Of(("name", $"a{_random.Next(3)}"))),
            18 => ("GetActivityTask", JsonMap.Of(("activityArn", activity), ("workerName", "w"))),
            19 or 20 => ("SendTaskSuccess", JsonMap.Of(("taskToken", Token()), ("output", Input()))),
            21 => ("SendTaskFailure", JsonMap.Of(("taskToken", Token()), ("error", "Broken"), ("cause", "it broke"))),
            22 => ("SendTaskHeartbeat", JsonMap.Of(("taskToken", Token()))),
            23 => ("PublishStateMachineVersion", _random.Next(4) == 0
                ? JsonMap.Of(("stateMachineArn", machine), ("revisionId", "INITIAL"))
                : JsonMap.Of(("stateMachineArn", machine), ("description", $"d{_random.Next(3)}"))),
            24 => ("ListStateMachineVersions", JsonMap.Of(("stateMachineArn", machine), ("maxResults", _random.Next(3)))),
            25 => ("DeleteStateMachineVersion", JsonMap.Of(("stateMachineVersionArn", $"{machine}:{_random.Next(1, 4)}"))),
            26 or 27 => ("CreateStateMachineAlias", JsonMap.Of(("name", Alias()), ("routingConfiguration", Routing(machine)))),
            28 => ("UpdateStateMachineAlias", JsonMap.Of(
                ("stateMachineAliasArn", $"{machine}:{Alias()}"), ("routingConfiguration", Routing(machine)))),
            29 => ("DescribeStateMachineAlias", JsonMap.Of(("stateMachineAliasArn", $"{machine}:{Alias()}"))),
            30 => ("ListStateMachineAliases", JsonMap.Of(
                ("stateMachineArn", _random.Next(2) == 0 ? machine : $"{machine}:{_random.Next(1, 4)}"), ("maxResults", _random.Next(3)))),
            31 when _random.Next(2) == 0 => ("DeleteStateMachineAlias", JsonMap.Of(("stateMachineAliasArn", $"{machine}:{Alias()}"))),
            31 => ("ListTagsForResource", JsonMap.Of(("resourceArn", Qualified(machine)))),
            32 => ("TestState", JsonMap.Of(
                ("definition", States[_random.Next(States.Length)]), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("input", Input()),
                ("inspectionLevel", "DEBUG"))),
            33 => ("TestState", JsonMap.Of(
                ("definition", States[_random.Next(States.Length)]), ("input", Input()), ("mock", Mocks[_random.Next(Mocks.Length)]),
                ("inspectionLevel", "TRACE"),
                ("stateConfiguration", JsonMap.Of(("retrierRetryCount", _random.Next(2)), ("mapIterationFailureCount", _random.Next(3)))))),
            _ => ("TagResource", JsonMap.Of(
                ("resourceArn", _random.Next(2) == 0 ? machine : activity),
                ("tags", JsonList.Of(JsonMap.Of(("key", $"k{_random.Next(3)}"), ("value", $"v{_random.Next(9)}")))))),
        };
    }

    private JsonMap Published(JsonMap request) => _random.Next(3) switch
    {
        0 => request.With("publish", true),
        1 when _random.Next(2) == 0 => request.With("publish", true).With("versionDescription", $"d{_random.Next(3)}"),
        _ => request,
    };

    /// <summary>The machine, a version of it, or an alias.</summary>
    private string Qualified(string machine) => _random.Next(4) switch
    {
        0 => $"{machine}:{_random.Next(1, 4)}",
        1 => $"{machine}:{Alias()}",
        _ => machine,
    };

    private string Alias() => _random.Next(2) == 0 ? "x" : "y";

    private JsonList Routing(string machine)
    {
        JsonMap Route(int version, int weight) => JsonMap.Of(("stateMachineVersionArn", $"{machine}:{version}"), ("weight", weight));
        int weight = _random.Next(6) == 0 ? _random.Next(100) : 50;
        return _random.Next(2) == 0
            ? JsonList.Of(Route(_random.Next(1, 4), 100))
            : JsonList.Of(Route(_random.Next(1, 3), weight), Route(_random.Next(2, 4), 50));
    }

    private string Definition() => Definitions[_random.Next(Definitions.Length)];

    private string Input() => _random.Next(5) switch
    {
        0 => "{}",
        1 => """{ "items" : [1, "two", {"three": 3.0}, null] }""",
        2 => """{"items":[],"n":1e2}""",
        3 => "{\"items\":",
        _ => "[1, 2]",
    };

    private string Token() => _tokens.Count == 0 || _random.Next(8) == 0 ? "AAAAnonsense" : _tokens[_random.Next(_tokens.Count)];

    private JsonAny Garbage() => _random.Next(5) switch
    {
        0 => JsonAny.Null,
        1 => -1,
        2 => "",
        3 => JsonList.Of(1, 2),
        _ => new string('x', 3000),
    };
}
