using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>States in JSONata: what their fields give, and how they fail.</summary>
public sealed class JsonataTests
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:f";

    [Fact]
    public void Output_and_Assign_do_not_see_what_is_assigned()
    {
        Workflow workflow = Run("""
            "S":{"Type":"Pass","Assign":{"x":1},"Next":"T"},
            "T":{"Type":"Pass","Assign":{"x":"{% $x + 1 %}","old":"{% $x %}"},"Output":{"saw":"{% $x %}","all":["{% $states.input.a %}",null,{}]},"Next":"U"},
            "U":{"Type":"Succeed","Output":"{% [$x, $old, $states.input.saw, $count($states.input.all)] %}"}
            """, """{"a":"in"}""");
        Assert.Equal("[2,1,1,3]", workflow.State.Output!.ToString());
    }

    [Fact]
    public void Without_Output_a_state_passes_its_input_or_result_on()
    {
        Workflow workflow = Run($$"""
            "S":{"Type":"Pass","Next":"W"},"W":{"Type":"Wait","Seconds":0,"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":true,"Next":"T"}]},
            "T":{"Type":"Task","Resource":"{{Function}}","Next":"P"},
            "P":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Succeed"} } }],"End":true}
            """, """{"n":1.50}""");
        Assert.Equal("""[{"n":1.50}]""", workflow.State.Output!.ToString());
    }

    [Fact]
    public void A_task_gets_its_arguments_and_its_result_is_in_states()
    {
        Workflow workflow = Run(
            $$"""
            "S":{"Type":"Task","Resource":"{{Function}}","Arguments":{"n":"{% $states.input.n * 2 %}","retries":"{% $states.context.State.RetryCount %}"},
              "Output":{"sum":"{% $states.result + $states.input.n %}"},"Assign":{"r":"{% $states.result %}"},"Next":"T"},
            "T":{"Type":"Pass","Output":"{% $states.input.sum & '/' & $r %}","End":true}
            """,
            """{"n":2}""",
            (task, now) => new Event.TaskSucceeded(now, 0, task.Id, ((JsonMap)task.Input)["n"]!));
        Assert.Equal("""{"n":4,"retries":0}""", Assert.Single(workflow.Commands.OfType<Command.RunTask>()).Input.ToString());
        Assert.Equal("\"6/4\"", workflow.State.Output!.ToString());
    }

    [Fact]
    public void A_rule_outputs_and_assigns_its_own_and_the_default_the_states()
    {
        const string States = """
            "S":{"Type":"Choice","Choices":[{"Condition":"{% $states.input > 5 %}","Output":"big","Assign":{"x":"rule"},"Next":"T"},
              {"Condition":"{% $states.input > 2 %}","Next":"T"}],"Output":"{% 'small ' & $states.input %}","Assign":{"x":"default"},"Default":"T"},
            "T":{"Type":"Pass","Output":"{% [$states.input, $exists($x) ? $x : 'none'] %}","End":true}
            """;
        Assert.Equal("""["big","rule"]""", Run(States, "7").State.Output!.ToString());
        Assert.Equal("""[3,"none"]""", Run(States, "3").State.Output!.ToString());
        Assert.Equal("""["small 1","default"]""", Run(States, "1").State.Output!.ToString());
    }

    [Theory]
    [InlineData("""["a","b"]""", """["0:a","1:b"]""")]
    [InlineData("[]", "[]")]
    public void A_map_goes_over_items_and_selects(string items, string output)
    {
        Workflow workflow = Run(
            """
            "S":{"Type":"Map","Items":"{% $states.input %}","ItemSelector":"{% $states.context.Map.Item.Index & ':' & $states.context.Map.Item.Value %}",
              "MaxConcurrency":"{% 1 %}","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"Output":"{% $states.result %}","End":true}
            """,
            items);
        Assert.Equal(output, workflow.State.Output!.ToString());
    }

    [Fact]
    public void Each_branch_has_its_own_variables_and_sees_those_around()
    {
        Workflow workflow = Run("""
            "S":{"Type":"Pass","Assign":{"outer":5},"Next":"P"},
            "P":{"Type":"Parallel","Arguments":"{% $states.input.n %}","Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"local":"{% $outer + $states.input %}"},"Next":"A2"},"A2":{"Type":"Succeed","Output":"{% $local %}"}}},
              {"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"local":"{% $outer * $states.input %}"},"Next":"B2"},"B2":{"Type":"Succeed","Output":"{% $local %}"}}}],
              "Output":{"of":"{% $states.input.n %}","are":"{% $states.result %}"},"End":true}
            """, """{"n":2}""");
        Assert.Equal("""{"of":2,"are":[7,10]}""", workflow.State.Output!.ToString());
    }

    [Fact]
    public void A_catcher_has_the_error_output()
    {
        Workflow workflow = Run(
            $$"""
            "S":{"Type":"Task","Resource":"{{Function}}","Catch":[{"ErrorEquals":["States.ALL"],"Output":{"e":"{% $states.errorOutput.Error %}","in":"{% $states.input %}"},
              "Assign":{"cause":"{% $states.errorOutput.Cause %}"},"Next":"T"}],"End":true},
            "T":{"Type":"Pass","Output":"{% $states.input.e & $states.input.in & $cause %}","End":true}
            """,
            "1",
            (task, now) => new Event.TaskFailed(now, 0, task.Id, "Boom", "why"));
        Assert.Equal("\"Boom1why\"", workflow.State.Output!.ToString());
    }

    [Fact]
    public void Waits_are_computed()
    {
        Assert.Equal(90, (Run(""" "S":{"Type":"Wait","Seconds":"{% $states.input * 30 %}","End":true} """, "3").Now - Started).TotalSeconds);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero),
            Run(""" "S":{"Type":"Wait","Timestamp":"{% $states.input %}","End":true} """, "\"2026-01-03T01:00:00+01:00\"").Now);
    }

    [Fact]
    public void Time_and_chance_are_those_of_the_event()
    {
        const string States = """ "S":{"Type":"Pass","Output":"{% [$millis(), $now(), $random(), $uuid()] %}","End":true} """;
        string output = Run(States).State.Output!.ToString();
        Assert.Equal(output, Run(States).State.Output!.ToString());
        Assert.StartsWith("""[1767323045000,"2026-01-02T03:04:05.000Z",""", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_computed_error_fails_the_execution()
    {
        Workflow workflow = Run(""" "S":{"Type":"Fail","Error":"{% $states.input.e %}","Cause":"{% 'it was ' & $states.input.e %}"} """, """{"e":"E"}""");
        Assert.Equal(("E", "it was E"), (workflow.State.Error, workflow.State.Cause));
    }

    [Theory]
    [InlineData(""" "Type":"Pass","Output":{"a":["{% $states.input.none %}"]},"End":true """, "Output/a[0]",
        "The JSONata expression '$states.input.none' specified for the field 'Output/a[0]' returned nothing (undefined).")]
    [InlineData(""" "Type":"Pass","Assign":{"v":"{% $states.input.none %}"},"End":true """, "Assign/v",
        "The JSONata expression '$states.input.none' specified for the field 'Assign/v' returned nothing (undefined).")]
    [InlineData(""" "Type":"Pass","Output":"{% 'a' + 1 %}","End":true """, "Output",
        "The JSONata expression ''a' + 1' specified for the field 'Output' threw an error during evaluation. "
        + "T2001: The left side of the \"+\" operator must evaluate to a number")]
    [InlineData(""" "Type":"Pass","Output":"{% $f := function($x){$x} %}","End":true """, "Output",
        "The JSONata expression '$f := function($x){$x}' specified for the field 'Output' returned an unsupported result type.")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":false,"Next":"Z"},{"Condition":"{% 1 %}","Next":"Z"}] """, "Choices[1]/Condition",
        "The JSONata expression '1' specified for the field 'Choices[1]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1")]
    [InlineData(""" "Type":"Choice","Choices":[{"Condition":true,"Output":{"v":"{% $none %}"},"Next":"Z"}] """, "Choices[0]/Output/v",
        "The JSONata expression '$none' specified for the field 'Choices[0]/Output/v' returned nothing (undefined).")]
    [InlineData(""" "Type":"Fail","Error":"{% 1 %}" """, "Error",
        "The JSONata expression '1' specified for the field 'Error' returned an unexpected result type. Expected 'string', but was 'number' for value: 1")]
    [InlineData(Task + ""","TimeoutSeconds":"{% '3' %}" """, "TimeoutSeconds",
        "The JSONata expression ''3'' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string' for value: \"3\"")]
    [InlineData(Task + ""","TimeoutSeconds":"{% -1 %}" """, "TimeoutSeconds", "TimeoutSeconds must be between 0 and 99999999 but was: -1")]
    [InlineData(Task + ""","TimeoutSeconds":"{% 1.6 %}" """, "TimeoutSeconds", "The TimeoutSeconds field cannot be parsed as an integer: 1.6")]
    [InlineData(Task + ""","Credentials":{"RoleArn":"{% $none %}"} """, "Credentials/RoleArn",
        "The JSONata expression '$none' specified for the field 'Credentials/RoleArn' returned nothing (undefined).")]
    public void A_failing_expression_links_to_what_comes_before_the_entry(string state, string location, string cause)
    {
        Workflow workflow = Run($$""" "S":{"Type":"Pass","Next":"X"},"X":{ {{state}} }{{(state.Contains("\"Z\"", StringComparison.Ordinal) ? ""","Z":{"Type":"Succeed"}""" : "")}} """);
        string text = "An error occurred while executing the state 'X' (entered at the event id #4). " + cause;
        Assert.Equal((ErrorName.QueryEvaluationError, text), (workflow.State.Error, workflow.State.Cause));
        Assert.Equal(["5 3 EvaluationFailed", "6 5 ExecutionFailed"], workflow.Lines.Skip(4));
        Assert.Equal(
            JsonMap.Of(("error", ErrorName.QueryEvaluationError), ("cause", text), ("location", location), ("state", "X")), workflow.History[4].Details);
    }

    [Theory]
    [InlineData(""" "Seconds":"{% -1 %}" """, "Seconds", "Seconds must be between 0 and 99999999 but was: -1")]
    [InlineData(""" "Timestamp":"{% '2026-13-05T21:29:29Z' %}" """, "Timestamp",
        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2026-13-05T21:29:29Z")]
    public void A_failing_wait_links_to_its_entry(string field, string location, string cause)
    {
        Workflow workflow = Run($$""" "S":{"Type":"Wait",{{field}},"End":true} """);
        Assert.EndsWith(cause, workflow.State.Cause, StringComparison.Ordinal);
        Assert.Equal(["3 2 EvaluationFailed", "4 3 ExecutionFailed"], workflow.Lines.Skip(2));
        Assert.Equal(location, workflow.History[2].Details!["location"]);
    }

    [Theory]
    [InlineData(""" "Items":"{% 1 %}" """, "null",
        "The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1")]
    [InlineData(""" "Items":"{% $states.input %}" """, """{"a":[]}""",
        "The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {\"a\":[]}")]
    [InlineData(""" "Comment":"" """, "\"x\"", "Map state input must be an array but was: \"x\"")]
    [InlineData(""" "Items":[],"MaxConcurrency":"{% -1 %}" """, "0", "MaxConcurrency cannot be negative.")]
    [InlineData(""" "Items":[],"MaxConcurrency":"{% 1.5 %}" """, "0", "The MaxConcurrency field cannot be parsed as an integer: 1.5")]
    [InlineData(""" "Items":[],"ToleratedFailurePercentage":"{% 100.5 %}" """, "0", "ToleratedFailurePercentage must be between 0 and 100.")]
    public void A_map_says_that_it_failed(string field, string input, string cause)
    {
        Workflow workflow = Run(
            $$""" "S":{"Type":"Map",{{field}},"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true} } },"End":true} """, input);
        Assert.Equal("An error occurred while executing the state 'S' (entered at the event id #2). " + cause, workflow.State.Cause);
        Assert.Equal(["3 0 EvaluationFailed", "4 3 MapStateFailed", "5 4 ExecutionFailed"], workflow.Lines.Skip(2));
        Assert.Equal(cause.StartsWith("Map state input", StringComparison.Ordinal), workflow.History[2].Details!["location"] is null);
    }

    [Theory]
    [InlineData("States.QueryEvaluationError")]
    [InlineData("States.TaskFailed")]
    [InlineData("States.ALL")]
    public void A_failing_expression_is_tried_again_and_caught(string error)
    {
        Workflow workflow = Run($$"""
            "S":{"Type":"Task","Resource":"{{Function}}","Arguments":"{% $none %}","Retry":[{"ErrorEquals":["{{error}}"],"MaxAttempts":1}],
              "Catch":[{"ErrorEquals":["{{error}}"],"Output":"{% $states.errorOutput.Error %}","Next":"Z"}],"End":true},"Z":{"Type":"Succeed"}
            """);
        Assert.Equal("\"States.QueryEvaluationError\"", workflow.State.Output!.ToString());
        Assert.Equal(["3 0 EvaluationFailed", "4 3 EvaluationFailed", "5 4 TaskStateExited"], workflow.Lines.Skip(2).Take(3));
    }

    [Fact]
    public void An_output_that_fails_after_the_work_links_to_the_work()
    {
        Workflow workflow = Run($$"""
            "S":{"Type":"Task","Resource":"{{Function}}","Output":"{% $states.result.none %}","Catch":[{"ErrorEquals":["States.ALL"],"Output":"caught","Next":"Z"}],"End":true},
            "Z":{"Type":"Succeed"}
            """);
        Assert.Equal("\"caught\"", workflow.State.Output!.ToString());
        Assert.Equal(["5 4 LambdaFunctionSucceeded", "6 5 EvaluationFailed", "7 6 TaskStateExited"], workflow.Lines.Skip(4).Take(3));
    }

    [Fact]
    public void A_catcher_that_fails_is_not_caught_by_its_state()
    {
        Workflow workflow = Run(
            $$"""
            "S":{"Type":"Task","Resource":"{{Function}}","Retry":[{"ErrorEquals":["States.QueryEvaluationError"]}],
              "Catch":[{"ErrorEquals":["Boom"],"Assign":{"v":"{% $none %}"},"Next":"Z"},{"ErrorEquals":["States.ALL"],"Next":"Z"}],"End":true},"Z":{"Type":"Succeed"}
            """,
            answer: (task, now) => new Event.TaskFailed(now, 0, task.Id, "Boom", null));
        Assert.Equal(ErrorName.QueryEvaluationError, workflow.State.Error);
        Assert.Equal(["5 4 LambdaFunctionFailed", "6 5 EvaluationFailed", "7 6 ExecutionFailed"], workflow.Lines.Skip(4));
        Assert.Equal("Catch[0]/Assign/v", workflow.History[5].Details!["location"]);
    }

    [Fact]
    public void A_state_may_go_from_JSONPath_to_JSONata()
    {
        Workflow workflow = new Workflow("""
            {"StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"v.$":"$.a"},"Next":"T"},
            "T":{"Type":"Pass","QueryLanguage":"JSONata","Output":{"a":"{% $v * 2 %}"},"Assign":{"w":"{% $v %}"},"Next":"U"},
            "U":{"Type":"Pass","Parameters":{"a.$":"$.a","w.$":"$w"},"End":true}}}
            """).Run("""{"a":2}""");
        Assert.Equal("""{"a":4,"w":2}""", workflow.State.Output!.ToString());
    }

    private const string Task = $$""" "Type":"Task","Resource":"{{Function}}","End":true""";

    private static readonly DateTimeOffset Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static Workflow Run(string states, string input = "{}", Func<Command.RunTask, DateTimeOffset, Event?>? answer = null) =>
        new Workflow($$"""{"QueryLanguage":"JSONata","StartAt":"S","States":{ {{states}} } }""", answer).Run(input);
}
