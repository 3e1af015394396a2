using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>
/// Executions whose orchestrations two processes hold at once for a moment: calls of both get the same numbers, and the engine gives the
/// answers of either to the one that is taken (on the real engine, three of thirty items of a Map Run were lost by that); and messages
/// are lost that the wrong one takes.
/// </summary>
public sealed class SplitTests
{
    private const int Items = 20;

    private static readonly HubFaults Faults = new() { LostEpisodes = 0.1, SplitEpisodes = 0.2, LostMessages = 0.1, LostResults = 0.1, DoubleMessages = 0.1, Disorder = 0.5 };

    private static readonly Dictionary<string, ITaskHandler> Handlers = new(StringComparer.Ordinal)
    {
        ["echo"] = new Echo(),
    };

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task Every_item_of_a_map_run_ends(string room)
    {
        const string Machine = """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":7,"End":true,
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
                "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","Next":"W"},
                "W":{"Type":"Wait","Seconds":1,"End":true}}}}}}
            """;
        await CheckAsync(room, Machine);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task Every_item_of_an_inline_map_ends(string room)
    {
        const string Machine = """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":7,"End":true,
              "ItemProcessor":{"StartAt":"T","States":{
                "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","Next":"W"},
                "W":{"Type":"Wait","Seconds":1,"End":true}}}}}}
            """;
        await CheckAsync(room, Machine);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_report_is_found_of_which_no_message_arrives(string room)
    {
        const string Machine = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}
            """;
        for (int seed = 0; seed < 40; seed++)
        {
            var tasks = new TokenTasks(seed);
            var world = new DurableWorld(tasks, Rooms.Options(room), Faults with { LostMessages = 1 }, new Random(seed));
            StoredExecution execution = await world.StartAsync(Machine, "{}");
            while (tasks.Tokens.Count == 0)
            {
                world.Hub.Step();
            }

            TokenAnswer answer = await world.Engine.ReportTask(tasks.Tokens[0], new TaskReport.Success("done"), CancellationToken.None);
            Assert.Equal(TokenAnswer.Accepted, answer);
            world.Finish();
            Assert.Equal("done", ((JsonString)(await world.FindAsync(execution)).Output!).Value);
        }
    }

    [Fact]
    public async Task A_report_is_looked_for_after_five_minutes_and_then_after_pauses_that_double()
    {
        const string Machine = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}
            """;
        var tasks = new TokenTasks(1);
        var world = new DurableWorld(tasks, new OrchestrationOptions(), new HubFaults { LostMessages = 1 }, new Random(1));
        StoredExecution execution = await world.StartAsync(Machine, "{}");
        world.Settle();
        foreach (DateTimeOffset end in (DateTimeOffset[])[execution.StartDate.AddMinutes(5.5), execution.StartDate.AddMinutes(10.5)])
        {
            while (world.Clock.MoveToNext(end))
            {
                world.Settle();
            }
        }

        await world.Engine.ReportTask(Assert.Single(tasks.Tokens), new TaskReport.Success("done"), CancellationToken.None);
        world.Finish();

        TimeSpan time = (await world.FindAsync(execution)).StopDate!.Value - execution.StartDate;
        Assert.InRange(time.TotalMinutes, 20, 20.1);
        Assert.Equal(4, world.Hub.Counts[ActivityName.Task]);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_childs_end_is_found_of_which_no_message_arrives(string room)
    {
        const string Child = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"P"},"P":{"Type":"Pass","Result":42,"End":true}}}""";
        const string Parent = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
            "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Name":"e"},"End":true}}}
            """;
        for (int seed = 0; seed < 20; seed++)
        {
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults with { LostMessages = 1 }, new Random(seed), Handlers);
            await world.CreateAsync(Child, "child");
            StoredExecution parent = await world.StartAsync(Parent, "{}");
            world.Finish();
            Assert.Equal(42, ((JsonMap)(await world.FindAsync(parent)).Output!)["Output"]);
        }
    }

    [Fact]
    public async Task A_redrive_goes_on_from_the_end_whatever_a_call_took_along_that_was_under_way()
    {
        const string Machine = """
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"T"},
            "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:slow","End":true}}}
            """;
        var slow = new Slow();
        DurableWorld world = DurableWorld.WithHandlers(
            new OrchestrationOptions { TailBytes = 900 }, new HubFaults(), new Random(1), new Dictionary<string, ITaskHandler> { ["slow"] = slow });
        StoredExecution execution = await world.StartAsync(Machine, "{}");
        world.Settle();
        Assert.Equal(1, slow.Calls);
        Assert.False(world.Hub.Counts.ContainsKey(ActivityName.Save));
        Assert.Contains(execution.Key.HistoryBlob, world.Blobs.Names);
        await world.SendAsync(execution, new OrchestrationMessage.Stop(null, null));
        world.Settle();
        Assert.Equal(ExecutionStatus.Aborted, (await world.FindAsync(execution)).Status);

        Assert.NotNull(await world.Engine.RedriveExecution(DurableWorld.ArnOf(execution), null, CancellationToken.None));
        slow.End();
        world.Finish();

        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
        List<HistoryEvent> history = await world.HistoryAsync(execution);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(static i => (long)i), history.Select(static e => e.Id));
        Assert.Equal(HistoryEventType.ExecutionSucceeded, history[^1].Type);
    }

    private static async Task CheckAsync(string room, string machine)
    {
        string input = $"[{string.Join(',', Enumerable.Range(0, Items).Select(static i => $$"""{"n":{{i}}}"""))}]";
        for (int seed = 0; seed < 40; seed++)
        {
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, new Random(seed), Handlers);
            StoredExecution execution = await world.StartAsync(machine, input);
            world.Finish();
            ExecutionRecord record = await world.FindAsync(execution);
            Check.That(
                record.Status == ExecutionStatus.Succeeded && record.Output!.ToString() == input,
                $"Seed {seed}: {record.Status} {record.Error} {record.Cause} {record.Output}");
        }
    }

    private sealed class Echo : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(input);
    }

    /// <summary>Ends when it is told to.</summary>
    private sealed class Slow : ITaskHandler
    {
        private readonly TaskCompletionSource<JsonAny> _end = new();

        public int Calls { get; private set; }

        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            Calls++;
            return new(_end.Task);
        }

        public void End() => _end.SetResult(1);
    }
}
