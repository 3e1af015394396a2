using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>What others measured of paths on AWS, as whole executions.</summary>
public sealed class MeasuredPathTests
{
    private const string Lambda = "\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f\"";

    // floci-io/floci#2870 and its tests StepFunctionsIntrinsicMissingArgument…, captured in us-east-1: the text names the whole expression,
    // an index past the end is as good as missing to a function, and one dollar sign stands for the context object's two.
    [Theory]
    [InlineData("States.Format('{}', $.nope)", """{"other":1}""", "$.nope")]
    [InlineData("States.Format('{}', $.items[5])", """{"items":[1,2]}""", "$.items[5]")]
    [InlineData("States.Format('{}', States.Format('{}', $.nope))", """{"other":1}""", "$.nope")]
    [InlineData("States.Format('{}', $$.Nope.Deep)", """{"other":1}""", "$.Nope.Deep")]
    public void A_missing_argument_of_a_function_is_named_with_the_whole_expression(string call, string input, string path)
    {
        Workflow run = Pass($"\"Parameters\":{{\"v.$\":\"{call}\"}}", input);
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            $"An error occurred while executing the state 'S' (entered at the event id #2). The function '{call}' had the following error: "
            + $"The JsonPath argument for the field '{path}' could not be found in the input '{input}'",
            run.State.Cause);
    }

    // floci-io/floci, docs/services/step-functions.md: AWS lets out the text of its library there.
    [Fact]
    public void An_argument_that_indexes_no_array_fails_with_Jayway_s_text() => Assert.EndsWith(
        "Filter: [0] can only be applied to arrays. Current context is: 1",
        Pass(""" "Parameters":{"v.$":"States.Format('{}', $.other[0])"} """, """{"other":1}""").State.Cause,
        StringComparison.Ordinal);

    // floci-io/floci#2870: only absence is missing, null is not; and a field of its own is null past the end.
    [Theory]
    [InlineData("States.Format('{}', $.nul)", """{"nul":null}""", "\"null\"")]
    [InlineData("$.items[5]", """{"items":[1,2]}""", "null")]
    [InlineData("$.items[-1]", """{"items":[1,2]}""", "null")]
    [InlineData("$.items[(@.length-1)]", """{"items":[1,2]}""", "2")]
    [InlineData("$.items[?(@.n==x)].v", """{"items":[{"n":"x","v":1},{"n":"y","v":2}]}""", "[1]")]
    public void A_field_of_a_template_has_its_value(string expression, string input, string expected) =>
        Assert.Equal($$"""{"v":{{expected}}}""", Pass($$""" "Parameters":{"v.$":"{{expression}}"} """, input).State.Output?.ToString());

    // The guard of two public definitions (faults.md L2), which makes sense only if nothing is present past the end.
    [Theory]
    [InlineData("""{"l":[]}""", "No")]
    [InlineData("""{"l":[{"c":1}]}""", "No")]
    [InlineData("""{"l":[{"c":2}]}""", "Yes")]
    public void Nothing_is_present_past_the_end_of_an_array(string input, string expected)
    {
        Workflow run = new Workflow("""
            {"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.l[0]","IsPresent":true},
              {"Variable":"$.l[0].c","NumericGreaterThan":1}],"Next":"Yes"}],"Default":"No"},
              "Yes":{"Type":"Pass","Result":"Yes","End":true},"No":{"Type":"Pass","Result":"No","End":true}}}
            """).Run(input);
        Assert.Equal($"\"{expected}\"", run.State.Output?.ToString());
    }

    // faults.md L16, measured: the text is that of InputPath, where a Wait state has one of its own.
    [Theory]
    [InlineData("TimeoutSecondsPath")]
    [InlineData("HeartbeatSecondsPath")]
    public void A_time_of_a_task_without_a_value_fails_as_other_paths_do(string field)
    {
        Workflow run = new Workflow($$"""{"StartAt":"S","States":{"S":{ {{Lambda}},"{{field}}":"$.X","End":true} } }""").Run();
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.EndsWith("Invalid path '$.X' : No results for path: $['X']", run.State.Cause, StringComparison.Ordinal);
    }

    private static Workflow Pass(string field, string input) =>
        new Workflow($$"""{"StartAt":"S","States":{"S":{"Type":"Pass",{{field}},"End":true} } }""").Run(input);
}
