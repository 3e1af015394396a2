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

/// <summary>What only a durable orchestration does.</summary>
public sealed class FlowTests
{
    private const string Child = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"P"},"P":{"Type":"Pass","Result":42,"End":true}}}""";

    private const string Parent = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
        "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Name":"e"},"End":true}}}
        """;

    private static readonly HubFaults Faults = new()
    {
        LostEpisodes = 0.1,
        LostResults = 0.1,
        DoubleMessages = 0.2,
        Disorder = 0.3,
        LostBeforeBeginning = 0.5,
    };

    private static readonly Dictionary<string, ITaskHandler> NoHandlers = [];

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_parent_goes_on_when_its_child_has_ended(string room)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, new Random(seed), NoHandlers);
            await world.CreateAsync(Child, "child");
            StoredExecution parent = await world.StartAsync(Parent, "{}");
            world.Finish();

            ExecutionRecord record = await world.FindAsync(parent);
            Assert.Equal(ExecutionStatus.Succeeded, record.Status);
            Assert.Equal(42, ((JsonMap)record.Output!)["Output"]);
        }
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_child_is_stopped_with_its_parent_whenever_that_is(string room)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, random, NoHandlers);
            await world.CreateAsync(Child, "child");
            StoredExecution parent = await world.StartAsync(Parent, "{}");
            for (int steps = random.Next(6); steps > 0; steps--)
            {
                world.Hub.Step();
            }

            await world.SendAsync(parent, new OrchestrationMessage.Stop(null, null));
            world.Settle();
            Assert.Equal(ExecutionStatus.Aborted, (await world.FindAsync(parent)).Status);
            world.Finish();

            ExecutionRecord? child = await world.Stores.Executions.FindRecord(
                "arn:aws:states:us-east-1:123456789012:execution:child:e", CancellationToken.None);
            Assert.True(child is null or { Status: ExecutionStatus.Aborted }, $"Seed {seed}: the child is {child?.Status}.");
        }
    }

    // faults.md L15.
    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_job_ends_with_its_token_or_with_its_execution_whichever_comes_first(string room)
    {
        int tokens = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, random, NoHandlers);
            await world.CreateAsync(Child, "child");
            string token = """ "Name":"e","Input":{"t.$":"$$.Task.Token"} """;
            StoredExecution parent = await world.StartAsync(Parent.Replace("\"Name\":\"e\"", token, StringComparison.Ordinal), "{}");
            for (int steps = random.Next(10); steps > 0; steps--)
            {
                world.Hub.Step();
            }

            // Just when the child ends, both may be first.
            if (random.Next(2) == 0)
            {
                world.Settle();
                world.Clock.MoveToNext();
                for (int steps = random.Next(10); steps > 0; steps--)
                {
                    world.Hub.Step();
                }
            }

            string text = TaskToken.Create(parent.TokenKey, DurableWorld.ArnOf(parent), "1.0").Text;
            TokenAnswer answer = await world.Engine.ReportTask(text, new TaskReport.Success("by hand"), CancellationToken.None);
            tokens += answer == TokenAnswer.Accepted ? 1 : 0;
            world.Finish();

            ExecutionRecord record = await world.FindAsync(parent);
            Assert.Equal(ExecutionStatus.Succeeded, record.Status);
            string output = record.Output is JsonMap job ? $"{job["Output"]}" : $"{record.Output}";
            Assert.Equal((seed, answer == TokenAnswer.Accepted ? "\"by hand\"" : "42"), (seed, output));
            ExecutionRecord? child = await world.Stores.Executions.FindRecord(
                "arn:aws:states:us-east-1:123456789012:execution:child:e", CancellationToken.None);
            Assert.True(child is null or { Status: ExecutionStatus.Succeeded }, $"Seed {seed}: the child is {child?.Status}.");
        }

        Assert.InRange(tokens, 20, 80);
    }

    [Fact]
    public async Task A_job_that_gives_its_token_to_nobody_has_no_record_of_it()
    {
        DurableWorld world = DurableWorld.WithHandlers(new OrchestrationOptions(), new HubFaults(), new Random(1), NoHandlers);
        await world.CreateAsync(Child, "child");
        StoredExecution parent = await world.StartAsync(Parent, "{}");
        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(parent)).Status);
        Assert.DoesNotContain(world.Blobs.Operations.Log, o => o.Contains(parent.Key.TaskBlob("1.0"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("double", """{"x":21}""", "42")]
    [InlineData("fail", """{"x":1}""", """{"Error":"InvalidOperationException","Cause":"{\"errorMessage\": \"no\", \"errorType\": \"InvalidOperationException\", """)]
    [InlineData("missing", """{"x":1}""", """{"Error":"Lambda.ResourceNotFoundException","Cause":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing""")]
    public async Task A_function_of_the_app_is_called_as_a_Lambda_function(string function, string input, string output)
    {
        foreach (string room in new[] { "ordinary", "narrow", "cramped" })
        {
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, new Random(1), NoHandlers, "double", "fail", "missing");
            world.Functions["double"] = static (x, _) => new(2 * ((JsonNumber)((JsonMap)x)["x"]!).AsDouble);
            world.Functions["fail"] = static (_, _) => throw new InvalidOperationException("no");
            const string Definition = """
                {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:NAME",
                "Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],"End":true},"P":{"Type":"Pass","End":true}}}
                """;
            StoredExecution execution = await world.StartAsync(Definition.Replace("NAME", function, StringComparison.Ordinal), input);
            world.Finish();

            Assert.StartsWith(output, (await world.FindAsync(execution)).Output!.ToString(), StringComparison.Ordinal);
            Assert.False(world.Hub.Counts.ContainsKey(ActivityName.Task));
        }
    }

    [Fact]
    public async Task Invoking_a_function_of_the_app_shows_what_Lambda_shows()
    {
        DurableWorld world = DurableWorld.WithHandlers(new OrchestrationOptions(), Faults, new Random(1), NoHandlers, "f");
        world.Functions["f"] = static (x, _) => new(JsonMap.Of(("got", x)));
        StoredExecution execution = await world.StartAsync(
            """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Parameters":{"FunctionName":"f","Payload.$":"$"},"End":true}}}
            """,
            """{"x":1}""");
        world.Finish();

        var output = (JsonMap)(await world.FindAsync(execution)).Output!;
        Assert.Equal("""{"got":{"x":1}}""", output["Payload"]!.ToString());
        Assert.Equal(200, output["StatusCode"]);
        Assert.True(Guid.TryParse(((JsonString)((JsonMap)output["SdkResponseMetadata"]!)["RequestId"]!).Value, out Guid id) && id != Guid.Empty);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task A_loop_over_a_large_payload_goes_on_in_bounded_steps(string room)
    {
        const string Loop = """
            {"StartAt":"I","States":{
              "I":{"Type":"Pass","Parameters":{"i.$":"States.MathAdd($.i, 1)","p.$":"$.p"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.i","NumericLessThan":20,"Next":"I"}],"Default":"W"},
              "W":{"Type":"Wait","Seconds":100000,"Next":"Z"},"Z":{"Type":"Pass","InputPath":"$.i","End":true}}}
            """;
        for (int seed = 0; seed < 5; seed++)
        {
            DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), Faults, new Random(seed), NoHandlers);
            StoredExecution execution = await world.StartAsync(Loop, $$"""{"i":0,"p":"{{new string('p', 200_000)}}"}""");
            world.Finish();

            ExecutionRecord record = await world.FindAsync(execution);
            Assert.Equal((ExecutionStatus.Succeeded, JsonNumber.Of(20)), (record.Status, record.Output));
            IReadOnlyList<HistoryEvent> history = await world.HistoryAsync(execution);
            Assert.Equal(Enumerable.Range(1, 86).Select(static id => (long)id), history.Select(static e => e.Id));
        }
    }

    [Fact]
    public async Task New_tasks_wait_for_a_new_durable_history_but_not_for_ever()
    {
        var slow = new TaskCompletionSource<JsonAny>();
        var handlers = new Dictionary<string, ITaskHandler>(StringComparer.Ordinal)
        {
            ["slow"] = new Handler(_ => slow.Task),
            ["fast"] = new Handler(Task.FromResult),
        };
        var options = new OrchestrationOptions { HistoryEvents = 10 };
        DurableWorld world = DurableWorld.WithHandlers(options, new HubFaults(), new Random(1), handlers);
        string items = string.Join(',', Enumerable.Range(0, 60));
        StoredExecution execution = await world.StartAsync(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:slow","End":true}}},
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"F","States":
            {"F":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:fast","End":true}}}}}}]}}}
            """,
            $"[{items}]");
        world.Settle();
        int first = world.Hub.Counts[ActivityName.Task];
        Assert.InRange(first, 10, 12);

        world.Clock.Advance(options.Drain);
        world.Settle();
        int second = world.Hub.Counts[ActivityName.Task];
        Assert.InRange(second, first + 8, first + 12);
        Assert.False(world.Hub.Counts.ContainsKey("anew"));

        slow.SetResult("done");
        while (!world.Hub.HasWork)
        {
            // It comes back on a thread of its own.
            await Task.Delay(1);
        }

        world.Finish();
        Assert.Equal($"[\"done\",[{items}]]", (await world.FindAsync(execution)).Output!.ToString());
        Assert.InRange(world.Hub.Counts["anew"], 3, 15);
        Assert.Equal(61, world.Hub.Counts[ActivityName.Task]);
    }

    [Fact]
    public async Task More_timers_than_a_durable_history_should_have_begin_anew_but_once()
    {
        var options = new OrchestrationOptions { HistoryEvents = 10 };
        DurableWorld world = DurableWorld.WithHandlers(options, new HubFaults(), new Random(1), NoHandlers);
        StoredExecution execution = await world.StartAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":
            {"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","End":true}}}}}}
            """,
            $"[{string.Join(',', Enumerable.Range(1, 40))}]");
        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
        Assert.InRange(world.Hub.Counts.GetValueOrDefault("anew"), 0, 8);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task Waking_makes_up_for_lost_timers(string room)
    {
        DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), new HubFaults(), new Random(1), NoHandlers);
        StoredExecution execution = await world.StartAsync(Child, "{}");
        string instance = DurableWorld.InstanceOf(execution);
        world.Settle();
        world.Hub.LoseTimers(instance);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        await world.SendAsync(execution, new OrchestrationMessage.Wake());
        world.Settle();
        Assert.Equal(1, world.Hub.Running);

        world.Hub.LoseTimers(instance);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.SendAsync(execution, new OrchestrationMessage.Wake());
        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
    }

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public async Task An_execution_outlasts_a_storage_that_is_out_of_order(string room)
    {
        DurableWorld world = DurableWorld.WithHandlers(Rooms.Options(room), new HubFaults(), new Random(1), NoHandlers);
        StoredExecution execution = await world.StartAsync(Child, "{}");
        world.Settle();
        DateTimeOffset start = world.Clock.GetUtcNow();
        world.Blobs.Operations.Decide = (_, _) => world.Clock.GetUtcNow() < start.AddMinutes(20) ? StorageFault.Before : StorageFault.None;
        world.Finish();

        ExecutionRecord record = await world.FindAsync(execution);
        Assert.Equal(ExecutionStatus.Succeeded, record.Status);
        Assert.Equal(record.StartDate.AddSeconds(5), record.StopDate);
        // Pauses double up to a minute.
        Assert.InRange(world.Hub.Counts.Where(c => c.Key is ActivityName.Save or ActivityName.Advance).Sum(c => c.Value), 20, 40);
    }

    [Fact]
    public async Task Whatever_is_sent_to_an_orchestration_cannot_take_it_down()
    {
        DurableWorld world = DurableWorld.WithHandlers(new OrchestrationOptions(), Faults, new Random(1), NoHandlers);
        StoredExecution execution = await world.StartAsync(Child, "{}");
        foreach (string text in (string[])["", "{", "[]", "{}", """{"type":1}""", """{"type":"Stop2"}""", """{"type":"Heartbeat"}""",
            """{"type":"Heartbeat","id":"x"}""", """{"type":"Reported","id":"1.0"}""", """{"type":"ChildEnded","id":"1.0"}"""])
        {
            await world.Hub.Send(DurableWorld.InstanceOf(execution), text, CancellationToken.None);
        }

        world.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await world.FindAsync(execution)).Status);
    }

    private sealed class Handler(Func<JsonAny, Task<JsonAny>> handle) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(handle(input));
    }
}
