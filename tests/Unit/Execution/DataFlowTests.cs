using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class DataFlowTests
{
    private const string Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e";

    [Theory]
    [InlineData(""" "InputPath":null """, "{}")]
    [InlineData(""" "OutputPath":null """, "{}")]
    [InlineData(""" "Result":1,"ResultPath":null """, """{"a":{"b":2}}""")]
    [InlineData(""" "Result":null """, """{"a":{"b":2}}""")]
    [InlineData(""" "Result":1,"ResultPath":"$.r.s" """, """{"a":{"b":2},"r":{"s":1}}""")]
    [InlineData(""" "InputPath":"$.a","ResultPath":"$.r" """, """{"a":{"b":2},"r":{"b":2}}""")]
    [InlineData(""" "Parameters":{"c.$":"$.a.b","d":"$.a"},"OutputPath":"$.c" """, "2")]
    [InlineData(""" "Result":{"x.$":"$.a"} """, """{"x.$":"$.a"}""")]
    [InlineData(""" "InputPath":"$$.Execution.Id" """, "\"" + Arn + "\"")]
    [InlineData(""" "Parameters":{"s.$":"$$.State","m.$":"$$.StateMachine.Name"} """, """{"s":{"Name":"S","EnteredTime":"2026-01-02T03:04:05.000Z"},"m":"m"}""")]
    public void Data_flows_through_the_fields_of_a_state(string fields, string expected) =>
        Assert.Equal(expected, Pass(fields).State.Output!.ToString());

    [Theory]
    [InlineData(""" "InputPath":"$.x" """, "States.Runtime", "Invalid path '$.x' : No results for path: $['x']")]
    [InlineData(""" "Parameters":{"y.$":"$.x"} """, "States.Runtime", "The JSONPath '$.x' specified for the field 'y.$' could not be found in the input '{\"a\":{\"b\":2}}'")]
    [InlineData(""" "Parameters":{"y.$":"$$.Task.Token"} """, "States.Runtime", null)]
    [InlineData(""" "Parameters":{"y.$":"$$.Map.Item.Value"} """, "States.Runtime", null)]
    [InlineData(""" "ResultPath":"$.a.b.c" """, "States.ReferencePathConflict", null)]
    [InlineData(""" "InputPath":"$v" """, "States.Runtime", null)]
    public void What_is_missing_fails_the_state(string fields, string error, string? cause)
    {
        Workflow run = Pass(fields);
        Assert.Equal(error, run.State.Error);
        Assert.StartsWith("An error occurred while executing the state 'S' (entered at the event id #2). ", run.State.Cause, StringComparison.Ordinal);
        Assert.EndsWith(cause ?? "", run.State.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_assigns_from_the_values_at_its_entry()
    {
        Workflow run = new Workflow("""
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"x":1,"y":10},"Next":"B"},
              "B":{"Type":"Pass","Assign":{"x.$":"$y","y.$":"$x"},"Next":"C"},
              "C":{"Type":"Pass","Parameters":{"x.$":"$x","y.$":"$y"},"End":true}}}
            """).Run();
        Assert.Equal("""{"x":10,"y":1}""", run.State.Output!.ToString());
    }

    [Fact]
    public void Inner_scopes_see_outer_variables_and_keep_their_own()
    {
        Workflow run = new Workflow("""
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"out":1},"Next":"P"},
              "P":{"Type":"Parallel","Next":"Z","Branches":[
                {"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"in":2},"Next":"C"},"C":{"Type":"Pass","Parameters":{"o.$":"$out","i.$":"$in"},"End":true}}},
                {"StartAt":"D","States":{"D":{"Type":"Pass","Assign":{"in":3},"Next":"E"},"E":{"Type":"Pass","Parameters":{"o.$":"$out","i.$":"$in"},"End":true}}}]},
              "Z":{"Type":"Pass","Parameters":{"all.$":"$","gone.$":"$in"},"End":true}}}
            """).Run();
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal(
            """[{"o":1,"i":2},{"o":1,"i":3}]""",
            run.History.Single(e => e.Type == HistoryEventType.ParallelStateExited).Details!["output"]!.ToString());
    }

    [Theory]
    [InlineData(262_142, true)]
    [InlineData(262_143, false)]
    public void One_assign_holds_256_KiB_names_not_counted(int characters, bool fits)
    {
        Workflow run = new Workflow("""{"StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"a_long_name_that_is_free.$":"$"},"ResultPath":null,"OutputPath":null,"End":true}}}""")
            .Run($"\"{new string('a', characters)}\"");
        Assert.Equal(fits ? null : "States.Runtime", run.State.Error);
    }

    [Theory]
    [InlineData(262_142, null)]
    [InlineData(262_143, "States.DataLimitExceeded")]
    public void The_result_of_a_task_holds_256_KiB(int characters, string? error)
    {
        var output = new FunctionsAsl.Json.JsonString(new string('a', characters));
        Workflow run = new Workflow("""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true,
              "Retry":[{"ErrorEquals":["States.ALL"]}]}}}
            """, (task, now) => new Event.TaskSucceeded(now, 0, task.Id, output)).Run();
        Assert.Equal(error, run.State.Error);
        if (error is not null)
        {
            Assert.Equal(
                "The state/task 'arn:aws:lambda:us-east-1:1:function:f' returned a result with a size exceeding the maximum number of bytes service limit.",
                run.State.Cause);
        }
    }

    [Theory]
    [InlineData(""" "Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Parameters":{"a.$":"$","b.$":"$"} """)]
    [InlineData(""" "Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Fail"}}}],"Parameters":{"a.$":"$","b.$":"$"} """)]
    [InlineData(""" "Type":"Map","ItemsPath":"$.i","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Fail"}}},"ItemSelector":{"a.$":"$","b.$":"$"} """)]
    [InlineData(""" "Type":"Map","ItemsPath":"$..*","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Fail"}}} """)]
    [InlineData(""" "Type":"Map","InputPath":"$..*","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Fail"}}} """)]
    public void A_task_branch_or_iteration_gets_at_most_256_KiB(string state)
    {
        Workflow run = new Workflow($$"""{"StartAt":"S","States":{"S":{"End":true,{{state}} } } }""").Run($$"""{"i":[1],"x":["{{new string('a', 200_000)}}"]}""");
        Assert.Equal("States.DataLimitExceeded", run.State.Error);
        Assert.DoesNotContain(run.Commands, command => command is Command.RunTask);
        Assert.All(run.History, e => Assert.True(e.Details is null || e.Details.Utf8Length < 250_000));
    }

    [Theory]
    [InlineData("", "States.DataLimitExceeded")]
    [InlineData(""","ResultSelector":{"a.$":"$.missing"}""", "States.Runtime")]
    [InlineData(""","ResultSelector":{"a.$":"States.Array($[0].missing)"}""", "States.Runtime")]
    [InlineData(""","ResultSelector":{"a.$":"States.ArrayLength($)"}""", null)]
    public void The_results_of_many_branches_may_be_larger_than_any_text(string fields, string? error)
    {
        const int Count = 8_300;
        string branches = string.Join(',', Enumerable.Range(0, Count).Select(
            i => $$"""{"StartAt":"{{i}}","States":{"{{i}}":{"Type":"Pass","End":true} } }"""));
        StateMachine machine = StateMachine.Compile(
            $$"""{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{{branches}}]{{fields}} } } }""").Machine!;
        string input = $$"""{ "a":"{{new string('a', 262_000)}}"}""";
        ExecutionState state = Workflow.Start(
            machine, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), JsonAny.ParseVerbatim(input), StepLimits.None).State;
        Assert.Equal(error, state.Error);
        Assert.True(state.Cause is null || state.Cause.Length < 1000);
    }

    [Fact]
    public void A_fail_state_says_what_it_is_told_without_a_prefix()
    {
        Workflow run = new Workflow("""{"StartAt":"F","States":{"F":{"Type":"Fail","ErrorPath":"$.e","CausePath":"States.Format('{}!', $.c)"}}}""")
            .Run("""{"e":"E","c":"C"}""");
        Assert.Equal(("E", "C!"), (run.State.Error, run.State.Cause));
    }

    private static Workflow Pass(string fields) =>
        new Workflow($$"""{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,{{fields}} } } }""").Run("""{"a":{"b":2}}""");
}
