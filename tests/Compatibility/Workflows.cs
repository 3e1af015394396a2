namespace FunctionsAsl.Compatibility;

/// <summary>Machines of which executions wait for everything that there is to wait for. Most have taken a step or two before.</summary>
internal static class Workflows
{
    public const string UpdatedDefinition =
        """
        {"StartAt": "Wait", "States": {
          "Wait": {"Type": "Wait", "Seconds": 1800, "Next": "New"},
          "New": {"Type": "Pass", "Result": "of the second revision", "End": true}}}
        """;

    /// <summary>Definitions by the machine's name. <c>ACTIVITY:</c>, <c>FUNCTION:</c> and <c>MACHINE:</c> stand for the beginning of an ARN.</summary>
    public static IReadOnlyDictionary<string, string> Definitions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["wait"] =
            """
            {"StartAt": "First", "States": {
              "First": {"Type": "Wait", "Seconds": 5, "Next": "Between"},
              "Between": {"Type": "Pass", "Result": {"n": 1}, "ResultPath": "$.between", "Next": "Second"},
              "Second": {"Type": "Wait", "TimestampPath": "$.until", "Next": "End"},
              "End": {"Type": "Succeed"}}}
            """,
        ["end"] =
            """
            {"StartAt": "Which", "TimeoutSeconds": 3, "States": {
              "Which": {"Type": "Choice", "Default": "TooLong", "Choices": [
                {"Variable": "$.end", "StringEquals": "well", "Next": "Well"},
                {"Variable": "$.end", "StringEquals": "badly", "Next": "Badly"}]},
              "Well": {"Type": "Succeed"},
              "Badly": {"Type": "Fail", "ErrorPath": "$.error", "Cause": "It was to fail."},
              "TooLong": {"Type": "Wait", "Seconds": 100, "End": true}}}
            """,
        ["loop"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 4, "Next": "Add"},
              "Add": {"Type": "Pass", "Parameters": {"count.$": "States.MathAdd($.count, 1)", "ids.$": "States.Array($.ids, States.UUID())"},
                "Next": "Enough"},
              "Enough": {"Type": "Choice", "Default": "Rest", "Choices": [{"Variable": "$.count", "NumericLessThan": 3, "Next": "Wait"}]},
              "Rest": {"Type": "Wait", "Seconds": 2100, "Next": "Format"},
              "Format": {"Type": "Pass", "Parameters": {"text.$": "States.Format('{} in {}', $.count, $$.Execution.Name)", "ids.$": "$.ids"},
                "End": true}}}
            """,
        ["jsonata"] =
            """
            {"QueryLanguage": "JSONata", "StartAt": "Assign", "States": {
              "Assign": {"Type": "Pass", "Next": "Wait",
                "Assign": {"first": "{% $uuid() %}", "roll": "{% $random() %}", "start": "{% $states.context.Execution.StartTime %}",
                  "list": [1, 2.50, "{% $states.input.text %}", null]},
                "Output": {"kept": "{% $states.input.number %}"}},
              "Wait": {"Type": "Wait", "Seconds": 5, "Assign": {"second": "{% $uuid() %}", "list": "{% $append($list, [$states.input.kept]) %}"},
                "Next": "Call"},
              "Call": {"Type": "Task", "Resource": "FUNCTION:echo", "Arguments": {"sum": "{% $sum($list[$type($) = 'number']) %}"},
                "Assign": {"answer": "{% $states.result.got.sum %}"}, "Next": "Rest"},
              "Rest": {"Type": "Wait", "Seconds": "{% $round($answer) * 100 %}", "Next": "Which"},
              "Which": {"Type": "Choice", "Default": "Never", "Choices": [
                {"Condition": "{% $answer > 10 and $first != $second %}", "Assign": {"chosen": "{% $now() %}"}, "Next": "All"}]},
              "Never": {"Type": "Fail", "Error": "Never"},
              "All": {"Type": "Succeed", "Output": "{% {'first': $first, 'second': $second, 'roll': $roll, 'start': $start, 'list': $list,
                'answer': $answer, 'chosen': $chosen, 'input': $states.input} %}"}}}
            """.ReplaceLineEndings(" "),
        ["retry"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 4, "Next": "Call"},
              "Call": {"Type": "Task", "Resource": "FUNCTION:flaky",
                "Parameters": {"errors": ["Boom", "Crash"], "attempt.$": "$$.State.RetryCount"}, "ResultSelector": {"got.$": "$.got.attempt"},
                "Retry": [
                  {"ErrorEquals": ["Boom"], "IntervalSeconds": 100000, "JitterStrategy": "FULL", "MaxAttempts": 3},
                  {"ErrorEquals": ["Crash"], "IntervalSeconds": 100, "BackoffRate": 1.5}],
                "End": true}}}
            """,
        ["parallel"] =
            """
            {"StartAt": "Both", "States": {
              "Both": {"Type": "Parallel", "Next": "Merge", "Branches": [
                {"StartAt": "Short", "States": {
                  "Short": {"Type": "Wait", "Seconds": 5, "Next": "Long"},
                  "Long": {"Type": "Wait", "Seconds": 1000, "End": true}}},
                {"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "ACTIVITY:part", "End": true}}},
                {"StartAt": "Soon", "States": {
                  "Soon": {"Type": "Wait", "Seconds": 3, "Next": "Call"},
                  "Call": {"Type": "Task", "Resource": "FUNCTION:echo", "End": true}}}]},
              "Merge": {"Type": "Pass", "Parameters": {"first.$": "$[0]", "second.$": "$[1]", "third.$": "$[2]"}, "End": true}}}
            """,
        ["parallel-fails"] =
            """
            {"StartAt": "Both", "States": {
              "Both": {"Type": "Parallel", "End": true, "Catch": [{"ErrorEquals": ["Planned"], "ResultPath": "$.error", "Next": "Caught"}],
                "Branches": [
                {"StartAt": "Short", "States": {
                  "Short": {"Type": "Wait", "Seconds": 3, "Next": "Long"},
                  "Long": {"Type": "Wait", "Seconds": 900, "Next": "Fail"},
                  "Fail": {"Type": "Fail", "Error": "Planned", "Cause": "The other branch goes with it."}}},
                {"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "ACTIVITY:never", "End": true}}}]},
              "Caught": {"Type": "Pass", "End": true}}}
            """,
        ["parallel-retry"] =
            """
            {"StartAt": "Again", "States": {
              "Again": {"Type": "Parallel", "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 700, "MaxAttempts": 1}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}], "Branches": [
                {"StartAt": "Wait", "States": {
                  "Wait": {"Type": "Wait", "Seconds": 4, "Next": "Call"},
                  "Call": {"Type": "Task", "Resource": "FUNCTION:flaky", "Parameters": {"errors": ["Boom"], "attempt": 0}, "End": true}}},
                {"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 5000, "End": true}}}]},
              "Caught": {"Type": "Pass", "End": true}}}
            """,
        ["map"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "ItemsPath": "$.seconds", "MaxConcurrency": 2, "End": true,
                "ItemSelector": {"seconds.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index"},
                "ItemProcessor": {"StartAt": "Wait", "States": {
                  "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Call"},
                  "Call": {"Type": "Task", "Resource": "FUNCTION:echo", "ResultPath": "$.answer", "End": true}}}}}}
            """,
        ["distributed"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "Label": "items", "ItemsPath": "$.seconds", "MaxConcurrency": 2, "ToleratedFailureCount": 1,
                "ItemSelector": {"seconds.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index"}, "Next": "Sum",
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Note", "States": {
                  "Note": {"Type": "Task", "Resource": "FUNCTION:notes", "Parameters": {"execution.$": "$$.Execution.Id"}, "ResultPath": null,
                    "Next": "Wait"},
                  "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Which"},
                  "Which": {"Type": "Choice", "Default": "Good", "Choices": [{"Variable": "$.index", "NumericEquals": 3, "Next": "Bad"}]},
                  "Bad": {"Type": "Fail", "Error": "Tolerated", "CausePath": "$$.Execution.Id"},
                  "Good": {"Type": "Pass", "Parameters": {"index.$": "$.index", "execution.$": "$$.Execution.Id"}, "End": true}}}},
              "Sum": {"Type": "Pass", "Parameters": {"count.$": "States.ArrayLength($)", "all.$": "$"}, "End": true}}}
            """,
        ["batches"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "Label": "items", "ItemsPath": "$.seconds", "MaxConcurrency": 1, "End": true,
                "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"name.$": "$$.Execution.Name"}},
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait", "States": {
                  "Wait": {"Type": "Wait", "SecondsPath": "$.Items[0]", "End": true}}}}}}
            """,
        ["express-children"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "Label": "items", "ItemsPath": "$.seconds", "MaxConcurrency": 2, "ToleratedFailurePercentage": 20,
                "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Call", "States": {
                  "Call": {"Type": "Task", "Resource": "FUNCTION:mended", "End": true}}}}}}
            """,
        ["nested-runs"] =
            """
            {"StartAt": "Outer", "States": {
              "Outer": {"Type": "Map", "Label": "outer", "ItemsPath": "$.seconds", "MaxConcurrency": 5, "End": true,
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "List", "States": {
                  "List": {"Type": "Pass", "Parameters": {"seconds.$": "States.Array($, 100)"}, "Next": "Inner"},
                  "Inner": {"Type": "Map", "Label": "inner", "ItemsPath": "$.seconds", "MaxConcurrency": 1, "End": true,
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait", "States": {
                      "Wait": {"Type": "Wait", "SecondsPath": "$", "End": true}}}}}}}}}
            """,
        ["selected"] =
            """
            {"QueryLanguage": "JSONata", "StartAt": "Assign", "States": {
              "Assign": {"Type": "Pass", "Assign": {"factor": 2, "id": "{% $uuid() %}"}, "Next": "Each"},
              "Each": {"Type": "Map", "Label": "items", "Items": "{% $states.input.seconds %}", "MaxConcurrency": 2, "End": true,
                "ItemSelector": {"seconds": "{% $states.context.Map.Item.Value * $factor %}", "id": "{% $id %}",
                  "index": "{% $states.context.Map.Item.Index %}", "name": "{% $states.context.Execution.Name %}"},
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait", "States": {
                  "Wait": {"Type": "Wait", "Seconds": "{% $states.input.seconds %}", "End": true}}}}}}
            """,
        ["run-fails"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "Label": "items", "ItemsPath": "$.seconds", "MaxConcurrency": 2, "ToleratedFailureCount": 1, "End": true,
                "ItemSelector": {"seconds.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index"},
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Call", "States": {
                  "Call": {"Type": "Task", "Resource": "FUNCTION:mended", "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 1}], "End": true}}}}}}
            """,
        ["run-redriven"] =
            """
            {"StartAt": "Each", "States": {
              "Each": {"Type": "Map", "Label": "items", "ItemsPath": "$.seconds", "MaxConcurrency": 1, "ToleratedFailureCount": 1, "End": true,
                "ItemSelector": {"seconds.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index"},
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Call", "States": {
                  "Call": {"Type": "Task", "Resource": "FUNCTION:mended", "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 1}], "End": true}}}}}}
            """,
        ["mended"] =
            """
            {"StartAt": "Call", "States": {
              "Call": {"Type": "Task", "Resource": "FUNCTION:mended", "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 1}], "Next": "Rest"},
              "Rest": {"Type": "Wait", "Seconds": 1500, "End": true}}}
            """,
        ["activity"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Work"},
              "Work": {"Type": "Task", "Resource": "ACTIVITY:work", "ResultPath": "$.result", "Next": "End"},
              "End": {"Type": "Succeed"}}}
            """,
        ["timeout"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Work"},
              "Work": {"Type": "Task", "Resource": "ACTIVITY:late", "TimeoutSeconds": 700, "End": true,
                "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.error", "Next": "Caught"}]},
              "Caught": {"Type": "Pass", "End": true}}}
            """,
        ["heartbeat"] =
            """
            {"StartAt": "Work", "States": {
              "Work": {"Type": "Task", "Resource": "ACTIVITY:beat", "HeartbeatSeconds": 100, "TimeoutSeconds": 100000, "End": true,
                "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "ResultPath": "$.error", "Next": "Caught"}]},
              "Caught": {"Type": "Pass", "End": true}}}
            """,
        ["callback"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 3, "Next": "Ask"},
              "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 5000,
                "Parameters": {"FunctionName": "notes", "Payload": {"token.$": "$$.Task.Token", "execution.$": "$$.Execution.Id"}}, "End": true}}}
            """,
        ["nested"] =
            """
            {"StartAt": "Start", "States": {
              "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": "MACHINE:wait", "Name": "nested", "Input": {"until.$": "$.until"}}, "Next": "Select"},
              "Select": {"Type": "Pass", "Parameters": {"child.$": "$.ExecutionArn", "output.$": "$.Output"}, "End": true}}}
            """,
        ["nested-timeout"] =
            """
            {"StartAt": "Start", "States": {
              "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "TimeoutSeconds": 800,
                "Parameters": {"StateMachineArn": "MACHINE:wait", "Name": "nested-too-long", "Input": {"until.$": "$.until"}},
                "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Caught"}], "End": true},
              "Caught": {"Type": "Pass", "End": true}}}
            """,
        ["nested-token"] =
            """
            {"StartAt": "Start", "States": {
              "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": "MACHINE:wait", "Name.$": "$$.Execution.Name",
                  "Input": {"until.$": "$.until", "token.$": "$$.Task.Token"}}, "End": true}}}
            """,
        ["deadline"] =
            """
            {"StartAt": "Short", "TimeoutSeconds": 5000, "States": {
              "Short": {"Type": "Wait", "Seconds": 4, "Next": "Long"},
              "Long": {"Type": "Wait", "Seconds": 100000, "End": true}}}
            """,
        ["slow"] =
            """
            {"StartAt": "Wait", "States": {
              "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Call"},
              "Call": {"Type": "Task", "Resource": "FUNCTION:slow", "End": true}}}
            """,
        ["app"] =
            """
            {"StartAt": "Call", "States": {
              "Call": {"Type": "Task", "Resource": "FUNCTION:app", "Next": "Wait"},
              "Wait": {"Type": "Wait", "Seconds": 3, "Next": "CallAgain"},
              "CallAgain": {"Type": "Task", "Resource": "FUNCTION:app-slow", "End": true}}}
            """,
        ["large"] =
            """
            {"StartAt": "Short", "States": {
              "Short": {"Type": "Wait", "Seconds": 5, "Next": "Mark"},
              "Mark": {"Type": "Pass", "Result": true, "ResultPath": "$.marked", "Next": "Long"},
              "Long": {"Type": "Wait", "Seconds": 2000, "Next": "End"},
              "End": {"Type": "Succeed"}}}
            """,
        ["updated"] =
            """
            {"StartAt": "Short", "States": {
              "Short": {"Type": "Wait", "Seconds": 2, "Next": "Long"},
              "Long": {"Type": "Wait", "Seconds": 4000, "Next": "Old"},
              "Old": {"Type": "Pass", "Result": "of the first revision", "End": true}}}
            """,
        ["deleted"] =
            """
            {"StartAt": "Short", "States": {
              "Short": {"Type": "Wait", "Seconds": 2, "Next": "Long"},
              "Long": {"Type": "Wait", "Seconds": 2500, "Next": "Never"},
              "Never": {"Type": "Pass", "End": true}}}
            """,
    };
}
