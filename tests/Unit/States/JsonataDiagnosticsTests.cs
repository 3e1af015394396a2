using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using Xunit;

namespace FunctionsAsl.Unit.States;

/// <summary>What is wrong with definitions in JSONata, and with those that mix the query languages. The texts are AWS's (FLOCI, ST dataflow_execution).</summary>
public sealed class JsonataDiagnosticsTests
{
    private const string Schema = "SCHEMA_VALIDATION_FAILED";
    private const string Invalid = "INVALID_JSONATA_EXPRESSION";
    private const string Unsupported = "UNSUPPORTED_JSONATA_EXPRESSION";
    private const string Lambda = """ "Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true""";
    private const string Map = """ "Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}""";

    [Fact]
    public void A_machine_with_all_fields_is_accepted() => Assert.Empty(Diagnose(Definition.InJsonata));

    [Theory]
    [InlineData(""" "Type":"Pass","End":true,"InputPath":"$" """, "InputPath", "")]
    [InlineData(""" "Type":"Pass","End":true,"OutputPath":null """, "OutputPath", "")]
    [InlineData(""" "Type":"Pass","End":true,"ResultPath":null """, "ResultPath", "")]
    [InlineData(""" "Type":"Pass","End":true,"Parameters":{"x.$":"nonsense"} """, "Parameters", "")]
    [InlineData(""" "Type":"Pass","End":true,"Result":1 """, "Result", "")]
    [InlineData(Lambda + ""","ResultSelector":{} """, "ResultSelector", "")]
    [InlineData(Lambda + ""","TimeoutSecondsPath":"$.t" """, "TimeoutSecondsPath", "")]
    [InlineData(Lambda + ""","HeartbeatSecondsPath":"$.t" """, "HeartbeatSecondsPath", "")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["a"],"Next":"Z","ResultPath":"$.e"}] """, "ResultPath", "/Catch[0]")]
    [InlineData(Map + ""","ItemsPath":"$.items" """, "ItemsPath", "")]
    [InlineData(Map + ""","MaxConcurrencyPath":"$.limit" """, "MaxConcurrencyPath", "")]
    [InlineData(Map + ""","ToleratedFailureCountPath":"$.limit" """, "ToleratedFailureCountPath", "")]
    [InlineData(""" "Type":"Fail","ErrorPath":"$.e" """, "ErrorPath", "")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":true,"Variable":"$.x","Next":"Z"}] """, "Variable", "/Choices[0]")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":true,"NumericEquals":1,"Next":"Z"}] """, "NumericEquals", "/Choices[0]")]
    public void A_field_of_JSONPath_is_refused(string state, string field, string location)
    {
        var expected = new Diagnostic(
            Severity.Error, Schema, $"The QueryLanguage is set to 'JSONata', but field '{field}' is only supported for the 'JSONPath' QueryLanguage",
            "/States/S" + location);
        Assert.Equal([expected], Diagnose(Machine(state)));
        Assert.Equal([expected], Diagnose(Definition.Of($""" "QueryLanguage":"JSONata",{state}""")));
    }

    [Fact]
    public void A_jsonata_machine_has_no_jsonpath_states()
    {
        // That is the whole answer for the state: its fields in the other language are not reported on top.
        Diagnostic[] found = Diagnose(
            """
            {"StartAt":"Pass","QueryLanguage":"JSONata","States":{"Pass":{"Type":"Pass","QueryLanguage":"JSONPath","Output":"{% 1 %}","Next":"C"},
            "C":{"Type":"Choice","QueryLanguage":"JSONPath","Choices":[{"Condition":true,"Variable":"$","IsNull":true,"Next":"Z"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
            """);
        const string Message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
        Assert.Equal(
            [new Diagnostic(Severity.Error, Schema, Message, "/States/Pass"), new Diagnostic(Severity.Error, Schema, Message, "/States/C")], found);
    }

    [Fact]
    public void States_inside_have_the_language_of_the_machine_and_not_of_the_state_around()
    {
        Diagnostic[] found = Diagnose(Definition.Of(
            """
            "Type":"Map","QueryLanguage":"JSONata","Items":[],"End":true,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","Output":1,"End":true}}}
            """));
        Assert.Equal(
            [
                new Diagnostic(
                    Severity.Error, Schema, "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
                    "/States/S/ItemProcessor/States/I"),
            ],
            found);
    }

    [Theory]
    [InlineData("""{% a[1,2) %}""", Invalid, "Expected \"]\", got \",\"")]
    [InlineData("""{% \"unterminated %}""", Invalid, "String literal must be terminated by a matching quote")]
    [InlineData("""{% 1 + %}""", Invalid, "Unexpected end of expression")]
    [InlineData("""{% {\"a\":} %}""", Invalid, "The symbol \"}\" cannot be used as a unary operator")]
    [InlineData("""{% $x := %}""", Invalid, "Unexpected end of expression")]
    [InlineData("""{% $match(\"a\", /abc %}""", Invalid, "No terminating / in regular expression")]
    [InlineData("""{% phone %.other %}""", Invalid, "The symbol \".\" cannot be used as a unary operator")]
    [InlineData("""{%%}""", Invalid, "Unexpected end of expression")]
    [InlineData("""{% %}""", Invalid, "Unexpected end of expression")]
    [InlineData("""{% phone %}""", Unsupported, "Reference to 'phone' at the top level is not supported.")]
    [InlineData("""{% $ %}""", Unsupported, "Reference to '$' at the top level is not supported.")]
    [InlineData("""{% $$ %}""", Unsupported, "Reference to '$$' is not supported.")]
    [InlineData("""{% $states.errorOutput %}""", Unsupported, "Field '$states.errorOutput' does not exist.")]
    [InlineData("""{% $states.result %}""", Unsupported, "Field '$states.result' does not exist.")]
    [InlineData("""{% $states.nonsense.x %}""", Unsupported, "Field '$states.nonsense' does not exist.")]
    public void An_expression_is_refused_where_it_stands(string expression, string code, string message)
    {
        Assert.Equal(
            [new Diagnostic(Severity.Error, code, message, "/States/S/Output")],
            Diagnose(Machine($$""" "Type":"Pass","End":true,"Output":"{{expression}}" """)));
        Assert.Equal(
            [new Diagnostic(Severity.Error, code, message, "/States/S/Assign/a/b[1]")],
            Diagnose(Machine($$""" "Type":"Pass","End":true,"Assign":{"a":{"b":[1,"{{expression}}"]} } """)));
    }

    [Theory]
    [InlineData(Lambda + ""","Arguments":"{% $states.result %}" """, "/Arguments")]
    [InlineData(Lambda + ""","TimeoutSeconds":"{% $states.result %}" """, "/TimeoutSeconds")]
    [InlineData(Lambda + ""","Credentials":{"RoleArn":"{% $states.result %}"} """, "/Credentials/RoleArn")]
    [InlineData(Lambda + ""","Catch":[{"ErrorEquals":["a"],"Next":"Z"},{"ErrorEquals":["b"],"Next":"Z","Output":{"r":"{% $states.result %}"}}] """, "/Catch[1]/Output/r")]
    [InlineData(Map + ""","Items":"{% $states.result %}" """, "/Items")]
    [InlineData(Map + ""","ItemSelector":"{% $states.result %}" """, "/ItemSelector")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":"{% $states.result %}","Next":"Z"}] """, "/Choices[0]/Condition")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":true,"Output":"{% $states.result %}","Next":"Z"}] """, "/Choices[0]/Output")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":"{% $states.result %}" """, "/Seconds")]
    [InlineData(""" "Type":"Succeed","Output":"{% $states.result %}" """, "/Output")]
    [InlineData(""" "Type":"Fail","Cause":"{% $states.result %}" """, "/Cause")]
    public void There_is_a_result_only_after_the_work(string state, string location) => Assert.Equal(
        [new Diagnostic(Severity.Error, Unsupported, "Field '$states.result' does not exist.", "/States/S" + location)], Diagnose(Machine(state)));

    [Theory]
    [InlineData(Lambda + ""","Credentials":{"RoleArn.$":"$.r"} """, "The field 'RoleArn' is required but was missing", "/Credentials")]
    [InlineData(""" "Type":"Pass","End":true,"Output":1,"Assign":"{% 1 %}" """, "Expected value of type Object", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"x.$":1} """, "Invalid variable name: 'x.$'", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Assign":{"states":1} """, "Invalid variable name: 'states'", "/Assign")]
    [InlineData(""" "Type":"Pass","End":true,"Arguments":1 """, "Field 'Arguments' is not supported", "")]
    [InlineData(Lambda + ""","TimeoutSeconds":"60" """, "Expected value of type Integer", "/TimeoutSeconds")]
    [InlineData(""" "Type":"Wait","End":true,"Timestamp":"tomorrow" """, "String does not match RFC3339 timestamp", "/Timestamp")]
    [InlineData(""" "Type":"Wait","End":true,"Seconds":"{% 1 %}","Timestamp":"tomorrow" """,
        "There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]", "")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":"true","Next":"Z"}] """, "Expected value of type Boolean", "/Choices[0]/Condition")]
    [InlineData(""" "Type":"Choice","Choices":[{"Next":"Z"}] """, "These fields are required: [Condition]", "/Choices[0]")]
    [InlineData(Map + ""","Items":"items" """, "Expected value of type Array, or a JSONata expression", "/Items")]
    [InlineData(Map + ""","Items":{} """, "Expected value of type Array, or a JSONata expression", "/Items")]
    public void A_state_is_refused(string state, string message, string location) =>
        Assert.Equal([new Diagnostic(Severity.Error, Schema, message, "/States/S" + location)], Diagnose(Machine(state)));

    [Fact]
    public void Variables_are_noted_and_doubted_where_they_are_read()
    {
        (StateMachine? machine, var found) = StateMachine.Compile(
            """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"known":1},"Next":"S"},
            "S":{"Type":"Pass","Output":{"a":"{% $known + $sum([$unknown, $local := 1]) & $states.input.x & $string($local) %}"},"End":true}}}
            """);
        Assert.Equal(["known", "unknown"], machine!.VariableReferences["S"].AsEnumerable());
        Assert.Equal(
            [new Diagnostic(Severity.Warning, "POSSIBLY_UNDEFINED_VARIABLE", "Variable 'unknown' is possibly not defined.", "/States/S/Output/a")],
            found.AsEnumerable());
    }

    private static string Machine(string state) => Definition.Of(state)[..^1] + ""","QueryLanguage":"JSONata"}""";

    private static Diagnostic[] Diagnose(string definition)
    {
        (StateMachine? machine, var found) = StateMachine.Compile(definition);
        Assert.Equal(found.Any(d => d.Severity == Severity.Error), machine is null);
        return [.. found];
    }
}
