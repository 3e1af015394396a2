using FunctionsAsl.Core.Execution;
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
}
