using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>Spans of whole executions, held against their histories.</summary>
[Collection(ListeningTests.Name)]
public sealed class ExecutionSpansTests : IDisposable
{
    private const string Resource = "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:";

    private readonly SpanRecorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    public static TheoryData<string, string> Definitions => new()
    {
        { "in a row", """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},"T":OK"Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$","IsPresent":true,"Next":"S"}]},"S":{"Type":"Succeed"}}}""" },
        { "waiting", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3,"Next":"P"},"P":{"Type":"Pass","End":true}}}""" },
        { "parallel", """{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":OK"Next":"C"},"C":{"Type":"Pass","End":true}}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}],"Next":"E"},"E":{"Type":"Pass","End":true}}}""" },
        { "map", """{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemsPath":"$.items","ItemProcessor":{"StartAt":"T","States":{"T":OK"Next":"Q"},"Q":{"Type":"Parallel","Branches":[{"StartAt":"R","States":{"R":OK"End":true}}}],"End":true}}},"Next":"E"},"E":{"Type":"Pass","End":true}}}""" },
        { "retried and caught", """{"StartAt":"T","States":{"T":BAD"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":2,"IntervalSeconds":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}],"End":true},"E":{"Type":"Pass","End":true}}}""" },
        { "failed", """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"Oh","Cause":"secret"}}}""" },
        { "failed task", """{"StartAt":"T","States":{"T":BAD"End":true}}}""" },
        { "failed expression", """{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Pass","Output":"{% $error('x') %}","End":true}}}""" },
        { "caught expression", """{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"Q","States":{"Q":{"Type":"Pass","Output":"{% $error('x') %}","End":true}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}],"End":true},"E":{"Type":"Pass","End":true}}}""" },
        { "failed in parallel", """{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":BAD"End":true}}}],"End":true}}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}],"End":true},"E":{"Type":"Pass","End":true}}}""" },
        { "failed in map", """{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"T","States":{"T":BAD"End":true}}},"End":true}}}""" },
        { "retried around", """{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"P","States":{"P":{"Type":"Pass","InputPath":"$.none","End":true}}}],"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1,"IntervalSeconds":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}],"End":true},"E":{"Type":"Pass","End":true}}}""" },
    };

    /// <summary>A span for each state that was entered, from its entry to its exit, within what is around it; and one for each attempt.</summary>
    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task Each_state_has_a_span_within_what_is_around_it(string name, string definition)
    {
        await using TaskFixture fixture = Fixture();
        string machine = Unique();
        await fixture.Create(machine, WithTasks(definition));
        string arn = await fixture.Start(machine, """{"items":[1,2,3]}""");
        await fixture.EndInTime(arn);
        await CheckAsync(fixture, arn, name, traceHeader: null);
    }

    [Fact]
    public async Task What_was_open_ends_with_the_execution()
    {
        await using TaskFixture fixture = Fixture();
        string machine = Unique();
        await fixture.Create(machine, """{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}},{"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":900,"End":true}}}],"End":true}}}""");
        string arn = await fixture.Start(machine);
        await fixture.UntilHistory(arn, "WaitStateEntered");
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn), ("error", "Enough"), ("cause", "c")));
        RecordedSpan[] spans = await CheckAsync(fixture, arn, "stopped", traceHeader: null);
        Assert.All(spans, static span => Assert.Equal("Enough", span.Error));
        Assert.Equal(4, spans.Length);
    }

    /// <summary>What was running goes on from the store in another process: its spans are those of one that was not cut off.</summary>
    [Fact]
    public async Task A_restart_changes_no_span()
    {
        string machine = Unique();
        var store = new MemoryStore();
        string arn;
        await using (TaskFixture first = Fixture(store))
        {
            await first.Create(machine, WithTasks("""{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":OK"Next":"W"},"W":{"Type":"Wait","Seconds":900,"End":true}}}],"Next":"E"},"E":{"Type":"Pass","End":true}}}"""));
            arn = await first.Start(machine);
            await first.UntilHistory(arn, "WaitStateEntered");
        }

        int before = Of(arn).Length;
        await using TaskFixture second = Fixture(store);
        await second.Engine.RecoverAsync();
        Assert.Equal(before, Of(arn).Length);
        await second.Call("DescribeExecution", JsonMap.Of(("executionArn", arn)));
        second.Clock.Advance(TimeSpan.FromSeconds(901));
        await second.EndInTime(arn);
        await CheckAsync(second, arn, "restarted", traceHeader: null);
    }

    [Fact]
    public async Task A_redrive_has_spans_of_its_own_and_ends_what_had_failed()
    {
        bool fails = true;
        await using TaskFixture fixture = Fixture(ok: () => fails ? throw new TaskFailedException("Oh", "c") : 1);
        string machine = Unique();
        await fixture.Create(machine, WithTasks("""{"StartAt":"T","States":{"T":OK"Next":"E"},"E":{"Type":"Pass","End":true}}}"""));
        string arn = await fixture.Start(machine);
        await fixture.EndInTime(arn);
        int first = (await UntilAsync(arn, static all => all.Any(static s => s.Name.StartsWith("execution:", StringComparison.Ordinal)))).Length;
        fails = false;
        fixture.Clock.Advance(TimeSpan.FromSeconds(100));
        await fixture.Call("RedriveExecution", JsonMap.Of(("executionArn", arn)));
        await fixture.EndInTime(arn);
        RecordedSpan[] spans = await UntilAsync(arn, all => all.Count(static s => s.Name.StartsWith("execution:", StringComparison.Ordinal)) == 2);
        Assert.Equal(spans.Length, spans.Select(static s => s.Id).Distinct().Count());
        var redriven = Traces.Of(await fixture.Describe(arn), redrives: 1);
        RecordedSpan again = Assert.Single(spans[first..], static s => s.Name == "state:T");
        Assert.Equal((redriven.State(2), redriven.Execution), (again.Id, again.Parent));
        Assert.Null(again.Error);
        Assert.Equal("1", spans[^1].Tag("aws.step_functions.redrive_count"));
        Assert.True(spans[^1].Start - spans[first - 1].Start >= TimeSpan.FromSeconds(100));
    }

    /// <summary>The ARN is free again where a machine is deleted: who has it next is another one.</summary>
    [Fact]
    public async Task Executions_of_one_name_have_a_trace_each()
    {
        await using TaskFixture fixture = Fixture();
        string machine = Unique();
        for (int n = 1; n <= 2; n++)
        {
            await fixture.Create(machine, """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
            string arn = await fixture.Start(machine);
            await fixture.EndInTime(arn);
            await UntilAsync(arn, all => all.Length == 2 * n);
            await fixture.Call("DeleteStateMachine", JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:" + machine)));
        }

        RecordedSpan[] spans = Of(machine);
        Assert.Equal(4, spans.Select(static s => s.Id).Distinct().Count());
        Assert.Equal(2, spans.Select(static s => s.Trace).Distinct().Count());
    }

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", true)]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0", false)]
    [InlineData("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01", true)]
    public async Task An_execution_is_a_part_of_the_trace_that_it_was_started_in(string header, bool isSampled)
    {
        await using TaskFixture fixture = Fixture();
        string machine = Unique();
        await fixture.Create(machine, """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
        JsonMap started = await fixture.Call("StartExecution", JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:" + machine), ("traceHeader", header)));
        string arn = Text(started, "executionArn")!;
        await fixture.End(arn);
        if (isSampled)
        {
            RecordedSpan[] spans = await CheckAsync(fixture, arn, "traced", header);
            Assert.All(spans, static s => Assert.Equal("5759e988bd862e3fe1be46a994272793", s.Trace));
            Assert.Equal("53995c3f42cd8ad8", spans[^1].Parent);
        }
        else
        {
            Assert.Empty(Of(arn));
        }
    }

    /// <summary>A nested workflow, and each child of a Map Run, is within the state that started it.</summary>
    [Theory]
    [InlineData("\"arn:aws:states:::states:startExecution.sync:2\",\"Parameters\":{\"StateMachineArn\":\"CHILD\",\"Input\":{}}", 1)]
    [InlineData("\"arn:aws:states:::states:startExecution\",\"Parameters\":{\"StateMachineArn\":\"CHILD\",\"Input\":{}}", 1)]
    [InlineData("MAP STANDARD", 3)]
    [InlineData("MAP EXPRESS", 3)]
    public async Task A_nested_execution_is_within_its_state(string start, int children)
    {
        await using TaskFixture fixture = Fixture();
        string machine = Unique();
        string child = machine + "-child";
        await fixture.Create(child, """{"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}}""");
        string state = start.StartsWith("MAP", StringComparison.Ordinal)
            ? """{"Type":"Map","ItemsPath":"$.items","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"TYPE"},"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}},"End":true}"""
                .Replace("TYPE", start[4..], StringComparison.Ordinal)
            : $"{{\"Type\":\"Task\",\"Resource\":{start.Replace("CHILD", Prefix + "stateMachine:" + child, StringComparison.Ordinal)},\"End\":true}}";
        await fixture.Create(machine, "{\"StartAt\":\"T\",\"States\":{\"T\":" + state + "}}");
        string arn = await fixture.Start(machine, """{"items":[1,2,3]}""");
        await fixture.EndInTime(arn);
        var trace = Traces.Of(await fixture.Describe(arn));
        RecordedSpan[] nested = await UntilAsync(
            machine, all => all.Count(s => s.Name.StartsWith("execution:", StringComparison.Ordinal)) == children + 1);
        RecordedSpan[] roots = [.. nested.Where(s => s.Name.StartsWith("execution:", StringComparison.Ordinal) && s.Id != trace.Execution)];
        Assert.Equal(children, roots.Length);
        Assert.All(roots, root => Assert.Equal((trace.Around.TraceId, trace.State(2)), (root.Trace, root.Parent)));
        Assert.All(nested, span => Assert.Equal(trace.Around.TraceId, span.Trace));
    }

    /// <summary>With tasks in place of OK and BAD.</summary>
    private static string WithTasks(string definition) =>
        definition.Replace("OK", Resource + "ok\",", StringComparison.Ordinal).Replace("BAD", Resource + "bad\",", StringComparison.Ordinal);

    private static string Unique() => "t" + Guid.NewGuid().ToString("N");

    private static TaskFixture Fixture(IStore? store = null, Func<JsonAny>? ok = null) => new(
        o => o with
        {
            Handlers = new TaskHandlers()
                .Add("ok", (_, _) => ValueTask.FromResult(ok is null ? 1 : ok()))
                .Add("bad", static (_, _) => throw new TaskFailedException("Oh", "a secret")),
        },
        store);

    private RecordedSpan[] Of(string part) =>
        [.. _recorder.Spans.Where(s => s.Tag("durabletask.task.instance_id")!.Contains(part, StringComparison.Ordinal))];

    /// <summary>Spans come a moment after the answer that says that an execution has ended.</summary>
    private async Task<RecordedSpan[]> UntilAsync(string part, Func<RecordedSpan[], bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition(Of(part)))
        {
            await Task.Delay(2, limit.Token);
        }

        return Of(part);
    }

    private async Task<RecordedSpan[]> CheckAsync(TaskFixture fixture, string arn, string what, string? traceHeader)
    {
        RecordedSpan[] spans = await UntilAsync(arn, static all => all.Any(static s => s.Name.StartsWith("execution:", StringComparison.Ordinal)));
        JsonMap[] history = await fixture.History(arn);
        var trace = Traces.Of(await fixture.Describe(arn), traceHeader);
        RecordedSpan execution = Assert.Single(spans, s => s.Id == trace.Execution);
        Assert.Equal(trace.Around.SpanId, execution.Parent);
        Assert.Equal(spans.Length, spans.Select(static s => s.Id).Distinct().Count());
        Dictionary<string, RecordedSpan> byId = spans.ToDictionary(static s => s.Id, StringComparer.Ordinal);
        JsonMap[] entered = [.. history.Where(static e => Text(e, "type")!.EndsWith("StateEntered", StringComparison.Ordinal))];
        Assert.Equal(entered.Length, spans.Count(static s => s.Name.StartsWith("state:", StringComparison.Ordinal)));
        foreach (JsonMap e in entered)
        {
            string name = Text(e["stateEnteredEventDetails"], "name")!;
            Assert.True(byId.TryGetValue(trace.State((long)((JsonNumber)e["id"]!).AsDouble), out RecordedSpan? span), $"{what}: {name}");
            Assert.Equal($"state:{name}", span.Name);
            RecordedSpan around = byId[span.Parent!];
            Assert.True(around.Id == trace.Execution || around.Tag("aws.step_functions.state.type") is "Parallel" or "Map" or null, $"{what}: {name}");
            Assert.True(span.Start >= around.Start && span.Start + span.Duration <= around.Start + around.Duration + TimeSpan.FromTicks(1), $"{what}: {name}");
            Assert.DoesNotContain(span.Tags.Values, static value => value?.ToString()?.Contains("secret", StringComparison.Ordinal) == true);
        }

        int attempts = history.Count(static e => Text(e, "type") is "LambdaFunctionSucceeded" or "LambdaFunctionFailed" or "TaskSucceeded" or "TaskFailed");
        Assert.Equal(attempts, spans.Count(static s => s.Name.StartsWith("attempt:", StringComparison.Ordinal)));
        Assert.All(spans.Where(static s => s.Name.StartsWith("attempt:", StringComparison.Ordinal)), a => Assert.Equal("state:" + a.Name[8..], byId[a.Parent!].Name));
        return spans;
    }
}
