namespace FunctionsAsl.EndToEnd.Crash;

/// <summary>A workflow that is interrupted again and again, and how its history may look all the same.</summary>
/// <param name="Name">The state machine's name.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="Input">Its input, as a function of a number that tells executions apart.</param>
/// <param name="Order">How strictly its history is the undisturbed one.</param>
internal sealed record CrashWorkflow(string Name, string Definition, Func<int, string> Input, HistoryOrder Order)
{
    public const string Activity = $"{Api.Account}:activity:crash";
    public const string Child = "crash-child";

    /// <summary>The one that <c>nested</c> starts.</summary>
    public static string ChildDefinition => """
        {"StartAt":"W","States":{
          "W":{"Type":"Wait","Seconds":1,"Next":"P"},
          "P":{"Type":"Pass","Parameters":{"twice.$":"States.MathAdd($.n, $.n)"},"End":true}}}
        """;

    public static CrashWorkflow[] All { get; } =
    [
        new("crash-pass", """
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Result":1,"ResultPath":"$.a","Next":"B"},
              "B":{"Type":"Pass","Assign":{"b.$":"$.n"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"D"}]},
              "D":{"Type":"Pass","Parameters":{"n.$":"$.n","b.$":"$b"},"Next":"E"},
              "E":{"Type":"Succeed"}}}
            """, Number, HistoryOrder.Exact),
        new("crash-wait", """
            {"StartAt":"A","States":{
              "A":{"Type":"Wait","Seconds":1,"Next":"B"},
              "B":{"Type":"Pass","Next":"C"},
              "C":{"Type":"Wait","Seconds":1,"End":true}}}
            """, Number, HistoryOrder.Exact),
        new("crash-parallel", """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"B"},"B":{"Type":"Pass","End":true}}},
              {"StartAt":"C","States":{"C":{"Type":"Pass","Result":"c","End":true}}},
              {"StartAt":"D","States":{"D":{"Type":"Wait","Seconds":2,"End":true}}}]}}}
            """, Number, HistoryOrder.AnyBranchFirst),
        new("crash-map", """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"End":true,"ItemProcessor":{
              "StartAt":"I","States":{
                "I":{"Type":"Wait","Seconds":1,"Next":"J"},
                "J":{"Type":"Pass","Parameters":{"item.$":"$"},"End":true}}}}}}
            """, static n => $$"""{"items":[{{n}},"b","c",{"d":null}]}""", HistoryOrder.AnyBranchFirst),
        new("crash-task", """
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:PriceItem","ResultPath":"$.price","Next":"B",
                "Parameters":{"line":1,"item":{"dish":"soup","quantity.$":"$.n","unitCents":100}}},
              "B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","ResultPath":"$.sum","Next":"C",
                "Parameters":{"FunctionName":"AddUpPrices","Payload.$":"States.Array($.price)"},
                "ResultSelector":{"cents.$":"$.Payload.itemsCents"}},
              "C":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Nobody","ResultPath":null,"End":true,
                "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}],
                "Catch":[{"ErrorEquals":["Lambda.ResourceNotFoundException"],"ResultPath":null,"Next":"D"}]},
              "D":{"Type":"Pass","End":true}}}
            """, Number, HistoryOrder.Exact),
        new("crash-activity", """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:crash",
              "HeartbeatSeconds":3,"End":true,
              "Retry":[{"ErrorEquals":["States.HeartbeatTimeout"],"IntervalSeconds":1,"BackoffRate":1,"MaxAttempts":1000}]}}}
            """, Number, HistoryOrder.LostWorkers),
        new("crash-nested", """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,
              "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:crash-child","Input":{"n.$":"$.n"}},
              "ResultSelector":{"output.$":"$.Output"}}}}
            """, Number, HistoryOrder.Exact),
    ];

    private static string Number(int n) => $$"""{"n":{{n}}}""";
}

internal enum HistoryOrder
{
    /// <summary>The events of an undisturbed run, one by one.</summary>
    Exact,

    /// <summary>The events of an undisturbed run; those of different branches may come in another order.</summary>
    AnyBranchFirst,

    /// <summary>
    /// A worker whose answer to GetActivityTask was lost on the way never works: as on AWS, the heartbeat's time-out and the retry
    /// find out.
    /// </summary>
    LostWorkers,
}
