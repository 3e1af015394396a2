using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Unit.Execution;
using Xunit;

namespace FunctionsAsl.Unit.States;

/// <summary>Definitions that an older release accepted, with paths that are refused today.</summary>
public sealed class StoredDefinitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(""" "Type":"Pass","InputPath":"$[\"a\"]","End":true """)]
    [InlineData(""" "Type":"Pass","OutputPath":"$.l[?(@.a in ['x'])]","End":true """)]
    [InlineData(""" "Type":"Pass","ResultPath":"$[\"a\"]","End":true """)]
    [InlineData(""" "Type":"Pass","Parameters":{"v.$":"$[\"a\"]"},"End":true """)]
    [InlineData(""" "Type":"Wait","SecondsPath":"$[\"a\"]","End":true """)]
    [InlineData(""" "Type":"Choice","Choices":[{"Variable":"$[\"a\"]","IsPresent":true,"Next":"A"}],"Default":"A" """)]
    public void Run_until_such_a_path_is_read_and_say_why_it_fails(string state)
    {
        string text = $$"""{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"S"},"S":{ {{state}} } } }""";
        Assert.Null(StateMachine.Compile(text).Machine);

        Step step = Workflow.Start(StateMachine.CompileStored(text), Now, """{"a":1,"l":[{"a":"x"}]}""");

        Assert.Equal((ExecutionStatus.Failed, "States.Runtime"), (step.State.Status, step.State.Error));
        Assert.Contains("Invalid path '$", step.State.Cause, StringComparison.Ordinal);
        Assert.Matches("Could not analyze path component|must be followed by|Space not allowed", step.State.Cause);
    }
}
