using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

/// <summary>The child executions of Distributed Maps.</summary>
public sealed class MapItemTests
{
    private const string Label = Prefix + "stateMachine:m/L";

    [Fact]
    public async Task A_child_is_an_execution_of_the_processor()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map("""{"I":{"Type":"Pass","Parameters":{"execution.$":"$$.Execution","machine.$":"$$.StateMachine"},"End":true}}"""));
        JsonMap ended = await fixture.End(await fixture.Start("m", "[1]"));
        string run = Text((await fixture.UntilHistory(Prefix + "execution:m:e", "MapRunStarted"))["mapRunStartedEventDetails"], "mapRunArn")!;
        ExecutionRecord child = Assert.Single(await Children(fixture));

        Assert.Matches("^" + Prefix + "execution:m/L:[0-9a-f-]{36}$", child.Arn);
        JsonMap described = await fixture.Describe(child.Arn);
        Assert.Equal((Label, run, "1"), (Text(described, "stateMachineArn"), Text(described, "mapRunArn"), Text(described, "input")));
        Assert.Equal(
            $$"""{"Id":"{{child.Arn}}","Input":1,"StartTime":"2026-01-02T03:04:05.000Z","Name":"{{child.Name}}","RoleArn":"{{Role}}","RedriveCount":0}""",
            ((JsonMap)((JsonList)Output(ended))[0])["execution"]!.ToString());
        Assert.Equal($$"""{"Id":"{{Label}}","Name":"m"}""", ((JsonMap)((JsonList)Output(ended))[0])["machine"]!.ToString());
        Assert.Equal(
            ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
            (await fixture.History(child.Arn)).Select(e => Text(e, "type")));
        JsonMap machine = await fixture.Call("DescribeStateMachineForExecution", JsonMap.Of(("executionArn", child.Arn)));
        Assert.Equal((Label, "m", "L", run), (Text(machine, "stateMachineArn"), Text(machine, "name"), Text(machine, "label"), Text(machine, "mapRunArn")));
        Assert.StartsWith("""{"StartAt":"I",""", Text(machine, "definition"), StringComparison.Ordinal);

        JsonMap listed = await fixture.Call("ListExecutions", JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:m")));
        Assert.Single((JsonList)listed["executions"]!);
    }

    [Fact]
    public async Task A_failed_child_says_why_and_its_parent_that_it_was_one_too_many()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map("""{"I":{"Type":"Fail","Error":"E","Cause":"c"}}"""));
        Assert.Equal("States.ExceedToleratedFailureThreshold", Text(await fixture.End(await fixture.Start("m", "[1]")), "error"));
        JsonMap child = await fixture.Describe(Assert.Single(await Children(fixture)).Arn);
        Assert.Equal(("E", "c", "REDRIVABLE_BY_MAP_RUN"), (Text(child, "error"), Text(child, "cause"), Text(child, "redriveStatus")));
    }

    [Fact]
    public async Task Express_children_run_in_memory()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map("""{"I":{"Type":"Pass","InputPath":"$$.Execution.Id","End":true}}""", type: "EXPRESS"));
        JsonMap ended = await fixture.End(await fixture.Start("m", "[1]"));
        Assert.Matches("^\\[\"" + Prefix + "express:m/L:[0-9a-f-]{36}:[0-9a-f-]{36}\"\\]$", Output(ended).ToString());
        Assert.Empty(await Children(fixture));
    }

    [Fact]
    public async Task A_nested_run_is_named_by_the_whole_machine()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map(
            """
            {"I":{"Type":"Map","Label":"N","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
              "StartAt":"J","States":{"J":{"Type":"Pass","InputPath":"$$.StateMachine.Id","End":true}}}}}
            """));
        JsonMap ended = await fixture.End(await fixture.Start("m", "[[1,2],[3]]"));
        Assert.Equal($"""[["{Prefix}stateMachine:m/N","{Prefix}stateMachine:m/N"],["{Prefix}stateMachine:m/N"]]""", Output(ended).ToString());
        Assert.Equal(3, (await Children(fixture, "m/N")).Count);
    }

    [Fact]
    public async Task Children_survive_a_restart_and_are_not_started_twice()
    {
        var store = new MemoryStore();
        await using TaskFixture before = new(store: store);
        await before.Create("m", Map("""{"I":{"Type":"Wait","Seconds":60,"End":true}}"""));
        string arn = await before.Start("m", "[1,2,3]");
        await UntilRunning(before, 3);

        await using TaskFixture after = new(store: store);
        await after.Engine.RecoverAsync();
        Assert.Equal("[1,2,3]", Output(await after.EndInTime(arn)).ToString());
        Assert.Equal(3, (await Children(after)).Count);
    }

    [Fact]
    public async Task Stopping_the_parent_stops_its_children()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map("""{"I":{"Type":"Wait","Seconds":60,"End":true}}"""));
        string arn = await fixture.Start("m", "[1,2]");
        foreach (ExecutionRecord child in await UntilRunning(fixture, 2))
        {
            await fixture.Engine.StopExecution(arn, null, null, CancellationToken.None);
            Assert.Equal("ABORTED", Text(await fixture.End(child.Arn), "status"));
        }
    }

    [Fact]
    public async Task A_child_whose_parent_ended_right_before_a_crash_is_stopped()
    {
        var store = new MemoryStore();
        await using TaskFixture before = new(store: store);
        await before.Create("m", Map("""{"I":{"Type":"Wait","Seconds":60,"End":true}}"""));
        string arn = await before.Start("m", "[1]");
        ExecutionRecord child = Assert.Single(await UntilRunning(before, 1));
        await before.DisposeAsync();
        ExecutionRecord parent = (await store.FindExecution(arn, default))!;
        await store.SaveExecution(new ExecutionStep(parent with { Status = Core.Execution.ExecutionStatus.Aborted }, [], null, null));

        await using TaskFixture after = new(store: store);
        await after.Engine.RecoverAsync();
        Assert.Equal("ABORTED", Text(await after.End(child.Arn), "status"));
    }

    [Fact]
    public async Task Children_go_with_their_machine()
    {
        await using TaskFixture fixture = new();
        await fixture.Create("m", Map("""{"I":{"Type":"Wait","Seconds":60,"Next":"J"},"J":{"Type":"Succeed"}}"""));
        string arn = await fixture.Start("m", "[1,2]");
        IReadOnlyList<ExecutionRecord> children = await UntilRunning(fixture, 2);
        await fixture.Call("DeleteStateMachine", JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:m")));
        Assert.Equal("RUNNING", Text(await fixture.Describe(children[0].Arn), "status"));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await fixture.Engine.Store.Records<StateMachineRecord>().Find(Prefix + "stateMachine:m", default) is not null)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, limit.Token);
        }

        Assert.Null(await fixture.Engine.FindExecution(arn, default));
        Assert.Empty(await Children(fixture));
        Assert.Empty(fixture.Failures);
    }

    private static string Map(string states, string type = "STANDARD") =>
        $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},"StartAt":"I","States":{{states}} } } } }
        """;

    private static async Task<IReadOnlyList<ExecutionRecord>> Children(TaskFixture fixture, string path = "m/L")
    {
        Page<ExecutionSummary> listed = await fixture.Engine.ListExecutions(
            new ExecutionFilter(Prefix + "stateMachine:" + path), null, 100, CancellationToken.None);
        var children = new List<ExecutionRecord>();
        foreach (ExecutionSummary child in listed.Items)
        {
            ExecutionRecord record = (await fixture.Engine.FindExecution(child.Arn, CancellationToken.None))!;
            if (!record.IsMapRun)
            {
                children.Add(record);
            }
        }

        return children;
    }

    private static async Task<IReadOnlyList<ExecutionRecord>> UntilRunning(TaskFixture fixture, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await Children(fixture) is var children && children.Count == count)
            {
                return children;
            }

            await Task.Delay(2, limit.Token);
        }
    }
}
