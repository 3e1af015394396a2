namespace FunctionsAsl.Unit.States;

/// <summary>Definitions around the few fields that a test is about.</summary>
internal static class Definition
{
    /// <summary>Every field of every state, in JSONata and without Distributed Map.</summary>
    public const string InJsonata =
        """
        {"QueryLanguage":"JSONata","Comment":"c","Version":"1.0","TimeoutSeconds":9,"StartAt":"Pass","States":{
          "Pass":{"Type":"Pass","QueryLanguage":"JSONata","Comment":"c","Assign":{"v":"{% $states.input %}","w":[1,"{% 1 %}"]},
            "Output":{"a":["{% $states.context.State.Name %}",{"b":"{% 1 %}"}],"c":" {% not an expression %}"},"Next":"Task"},
          "Task":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"f","Payload":"{% $v %}"},
            "Credentials":{"RoleArn":"{% $states.input.role %}"},"TimeoutSeconds":"{% 60 %}","HeartbeatSeconds":"{% 5 %}",
            "Output":"{% $states.result.Payload %}","Assign":{"r":"{% $states.result %}"},
            "Retry":[{"ErrorEquals":["States.QueryEvaluationError"],"IntervalSeconds":1,"MaxAttempts":2,"BackoffRate":1.5}],
            "Catch":[{"ErrorEquals":["States.ALL"],"Output":"{% $states.errorOutput.Cause %}","Assign":{"e":"{% $states.errorOutput %}"},"Next":"Map"}],
            "Next":"Parallel"},
          "Parallel":{"Type":"Parallel","Arguments":"{% $states.input %}","Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Output":"{% $v %}","End":true}}}],
            "Output":{"first":"{% $states.result[0] %}"},"Next":"Map"},
          "Map":{"Type":"Map","Items":[1,"{% 2 %}"],"ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"},"MaxConcurrency":"{% 2 %}",
            "ToleratedFailureCount":"{% 0 %}","ToleratedFailurePercentage":"{% 1.5 %}",
            "ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"J","States":{"J":{"Type":"Succeed","Output":null}}},
            "Output":"{% $count($states.result) %}","Next":"Choice"},
          "Choice":{"Type":"Choice","Choices":[{"Condition":"{% $v = 1 %}","Output":1,"Assign":{"x":1},"Next":"Wait","Comment":"c"},{"Condition":false,"Next":"Until"}],
            "Output":"{% $states.input %}","Assign":{"x":2},"Default":"Fail"},
          "Wait":{"Type":"Wait","Seconds":"{% 1 %}","Output":"waited","Assign":{"y":1},"Next":"Until"},
          "Until":{"Type":"Wait","Timestamp":"{% '2026-01-01T00:00:00Z' %}","Next":"Succeed"},
          "Succeed":{"Type":"Succeed","Output":"{% $x %}"},
          "Fail":{"Type":"Fail","Error":"{% $states.input.error %}","Cause":"because"}}}
        """;

    /// <summary>A machine of one state named S, with these fields; what it may lead to is there as well.</summary>
    public static string Of(string state) => Machine($$"""{"S":{ {{state}} }{{(Names("Z", state) ? ""","Z":{"Type":"Succeed"}""" : "")}} }""");

    /// <summary>A machine that starts with S.</summary>
    public static string Machine(string states) => $$"""{"StartAt":"S","States":{{states}}}""";

    private static bool Names(string target, string state) => state.Contains($"\"{target}\"", StringComparison.Ordinal);
}
