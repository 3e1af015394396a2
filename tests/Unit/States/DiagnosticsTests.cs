using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.States;

/// <summary>What is wrong with definitions. Where AWS's text is known the test quotes it.</summary>
public sealed class DiagnosticsTests
{
    private const string Schema = "SCHEMA_VALIDATION_FAILED";
    private const string Target = "MISSING_TRANSITION_TARGET";
    private const string Lambda = """ "Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true""";
    private const string Map = """ "Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}""";

    // faults.md L21: AWS's own samples write it so.
    [Theory]
    [InlineData("arn:aws:states:us-east-1:123456789012:aws-sdk:s3:getObject", "aws-sdk:s3", "getObject")]
    [InlineData("arn:aws:states:us-east-1:123456789012:lambda:invoke.waitForTaskToken", "lambda", "invoke.waitForTaskToken")]
    [InlineData("arn:aws-cn:states:cn-north-1:1:states:startExecution.sync:2", "states", "startExecution.sync:2")]
    [InlineData("arn:aws:states:us-east-1:1:stateMachine:invoke", null, null)]
    [InlineData("arn:aws:states:us-east-1:1:execution:m:e", null, null)]
    public void An_integration_may_name_region_and_account(string arn, string? service, string? name)
    {
        var integration = (TaskResource.Integration?)TaskResource.TryParse(arn);
        Assert.Equal((service, name), (integration?.Service, integration?.Name));
    }

