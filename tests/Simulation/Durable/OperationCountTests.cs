using System.Runtime.CompilerServices;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>
/// What an execution costs. By hand it would be an orchestration, and an activity for each attempt of a task; this project adds one
/// read and three writes of blobs, and where the history is longer than 48 KiB, a write for each 48 KiB of it and an activity for the end,
/// which else the last task's writes. For all time-outs together it adds a timer or two.
/// </summary>
public sealed class OperationCountTests
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:echo";

    [Fact]
    public async Task An_order_costs_no_activity_more_than_by_hand_and_one_timer()
    {
        DurableWorld world = World(SampleHandlers.Create(TextWriter.Null));
        List<HistoryEvent> history = await RunAsync(world, ReadSample("order.asl.json"), ReadSample("order.input.json"));
        int attempts = history.Count(static e => e.Type is HistoryEventType.LambdaFunctionScheduled or HistoryEventType.TaskScheduled);
        Assert.InRange(attempts, 10, 20);
        AssertCost(world, attempts, appends: 0);
        // The second attempt's, the kitchen's, and one for what the execution and its tasks may take.
        Assert.Equal(3, world.Hub.Counts["timer"]);
    }

    [Fact]
    public async Task A_chain_of_a_hundred_tasks_writes_its_history_on_the_way()
    {
        DurableWorld world = World(Echo);
        List<HistoryEvent> history = await RunAsync(world, Chain(100, static _ => true), """{"text":"something to carry along"}""");
        Assert.Equal(502, history.Count);
        AssertCost(world, attempts: 100, appends: 2);
    }

    [Fact]
    public async Task A_chain_of_a_hundred_states_costs_for_its_tasks_only()
    {
        DurableWorld world = World(Echo);
        await RunAsync(world, Chain(100, static i => i == 50), "{}");
        AssertCost(world, attempts: 1, appends: 0);
    }

    [Fact]
    public async Task Without_a_task_or_a_wait_there_is_no_orchestration()
    {
        DurableWorld world = World(Echo);
        await RunAsync(world, Chain(100, static _ => false), "{}");
        Assert.Empty(world.Hub.Counts);
        Assert.Equal(["read 1", "write 2"], world.Blobs.Operations.Counts.Select(static c => $"{c.Key} {c.Value}"));
    }

    private static Dictionary<string, ITaskHandler> Echo => new(StringComparer.Ordinal) { ["echo"] = new EchoHandler() };

    private static DurableWorld World(IReadOnlyDictionary<string, ITaskHandler> handlers) =>
        DurableWorld.WithHandlers(new OrchestrationOptions(), new HubFaults(), new Random(1), handlers);

    private static void AssertCost(DurableWorld world, int attempts, int appends)
    {
        IReadOnlyDictionary<string, int> engine = world.Hub.Counts;
        Assert.Equal(1, engine["start"]);
        Assert.Equal(attempts, engine[ActivityName.Task]);
        Assert.Equal(appends == 0 ? 0 : 1, engine.GetValueOrDefault(ActivityName.Save));
        Assert.False(engine.ContainsKey(ActivityName.Advance) || engine.ContainsKey("anew") || engine.ContainsKey("message"));

        string[] blobs = [.. world.Blobs.Operations.Counts.Select(static c => $"{c.Key} {c.Value}")];
        Assert.Equal(appends == 0 ? ["read 1", "write 3"] : [$"append {appends}", "read 1", "write 3"], blobs);
        Assert.Equal(0, world.Queues.Operations.Total);
    }

    /// <summary>Creates a machine, and runs it through the API; counts from the call of StartExecution to the execution's end.</summary>
    private static async Task<List<HistoryEvent>> RunAsync(DurableWorld world, string definition, string input)
    {
        await world.CreateAsync(definition, "m");
        world.Blobs.Operations.Reset();
        ApiResponse answer = await world.Service.InvokeAsync(
            "AWSStepFunctions.StartExecution",
            JsonMap.Of(("stateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:m"), ("input", input)).ToUtf8(),
            CancellationToken.None);
        Assert.Equal(200, answer.Status);
        world.Finish();

        string[] before = [.. world.Blobs.Operations.Log];
        string arn = ((JsonString)((JsonMap)JsonAny.Parse(answer.Body.Span))["executionArn"]!).Value;
        Assert.Equal(ExecutionStatus.Succeeded, (await world.Stores.Executions.FindRecord(arn, CancellationToken.None))!.Status);
        List<HistoryEvent> history = [.. await world.Engine.ReadHistory(arn, null, int.MaxValue, long.MaxValue, reverse: false, CancellationToken.None)];

        // Looking does not count.
        world.Blobs.Operations.Reset();
        foreach (string operation in before)
        {
            world.Blobs.Operations.Run(operation.Split(' ')[0], operation, static () => true);
        }

        return history;
    }

    private static string Chain(int length, Func<int, bool> isTask)
    {
        IEnumerable<string> states = Enumerable.Range(1, length).Select(i =>
            $"\"S{i}\":{{{(isTask(i) ? $"\"Type\":\"Task\",\"Resource\":\"{Function}\"" : "\"Type\":\"Pass\"")},"
            + $"{(i == length ? "\"End\":true" : $"\"Next\":\"S{i + 1}\"")}}}");
        return $"{{\"StartAt\":\"S1\",\"States\":{{{string.Join(',', states)}}}}}";
    }

    private static string ReadSample(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Samples", name));

    private sealed class EchoHandler : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(input);
    }
}
