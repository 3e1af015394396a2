using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>
/// Executions with workers and holders of tokens, on an engine that loses, repeats and mixes up, over a storage that fails. Whatever
/// happens, they end, their histories are whole, and whoever was told that his report counts was told the truth.
/// </summary>
public sealed class ChaosTests
{
    private const int Seeds = 300;
    private const int MostTurns = 400;
    private const string ActivityArn = "arn:aws:states:us-east-1:123456789012:activity:a";

    private static readonly HubFaults Faults = new()
    {
        LostEpisodes = 0.1,
        SplitEpisodes = 0.1,
        LostResults = 0.1,
        DoubleMessages = 0.2,
        Disorder = 0.3,
        LostBeforeBeginning = 0.5,
    };

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public Task Random_machines_end_with_a_whole_history(string room) => ForEachSeed(async seed =>
    {
        var random = new Random(seed);
        var generator = new RandomDefinition(random, 1 + (seed % 8)) { DistributesMaps = false };
        var tasks = new TokenTasks(seed);
        var world = new DurableWorld(tasks, Rooms.Options(room), Faults, random);
        await world.Stores.Records<ActivityRecord>().TryWrite(
            null, new ActivityRecord { Arn = ActivityArn, Name = "a", CreationDate = world.Clock.GetUtcNow() }, CancellationToken.None);
        StoredExecution execution = await world.StartAsync(generator.Machine().ToString(), generator.Input().ToString());
        var holder = new TokenHolder(world, random);
        FailSometimes(world, random);
        for (int turn = 0; world.Hub.Running > 0; turn++)
        {
            if (turn == MostTurns)
            {
                world.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
            }

            if (turn >= MostTurns || random.Next(200) == 0)
            {
                await world.SendAsync(execution, new OrchestrationMessage.Stop(null, "enough"));
            }

            await ActAsync(world, tasks, holder, random);
            Check.That(turn < 2 * MostTurns, "The execution does not end.");
        }

        world.CheckHub();
        world.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
        await CheckEndAsync(world, execution);
        foreach (string token in tasks.Tokens)
        {
            TokenAnswer answer = await world.Engine.ReportTask(token, new TaskReport.Success(1), CancellationToken.None);
            Check.That(answer == TokenAnswer.TimedOut, $"After the end, a report was answered with {answer}.");
        }
    });

    [Theory]
    [MemberData(nameof(Rooms.All), MemberType = typeof(Rooms))]
    public Task An_accepted_report_counts_and_a_refused_one_does_not(string room) => ForEachSeed(async seed =>
    {
        const string Machine = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "TimeoutSeconds":20,"HeartbeatSeconds":8,"End":true}}}
            """;
        var random = new Random(seed);
        var tasks = new TokenTasks(seed);
        var world = new DurableWorld(tasks, Rooms.Options(room), Faults, random);
        StoredExecution execution = await world.StartAsync(Machine, "{}");
        var holder = new TokenHolder(world, random);
        FailSometimes(world, random);
        for (int turn = 0; world.Hub.Running > 0; turn++)
        {
            Check.That(turn < MostTurns, "The execution does not end.");
            if (tasks.Tokens is [var token, ..])
            {
                await (random.Next(12) == 0 ? holder.ReportAsync(token) : holder.BeatAsync(token));
            }

            for (int steps = random.Next(6); steps > 0; steps--)
            {
                world.Hub.Step();
            }

            // Just when the time is up, both may be first.
            world.Clock.MoveToNext(world.Clock.GetUtcNow().AddSeconds(random.Next(3)));
        }

        world.CheckHub();
        world.Blobs.Operations.Decide = static (_, _) => StorageFault.None;
        await CheckEndAsync(world, execution);
        ExecutionRecord record = await world.FindAsync(execution);
        string? accepted = holder.Accepted.Values.SingleOrDefault();
        if (accepted is not null)
        {
            string? reported = record.Status == ExecutionStatus.Succeeded ? ((JsonString)record.Output!).Value : record.Cause;
            Check.That(reported == accepted, $"'{accepted}' was accepted, and '{reported}' counted ({record.Status} {record.Error}).");
        }
        else if (holder.Unknown.Count == 0)
        {
            Check.That(record.Error == "States.Timeout", $"No report was accepted: {record.Status} {record.Error}.");
        }
    });

    /// <summary>A little of everything that may happen.</summary>
    private static async Task ActAsync(DurableWorld world, TokenTasks tasks, TokenHolder holder, Random random)
    {
        for (int steps = random.Next(8); steps > 0; steps--)
        {
            world.Hub.Step();
        }

        try
        {
            if (random.Next(3) == 0
                && await world.Engine.PollActivity(ActivityArn, "worker", TimeSpan.Zero, CancellationToken.None) is { } task)
            {
                tasks.Tokens.Add(task.Token);
            }
        }
        catch (IOException)
        {
            // The worker comes back.
        }

        if (tasks.Tokens.Count > 0)
        {
            string token = tasks.Tokens[random.Next(tasks.Tokens.Count)];
            await (random.Next(3) == 0 ? holder.ReportAsync(token) : holder.BeatAsync(token));
        }

        if (random.Next(3) == 0)
        {
            world.Clock.MoveToNext(world.Clock.GetUtcNow().AddSeconds(random.Next(15)));
        }
    }

    private static async Task CheckEndAsync(DurableWorld world, StoredExecution execution)
    {
        ExecutionRecord record = await world.FindAsync(execution);
        Check.That(record.Status != ExecutionStatus.Running, "The orchestration has ended, and the record does not say so.");
        List<HistoryEvent> history = await world.HistoryAsync(execution);
        HistoryEventType last = record.Status switch
        {
            ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
            ExecutionStatus.Failed => HistoryEventType.ExecutionFailed,
            ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
            _ => HistoryEventType.ExecutionAborted,
        };
        Check.That(history[^1].Type == last, $"The last event is {history[^1].Type} and the status {record.Status}.");
        HistoryChains.Check(history, record.Status);
    }

    private static void FailSometimes(DurableWorld world, Random random)
    {
        world.Blobs.Operations.Decide = (_, _) => random.Next(50) switch
        {
            0 => StorageFault.Before,
            1 => StorageFault.After,
            _ => StorageFault.None,
        };
        world.Queues.Operations.Decide = world.Blobs.Operations.Decide;
    }

    private static async Task ForEachSeed(Func<int, Task> run)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            try
            {
                await run(seed);
            }
            catch (Exception e)
            {
                throw new SimulationException($"{e.Message}\nSeed {seed}", e);
            }
        }
    }
}