    [Theory]
    [InlineData("", Schema, "Definition must be a valid JSON object", "")]
    [InlineData(" \n", Schema, "Definition must be a valid JSON object", "")]
    [InlineData("[]", Schema, "Definition must be a valid JSON object", "")]
    [InlineData("null", Schema, "Definition must be a valid JSON object", "")]
    [InlineData(
        "not a definition",
        "INVALID_JSON_DESCRIPTION",
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n"
        + " at [Source: (String)\"not a definition\"; line: 1, column: 4]",
        "[Source: (String)\"not a definition\"; line: 1, column: 4]")]
    [InlineData("{}", Schema, "These fields are required: [States, StartAt]", "/")]
    [InlineData("""{"StartAt":"S","States":{}}""", Schema, "Value cannot be empty", "/States")]
    [InlineData("""{"StartAt":"S","States":[]}""", Schema, "Expected value of type Object", "/States")]
    [InlineData("""{"StartAt":1,"States":{"S":{"Type":"Succeed"}}}""", Schema, "Expected value of type String", "/StartAt")]
    [InlineData("""{"StartAt":"S","States":{"S":1}}""", Schema, "Expected value of type Object", "/States/S")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"X":1}""", Schema, "Field 'X' is not supported", "/")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"Comment":1}""", Schema, "Expected value of type String", "/Comment")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"Version":1}""", Schema, "Expected value of type String", "/Version")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"TimeoutSeconds":0}""", Schema, "Minimum value is 1", "/TimeoutSeconds")]
    [InlineData("""{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"TimeoutSeconds":1e9}""", Schema, "Maximum value is 99999999", "/TimeoutSeconds")]
    [InlineData(
        """{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"QueryLanguage":"SQL"}""",
        Schema, "Value should be one of the following: [JSONPath, JSONata]", "/QueryLanguage")]
    public void A_definition_is_refused(string definition, string code, string message, string location) =>
        Assert.Equal([new Diagnostic(Severity.Error, code, message, location)], Diagnose(definition));

    [Theory]
    [InlineData("""{"S":{"Type":"Pass","Next":"N"},"T":{"Type":"Succeed"}}""", "Missing 'Next' target: N@/States/S/Next|State \"T\" is not reachable.@/States/T")]
    [InlineData("""{"T":{"Type":"Pass","Next":"U"},"U":{"Type":"Succeed"}}""", "Missing 'Next' target: S@/StartAt|State \"T\" is not reachable.@/States/T")]
    [InlineData("""{"S":{"Type":"Succeed"},"a/b":{"Type":"Succeed"}}""", "State \"a/b\" is not reachable.@/States/a~1b")]
    [InlineData(
        """{"S":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"N"}],"Default":"D"},"E":{"Type":"Fail"}}""",
        "Missing 'Next' target: N@/States/S/Choices[0]/Next|Missing 'Next' target: D@/States/S/Default|State \"E\" is not reachable.@/States/E")]
    [InlineData(
        """
        {"S":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,"Catch":[{"ErrorEquals":["a"],"Next":"N"}]}}
        """,
        "Missing 'Next' target: N@/States/S/Catch[0]/Next")]
    [InlineData(
        """{"S":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"S"},"B":{"Type":"Fail"}}}]}}""",
        "Missing 'Next' target: S@/States/S/Branches[0]/States/A/Next|State \"B\" is not reachable.@/States/S/Branches[0]/States/B")]
    [InlineData(
        """{"S":{"Type":"Map","End":true,"Iterator":{"StartAt":"N","States":{"A":{"Type":"Pass","Next":"A"},"B":{"Type":"Succeed"}}}}}""",
        "Missing 'Next' target: N@/States/S/Iterator/StartAt|State \"B\" is not reachable.@/States/S/Iterator/States/B")]
    public void A_transition_must_lead_to_a_sibling_and_each_state_must_be_led_to(string states, string expected) =>
        Assert.Equal(expected, string.Join('|', Diagnose(Definition.Machine(states)).Select(d =>
        {
            Assert.Equal(Target, d.Code);
            return $"{d.Message}@{d.Location}";
        })));

    [Fact]
    public void A_loop_without_an_end_is_refused_and_nothing_else_is_said_of_the_graph() =>
        Assert.Equal(
            [new Diagnostic(Severity.Error, "MISSING_END_STATE", "Workflow has no terminal state", "")],
            Diagnose(Definition.Machine("""{"S":{"Type":"Pass","Next":"T"},"T":{"Type":"Pass","Next":"S"},"U":{"Type":"Pass","Next":"S"}}""")));

    [Fact]
    public void A_missing_target_comes_before_the_missing_end() =>
        Assert.Equal(
            [
                new Diagnostic(Severity.Error, Target, "Missing 'Next' target: NOPE", "/States/S/Next"),
                new Diagnostic(Severity.Error, "MISSING_END_STATE", "Workflow has no terminal state", ""),
            ],
            Diagnose(Definition.Machine("""{"S":{"Type":"Pass","Next":"NOPE"}}""")));

    [Fact]
    public void A_name_stands_for_one_state_of_the_whole_machine() =>
        Assert.Equal(
            [new Diagnostic(Severity.Error, "DUPLICATE_STATE_NAME", "Duplicate State name: S", "/States/S/Branches[0]/States/S")],
            Diagnose(Definition.Of(""" "Type":"Parallel","End":true,"Branches":[{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}]""")));

    [Fact]
    public void A_name_has_at_most_80_characters()
    {
        string longest = new('a', 80);
        string tooLong = new('a', 81);
        Assert.Empty(Diagnose($$"""{"StartAt":"{{longest}}","States":{"{{longest}}":{"Type":"Succeed"} } }"""));
        Assert.Equal(
            [
                new Diagnostic(
                    Severity.Error,
                    "INVALID_STATE_NAME",
                    $"Invalid State name: State '{tooLong}' exceeds the 80-character limit allowed by the service",
                    "/States/" + tooLong),
            ],
            Diagnose($$"""{"StartAt":"{{tooLong}}","States":{"{{tooLong}}":{"Type":"Succeed"} } }"""));
    }

    [Theory]
    // Fields of every state.
    [InlineData("", "These fields are required: [Type]", "")]
    [InlineData(""" "Type":"Nap" """, "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]", "/Type")]
    [InlineData(""" "Type":"Pass" """, "These fields are required: [Next]", "")]
    [InlineData(""" "Type":"Pass","End":false """, "These fields are required: [Next]", "")]
    [InlineData(""" "Type":"Pass","End":true,"Next":"Z" """, "There should only be one of the following fields: [Next, End]", "")]
    [InlineData(""" "Type":"Pass","End":"true","Next":"Z" """, "There should only be one of the following fields: [Next, End]|Expected value of type Boolean@/End", "")]
    [InlineData(""" "Type":"Pass","Next":1 """, "Expected value of type String", "/Next")]
    [InlineData(""" "Type":"Pass","End":true,"Comment":[] """, "Expected value of type String", "/Comment")]
    [InlineData(""" "Type":"Pass","End":true,"ResultSelector":{} """, "Field 'ResultSelector' is not supported", "")]
    [InlineData(""" "Type":"Pass","End":true,"Catch":[] """, "Field 'Catch' is not supported", "")]
    [InlineData(""" "Type":"Succeed","End":true """, "Field 'End' is not supported", "")]
    [InlineData(""" "Type":"Succeed","Assign":{} """, "Field 'Assign' is not supported", "")]
    [InlineData(""" "Type":"Fail","InputPath":"$" """, "Field 'InputPath' is not supported", "")]
    [InlineData(""" "Type":"Wait","Seconds":1,"End":true,"ResultPath":null """, "Field 'ResultPath' is not supported", "")]
    [InlineData(Map + ""","TimeoutSeconds":1 """, "Field 'TimeoutSeconds' is not supported", "")]
    [InlineData(""" "Type":"Pass","End":true,"Output":1 """, "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage", "")]
    [InlineData(Lambda + ""","Arguments":{} """, "The QueryLanguage is set to 'JSONPath', but field 'Arguments' is only supported for the 'JSONata' QueryLanguage", "")]
    [InlineData(Map + ""","Items":[] """, "The QueryLanguage is set to 'JSONPath', but field 'Items' is only supported for the 'JSONata' QueryLanguage", "")]
    [InlineData(""" "Type":"Pass","End":true,"QueryLanguage":"jsonata" """, "Value should be one of the following: [JSONPath, JSONata]", "/QueryLanguage")]
    // Paths and templates.
    [InlineData(""" "Type":"Pass","End":true,"InputPath":"x" """, "Value must be a valid JSONPath.", "/InputPath")]
    [InlineData(""" "Type":"Pass","End":true,"OutputPath":"$.[" """, "Value must be a valid JSONPath.", "/OutputPath")]
    [InlineData(""" "Type":"Pass","End":true,"InputPath":1 """, "Expected value of type String", "/InputPath")]
    [InlineData(""" "Type":"Pass","End":true,"ResultPath":"x" """, "Value is not a Reference Path: Reference path didn't start with '$'", "/ResultPath")]
    [InlineData(""" "Type":"Pass","End":true,"ResultPath":"$$.x" """, "Value is not a Reference Path: The path must begin with '$'", "/ResultPath")]
    [InlineData(""" "Type":"Pass","End":true,"ResultPath":"$x" """, "Value is not a Reference Path: The path must begin with '$'", "/ResultPath")]
    [InlineData(""" "Type":"Pass","End":true,"ResultPath":"$.x[*]" """, "Value is not a Reference Path: The path must identify a single node", "/ResultPath")]
    [InlineData(
        """ "Type":"Pass","End":true,"Parameters":{"parsed.$":"States.StringToJson('{\"text\":\"An \\\"escaped double quote\\\" here\"}')"} """,
        "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call", "/Parameters")]
    [InlineData(""" "Type":"Pass","End":true,"Parameters":{"a":[{"x.$":1}]} """, "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call", "/Parameters")]
    [InlineData(Lambda + ""","ResultSelector":{"x.$":"no"} """, "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call", "/ResultSelector")]
    // Variables.
    [InlineData(""" "Type":"Pass","End":true,"Assign":[] """, "Expected value of type Object", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"states":1} """, "Invalid variable name: 'states'", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"1a":1} """, "Invalid variable name: '1a'", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"a-b.$":"$"} """, "Invalid variable name: 'a-b'", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"x.$":"no"} """, "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call", "/Assign")]
    // Task.
    [InlineData(""" "Type":"Task","End":true """, "These fields are required: [Resource]", "")]
    [InlineData(""" "Type":"Task","End":true,"Resource":7 """, "Expected value of type String", "/Resource")]
    [InlineData(
        """ "Type":"Task","End":true,"Resource":"arn:aws:states:::dynamodb:query" """,
        "The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not "
        + "available in this region.",
        "/Resource")]
    [InlineData(Lambda + ""","TimeoutSeconds":0 """, "Minimum value is 1", "/TimeoutSeconds")]
    [InlineData(Lambda + ""","TimeoutSeconds":1.5 """, "Expected value of type Integer", "/TimeoutSeconds")]
    [InlineData(Lambda + ""","TimeoutSeconds":"5" """, "Expected value of type Integer", "/TimeoutSeconds")]
    [InlineData(Lambda + ""","TimeoutSeconds":100000000 """, "Maximum value is 99999999", "/TimeoutSeconds")]
    [InlineData(Lambda + ""","TimeoutSeconds":5,"TimeoutSecondsPath":"$.t" """, "There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]", "")]
    [InlineData(Lambda + ""","HeartbeatSeconds":5,"HeartbeatSecondsPath":"$.t" """, "There should only be one of the following fields: [HeartbeatSeconds, HeartbeatSecondsPath]", "")]
    [InlineData(Lambda + ""","HeartbeatSeconds":5,"TimeoutSeconds":5 """, "HeartbeatSeconds must be smaller than TimeoutSeconds", "/HeartbeatSeconds")]
    [InlineData(Lambda + ""","TimeoutSecondsPath":"t" """, "Value is not a Reference Path: Reference path didn't start with '$'", "/TimeoutSecondsPath")]
    [InlineData(Lambda + ""","Credentials":{} """, "The field 'RoleArn' is required but was missing", "/Credentials")]
    [InlineData(Lambda + ""","Credentials":{"InvalidField":"invalid"} """, "The field 'RoleArn' is required but was missing", "/Credentials")]
    [InlineData(Lambda + ""","Credentials":1 """, "Expected value of type Object", "/Credentials")]
    // Retry and Catch.
    [InlineData(Lambda + ""","Retry":{} """, "Expected value of type Array", "/Retry")]
    [InlineData(Lambda + ""","Retry":[1] """, "Expected value of type Object", "/Retry[0]")]
    [InlineData(Lambda + ""","Retry":[{}] """, "These fields are required: [ErrorEquals]", "/Retry[0]")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":[]}] """, "Value cannot be empty", "/Retry[0]/ErrorEquals")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a",1]}] """, "Expected value of type String", "/Retry[0]/ErrorEquals[1]")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["a"]}] """, "States.ALL must appear alone and at end of list", "/Retry[0]/ErrorEquals[0]")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a","States.ALL"]}] """, "States.ALL must appear alone and at end of list", "/Retry[0]/ErrorEquals[1]")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"IntervalSeconds":0}] """, "Minimum value is 1", "/Retry[0]/IntervalSeconds")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"MaxAttempts":-1}] """, "Minimum value is 0", "/Retry[0]/MaxAttempts")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"MaxAttempts":100000000}] """, "Maximum value is 99999999", "/Retry[0]/MaxAttempts")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"BackoffRate":0.9}] """, "Minimum value is 1.0", "/Retry[0]/BackoffRate")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"MaxDelaySeconds":31622401}] """, "Maximum value is 31622400", "/Retry[0]/MaxDelaySeconds")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"IntervalSeconds":5,"MaxDelaySeconds":5}] """, "MaxDelaySeconds must be greater than IntervalSeconds", "/Retry[0]/MaxDelaySeconds")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"JitterStrategy":"HALF"}] """, "The field 'JitterStrategy' should have one of these values: [NONE, FULL]", "/Retry[0]/JitterStrategy")]
    [InlineData(Lambda + ""","Retry":[{"ErrorEquals":["a"],"Next":"S"}] """, "Field 'Next' is not supported", "/Retry[0]")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["a"]}] """, "These fields are required: [Next]", "/Catch[0]")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"},{"ErrorEquals":["a"],"Next":"Z"}] """, "States.ALL must appear alone and at end of list", "/Catch[0]/ErrorEquals[0]")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["a"],"Next":"Z","ResultPath":"x"}] """, "Value is not a Reference Path: Reference path didn't start with '$'", "/Catch[0]/ResultPath")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["a"],"Next":"Z","Output":1}] """, "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage", "/Catch[0]")]
    // Wait.
    [InlineData(""" "Type":"Wait","End":true """, "This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]", "")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":1,"SecondsPath":"$.s" """, "There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]", "")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":10000000000000000 """, "Maximum value is 99999999", "/Seconds")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":-1 """, "Minimum value is 0", "/Seconds")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":"$.Result.seconds" """, "Expected value of type Integer", "/Seconds")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":5 """, "Expected value of type String", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"2016-13-05T21:29:29Z" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"05-12-2016T21:29:29Z" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"2016-12-05T25:29:29Z" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"2016-12-05 21:29:29Z" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"{% '2016-03-14T01:59:00Z' %}" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"SecondsPath":"$..s" """, "Value is not a Reference Path: The path must identify a single node", "/SecondsPath")]
    // Fail.
    [InlineData(""" "Type":"Fail","Error":"a","ErrorPath":"$.e" """, "There should only be one of the following fields: [Error, ErrorPath]", "")]
    [InlineData(""" "Type":"Fail","Cause":"a","CausePath":"$.e" """, "There should only be one of the following fields: [Cause, CausePath]", "")]
    [InlineData(""" "Type":"Fail","Error":1 """, "Expected value of type String", "/Error")]
    [InlineData(""" "Type":"Fail","CausePath":"x" """, "The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call", "/CausePath")]
    // Choice.
    [InlineData(""" "Type":"Choice" """, "These fields are required: [Choices]", "")]
    [InlineData(""" "Type":"Choice","Choices":[] """, "Value cannot be empty", "/Choices")]
    [InlineData(""" "Type":"Choice","Next":"Z","Choices":[{"Variable":"$.x","IsNull":true,"Next":"Z"}] """, "Field 'Next' is not supported", "")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$","StringMatches":"Test"}],"Default":"Z" """, "These fields are required: [Next]", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"Test","StringMatches":"Test","Next":"Z"}] """, "Value is not a Reference Path: Reference path didn't start with '$'", "/Choices[0]/Variable")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","Next":"Z"}] """, "A choice rule needs one of And, Or, Not or a comparison operator", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"IsNull":true,"Next":"Z"}] """, "These fields are required: [Variable]", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"IsString":true,"Next":"Z"}] """, "There should only be one of the following fields: [IsNull, IsString]", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Not":{"Variable":"$.x","IsNull":true,"Next":"Z"},"Next":"Z"}] """, "Field 'Next' is not supported", "/Choices[0]/Not")]
    [InlineData(""" "Type":"Choice","Choices":[{"And":[{"Variable":"$.x","IsNull":true,"Assign":{}}],"Next":"Z"}] """, "Field 'Assign' is not supported", "/Choices[0]/And[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Or":[],"Next":"Z"}] """, "Value cannot be empty", "/Choices[0]/Or")]
    [InlineData(""" "Type":"Choice","Choices":[{"And":[{"Or":[{"Not":{"Variable":"$.x"}}]}],"Next":"Z"}] """, "A choice rule needs one of And, Or, Not or a comparison operator", "/Choices[0]/And[0]/Or[0]/Not")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","StringEquals":1,"Next":"Z"}] """, "Expected value of type String", "/Choices[0]/StringEquals")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","NumericEquals":"1","Next":"Z"}] """, "Expected value of type Number", "/Choices[0]/NumericEquals")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","BooleanEquals":"true","Next":"Z"}] """, "Expected value of type Boolean", "/Choices[0]/BooleanEquals")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","TimestampEquals":"now","Next":"Z"}] """, "String does not match RFC3339 timestamp", "/Choices[0]/TimestampEquals")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","StringEqualsPath":"y","Next":"Z"}] """, "Value is not a Reference Path: Reference path didn't start with '$'", "/Choices[0]/StringEqualsPath")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":"{% true %}","Next":"Z"}] """, "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","StringMatchesPath":"$.y","Next":"Z"}] """, "A choice rule needs one of And, Or, Not or a comparison operator@/Choices[0]|Field 'StringMatchesPath' is not supported", "/Choices[0]")]
    // Parallel.
    [InlineData(""" "Type":"Parallel","End":true """, "These fields are required: [Branches]", "")]
    [InlineData(""" "Type":"Parallel","End":true,"Branches":[] """, "Value cannot be empty", "/Branches")]
    [InlineData(""" "Type":"Parallel","End":true,"Branches":[1] """, "Expected value of type Object", "/Branches[0]")]
    [InlineData(""" "Type":"Parallel","End":true,"Branches":[{}] """, "These fields are required: [States, StartAt]", "/Branches[0]")]
    [InlineData(
        """ "Type":"Parallel","End":true,"Branches":[{"QueryLanguage":"JSONPath","StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}] """,
        "Field 'QueryLanguage' is not supported", "/Branches[0]")]
    // Map.
    [InlineData(""" "Type":"Map","End":true """, "These fields are required: [ItemProcessor]", "")]
    [InlineData(Map + ""","Iterator":{"StartAt":"J","States":{"J":{"Type":"Pass","End":true}}} """, "There should only be one of the following fields: [ItemProcessor, Iterator]", "")]
    [InlineData(Map + ""","ItemSelector":{},"Parameters":{} """, "There should only be one of the following fields: [ItemSelector, Parameters]", "")]
    [InlineData(Map + ""","MaxConcurrency":-1 """, "Minimum value is 0", "/MaxConcurrency")]
    [InlineData(Map + ""","MaxConcurrency":1.5 """, "Expected value of type Integer", "/MaxConcurrency")]
    [InlineData(Map + ""","MaxConcurrency":1,"MaxConcurrencyPath":"$.n" """, "There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath]", "")]
    [InlineData(Map + ""","MaxConcurrencyPath":"$$.Execution.Input.n" """, "Value is not a Reference Path", "/MaxConcurrencyPath")]
    [InlineData(Map + ""","ToleratedFailurePercentage":-0.5 """, "Minimum value is 0.0", "/ToleratedFailurePercentage")]
    [InlineData(Map + ""","ToleratedFailurePercentage":100.5 """, "Maximum value is 100.0", "/ToleratedFailurePercentage")]
    [InlineData(Map + ""","ToleratedFailureCount":-1 """, "Minimum value is 0", "/ToleratedFailureCount")]
    [InlineData(Map + ""","ItemsPath":"items" """, "Value must be a valid JSONPath.", "/ItemsPath")]
    [InlineData(Map + ""","ItemReader":{} """, "Field 'ItemReader' is not supported", "")]
    [InlineData(Map + ""","Label":"l" """, "Field 'Label' is not supported", "")]
    [InlineData(
        """ "Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Succeed"}}} """,
        "Field 'ExecutionType' is not supported", "/ItemProcessor/ProcessorConfig")]
    [InlineData(
        """ "Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"inline"},"StartAt":"I","States":{"I":{"Type":"Succeed"}}} """,
        "The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED]", "/ItemProcessor/ProcessorConfig/Mode")]
    [InlineData(
        """ "Type":"Map","End":true,"ItemProcessor":{"QueryLanguage":"JSONPath","StartAt":"I","States":{"I":{"Type":"Succeed"}}} """,
        "Field 'QueryLanguage' is not supported", "/ItemProcessor")]
    public void A_state_is_refused(string state, string messages, string location)
    {
        // Several messages are parted by |, and those that stand elsewhere name their place behind @.
        IEnumerable<Diagnostic> expected = messages.Split('|').Select(m => m.Split('@')).Select(m =>
            new Diagnostic(Severity.Error, Schema, m[0], "/States/S" + (m.Length > 1 ? m[1] : location)));
        Assert.Equal(expected, Diagnose(Definition.Of(state)));
    }

    [Theory]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:a", "Express state machine does not support Activity ARN")]
    [InlineData("arn:aws:states:::states:startExecution.sync", "Express state machine does not support '.sync' service integration")]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", "Express state machine does not support '.sync' service integration")]
    [InlineData("arn:aws:states:::sns:publish.waitForTaskToken", "Express state machine does not support '.waitForTaskToken' service integration ")]
    public void An_express_machine_waits_for_nobody(string resource, string message)
    {
        string definition = Definition.Of($$""" "Type":"Task","Resource":"{{resource}}","End":true """);
        Assert.Equal(
            [new Diagnostic(Severity.Error, Schema, message, "/States/S/Resource")],
            StateMachine.Compile(definition, StateMachineType.Express).Diagnostics.AsEnumerable());
        Assert.Empty(StateMachine.Compile(definition, StateMachineType.Standard).Diagnostics);
    }

    [Theory]
    [InlineData(""" "ItemReader":{} """, "These fields are required: [Resource, Parameters]", "/ItemReader")]
    [InlineData(
        """ "ItemReader":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{}} """,
        "The field 'Resource' should have one of these values: [arn:aws:states:::s3:getObject, arn:aws:states:::s3:listObjectsV2]",
        "/ItemReader/Resource")]
    [InlineData(
        """ "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{},"ReaderConfig":{"InputType":"CSV"}} """,
        "These fields are required: [CSVHeaderLocation]",
        "/ItemReader/ReaderConfig")]
    [InlineData(
        """ "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{},"ReaderConfig":{"InputType":"JSON","ItemsPointer":"a"}} """,
        "Value must be a valid JSON Pointer",
        "/ItemReader/ReaderConfig/ItemsPointer")]
    [InlineData(
        """ "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{},"ReaderConfig":{"InputType":"JSON","MaxItems":100000001}} """,
        "Maximum value is 100000000",
        "/ItemReader/ReaderConfig/MaxItems")]
    [InlineData(""" "ResultWriter":{} """, "One of 'Resource' and 'WriterConfig' is required", "/ResultWriter")]
    [InlineData(
        """ "ResultWriter":{"WriterConfig":{"Transformation":"ALL"}} """,
        "The field 'Transformation' should have one of these values: [NONE, COMPACT, FLATTEN]",
        "/ResultWriter/WriterConfig/Transformation")]
    public void What_is_wrong_with_a_reader_or_writer_is_named(string field, string message, string place) => Assert.Equal(
        [new Diagnostic(Severity.Error, Schema, message, $"/States/S{place}")],
        Diagnose(Definition.Of(Distributed($"{field},"))));

    [Theory]
    [InlineData("arn:aws-cn:states:::s3:", true)]
    [InlineData("arn:aws-us-gov:states:::s3:", true)]
    [InlineData("arn:aws:states:eu-west-1:123456789012:s3:", true)]
    [InlineData("arn::states:::s3:", false)]
    [InlineData("arn:aws:s3:::s3:", false)]
    [InlineData("arn:aws:states:::aws-sdk:s3:", false)]
    [InlineData("arn:aws:states:::s3:s3:", false)]
    [InlineData("arn:aws:states::s3:", false)]
    public void A_reader_and_a_writer_may_name_any_partition_and_region(string prefix, bool isRight)
    {
        string[] refused = [.. Diagnose(Definition.Of(Distributed(
            $$""" "ItemReader":{"Resource":"{{prefix}}getObject","Parameters":{},"ReaderConfig":{"InputType":"JSON"} },"ResultWriter":{"Resource":"{{prefix}}putObject","Parameters":{} },""")))
            .Select(static d => d.Location!)];
        Assert.Equal(isRight ? [] : ["/States/S/ItemReader/Resource", "/States/S/ResultWriter/Resource"], refused);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("a b", "INVALID_LABEL_NAME")]
    [InlineData("a/b", "INVALID_LABEL_NAME")]
    [InlineData("a*", "INVALID_LABEL_NAME")]
    [InlineData("0123456789012345678901234567890123456789", null)]
    [InlineData("01234567890123456789012345678901234567890", "INVALID_LABEL_NAME")]
    public void A_label_names_the_map(string label, string? code) => Assert.Equal(
        label.Length == 0 ? ["INVALID_LABEL_NAME"] : code is null ? [] : [code],
        Diagnose(Definition.Of(Distributed($"\"Label\":\"{label}\","))).Select(d => d.Code));

    [Fact]
    public void A_label_is_unique() => Assert.Equal(
        [new Diagnostic(Severity.Error, "DUPLICATE_LABEL_NAME", "Duplicate Label name: l", "/States/T/Label")],
        Diagnose(Definition.Machine(
            $$"""{"S":{ {{Distributed("\"Label\":\"l\",", "\"Next\":\"T\"")}} },"T":{ {{Distributed("\"Label\":\"l\",", inner: "J")}} } }""")));

    [Theory]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    public void Distributed_maps_are_not_nested_without_end(int levels, int found)
    {
        string states = """{"Z":{"Type":"Succeed"}}""";
        string start = "Z";
        for (int i = 0; i < levels; i++)
        {
            string processor = $$$"""{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"{{{start}}}","States":{{{states}}}}""";
            start = i == levels - 1 ? "S" : $"S{i}";
            states = $$"""{"{{start}}":{"Type":"Map","End":true,"ItemProcessor":{{processor}} } }""";
        }

        Assert.Equal(Enumerable.Repeat("TOO_DEEPLY_NESTED", found), Diagnose(Definition.Machine(states)).Select(d => d.Code));
    }

    [Fact]
    public void The_children_of_a_distributed_map_have_a_type_and_keep_to_it()
    {
        Assert.Equal(
            [new Diagnostic(Severity.Error, Schema, "These fields are required: [ExecutionType]", "/States/S/ItemProcessor/ProcessorConfig")],
            Diagnose(Definition.Of(Distributed("").Replace(",\"ExecutionType\":\"STANDARD\"", "", StringComparison.Ordinal))));
        string waiting = Distributed("").Replace(
            "\"Type\":\"Succeed\"",
            "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:us-east-1:123456789012:activity:a\",\"End\":true",
            StringComparison.Ordinal);
        Assert.Empty(Diagnose(Definition.Of(waiting)));
        Assert.Equal(
            [
                new Diagnostic(
                    Severity.Error, Schema, "Express state machine does not support Activity ARN", "/States/S/ItemProcessor/States/I/Resource"),
            ],
            Diagnose(Definition.Of(waiting.Replace("STANDARD", "EXPRESS", StringComparison.Ordinal))));
        Assert.Equal(
            [
                new Diagnostic(
                    Severity.Error, Schema, "Express state machine does not support Distributed Map", "/States/S/ItemProcessor/ProcessorConfig/Mode"),
            ],
            StateMachine.Compile(Definition.Of(Distributed("")), StateMachineType.Express).Diagnostics.AsEnumerable());
    }

    [Fact]
    public void The_children_of_a_distributed_map_have_variables_of_their_own()
    {
        Diagnostic[] found = Diagnose(Definition.Machine(
            """
            {"S":{"Type":"Pass","Assign":{"x":1},"Next":"M"},
             "M":{"Type":"Map","ItemSelector":{"x.$":"$x"},"End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
               "StartAt":"I","States":{"I":{"Type":"Pass","InputPath":"$x","Next":"J"},"J":{"Type":"Pass","Assign":{"y":1},"End":true}}}}}
            """));
        Assert.Equal(
            [("POSSIBLY_UNDEFINED_VARIABLE", "/States/M/ItemProcessor/States/I/InputPath")], found.Select(d => (d.Code, d.Location)));
        Assert.Empty(Diagnose(Definition.Machine(
            """
            {"S":{"Type":"Pass","Assign":{"x":1},"Next":"M"},
             "M":{"Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
               "StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"x":2},"Next":"J"},"J":{"Type":"Pass","InputPath":"$x","End":true}}}}}
            """)));
    }

    [Fact]
    public void An_inner_scope_may_not_assign_an_outer_variable()
    {
        // The outer state that assigns may come later, and in a rule or a catcher.
        Diagnostic[] found = Diagnose(Definition.Machine(
            """
            {"S":{"Type":"Map","Next":"C","ItemProcessor":{"StartAt":"I","States":{
              "I":{"Type":"Pass","Assign":{"x":1,"own":2},"Next":"J"},
              "J":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"K","States":{"K":{"Type":"Pass","Assign":{"own.$":"$","y":1},"End":true}}},
                {"StartAt":"L","States":{"L":{"Type":"Pass","Assign":{"y":1},"End":true}}}]}}}},
             "C":{"Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Assign":{"x":1},"Next":"Z"}],"Default":"Z"},"Z":{"Type":"Succeed"}}
            """));
        Assert.Equal(
            [("x", "/States/S/ItemProcessor/States/I/Assign/x"), ("own", "/States/S/ItemProcessor/States/J/Branches[0]/States/K/Assign/own.$")],
            found.Select(d => (d.Message.Split('\'')[1], d.Location)));
        Assert.All(found, d => Assert.Equal("DUPLICATE_VARIABLE_NAME", d.Code));
        Assert.Equal("The variable name 'x' was already defined in a parent scope.", found[0].Message);
    }

    [Theory]
    [InlineData(""" "Type":"Pass","End":true,"Result":"$.x" """, "PASS_RESULT_IS_STATIC", "/States/S/Result")]
    [InlineData(""" "Type":"Pass","End":true,"Result":{"a":[{"x.$":"$.x"}]} """, "PASS_RESULT_IS_STATIC", "/States/S/Result")]
    [InlineData(""" "Type":"Pass","End":true,"Parameters":{"a":["x",{"b":"$.x"}]} """, "NO_DOLLAR", "/States/S/Parameters")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"a":"States.UUID()"} """, "NO_DOLLAR", "/States/S/Assign")]
    [InlineData(""" "Type":"Fail","Cause":"$.x" """, "NO_PATH", "/States/S/Cause")]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","StringEquals":"$.y","Next":"Z"}] """, "NO_PATH", "/States/S/Choices[0]/StringEquals")]
    [InlineData(""" "Type":"Pass","End":true,"InputPath":"$v" """, "POSSIBLY_UNDEFINED_VARIABLE", "/States/S/InputPath")]
    [InlineData(""" "Type":"Pass","End":true,"Parameters":{"a":{"b.$":"$v"}} """, "POSSIBLY_UNDEFINED_VARIABLE", "/States/S/Parameters")]
    public void A_warning_does_not_refuse(string state, string code, string location)
    {
        (StateMachine? machine, ImmutableArray<Diagnostic> found) = StateMachine.Compile(Definition.Of(state));
        Assert.NotNull(machine);
        Diagnostic warning = Assert.Single(found);
        Assert.Equal((Severity.Warning, code, location), (warning.Severity, warning.Code, warning.Location));
    }

    [Theory]
    [InlineData(""" "Type":"Pass","End":true,"Result":{"price":"5 $"} """)]
    [InlineData(""" "Type":"Pass","End":true,"Parameters":{"a.$":"$.x","b":"$5"} """)]
    [InlineData(""" "Type":"Pass","Assign":{"v":1},"InputPath":"$v","End":true """)]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$.x","StringMatches":"$.*","Next":"Z"}] """)]
    public void There_is_no_warning_without_reason(string state) => Assert.Empty(Diagnose(Definition.Of(state)));

    [Fact]
    public void All_problems_are_told_in_the_order_of_the_definition_up_to_100()
    {
        string states = string.Join(',', Enumerable.Range(0, 150).Select(i => $$""" "S{{i}}":{"Type":"Pass","End":true,"X":1} """));
        Diagnostic[] found = Diagnose($$"""{"StartAt":"S0","States":{ {{states}} } }""");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"/States/S{i}"), found.Select(d => d.Location));
    }

    [Fact]
    public void Warnings_do_not_crowd_out_errors()
    {
        string warnings = string.Join(',', Enumerable.Range(0, 150).Select(i => $$""" "p{{i}}":"$.x" """));
        Diagnostic[] found = Diagnose(Definition.Of($$""" "Type":"Pass","Parameters":{ {{warnings}} },"End":1 """));
        Assert.Equal(100, found.Length);
        Assert.Contains(found, d => d is { Severity: Severity.Error, Location: "/States/S/End" });
    }

    private static string Distributed(string fields, string transition = "\"End\":true", string inner = "I") =>
        $$"""
        "Type":"Map",{{fields}}{{transition}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"{{inner}}","States":{"{{inner}}":{"Type":"Succeed"} } }
        """;

    private static Diagnostic[] Diagnose(string definition)
    {
        (StateMachine? machine, ImmutableArray<Diagnostic> found) = StateMachine.Compile(definition);
        Assert.Equal(found.Any(d => d.Severity == Severity.Error), machine is null);
        return [.. found];
    }
}
