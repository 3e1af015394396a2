using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class StepBudgetTests
{
    [Fact]
    public void A_loop_over_an_expensive_path_fails_instead_of_holding_its_thread()
    {
        string items = string.Join(',', Enumerable.Range(0, 20_000));
        Workflow run = new Workflow("""
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Parameters":{"found.$":"$..[?(@.none == 1)]","items.$":"$.items"},"Next":"B"},
              "B":{"Type":"Choice","Choices":[{"Variable":"$.items","IsPresent":true,"Next":"A"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
            """).Run($$"""{"items":[{{items}}]}""");
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.EndsWith("The expressions take more than 50000000 steps together.", run.State.Cause, StringComparison.Ordinal);
        Assert.True(run.History.Count < 25_000, "The history filled up first.");
    }
}
