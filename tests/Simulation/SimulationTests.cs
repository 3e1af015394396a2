using System.Collections.Immutable;
using System.Globalization;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Support;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Simulation;

/// <summary>
/// Random state machines on a host that does all that a host may do. <c>SIMULATION_SEEDS</c> says how many,
/// <c>SIMULATION_SEED</c> runs one again.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 3_000;
    private const int LargestSize = 8;

    [Fact]
    public void Every_run_keeps_the_rules()
    {
        if (Number("SIMULATION_SEED") is { } one)
        {
            Simulate(one);
            return;
        }

        int seeds = Number("SIMULATION_SEEDS") ?? DefaultSeeds;
        var ends = new int[Enum.GetValues<ExecutionStatus>().Length];
        SimulationException? failure = null;
        Parallel.For(0, seeds, (seed, loop) =>
        {
            try
            {
                Interlocked.Increment(ref ends[(int)Simulate(seed)]);
            }
            catch (SimulationException e)
            {
                // One is enough to read.
                loop.Stop();
                failure = e;
            }
        });
        if (failure is not null)
        {
            Assert.Fail(failure.ToString());
        }

        for (int status = 0; status < ends.Length; status++)
        {
            output.WriteLine($"{(ExecutionStatus)status}: {ends[status]}");
        }

        // The rules would be kept as well by runs that all end at once.
        Assert.True(ends[(int)ExecutionStatus.Succeeded] > seeds / 5, "Hardly any execution succeeded.");
    }

    /// <summary>Runs a seed; one that fails is run again with smaller definitions, and the smallest that fails is reported.</summary>
    private static ExecutionStatus Simulate(int seed)
    {
        int size = 1 + (seed % LargestSize);
        if (Failure(seed, size, out ExecutionStatus status) is not { } failure)
        {
            return status;
        }

        for (int smaller = 1; smaller < size; smaller++)
        {
            if (Failure(seed, smaller, out _) is { } simpler)
            {
                throw simpler;
            }
        }

        throw failure;
    }

    private static SimulationException? Failure(int seed, int size, out ExecutionStatus status)
    {
        status = ExecutionStatus.Running;
        var random = new Random(seed);
        var generator = new RandomDefinition(random, size);
        JsonMap definition = generator.Machine();
        JsonMap members = generator.Input();
        JsonAny input = random.Next(2) == 0 ? members : JsonAny.ParseVerbatim(members.ToString().Replace(":", " : ", StringComparison.Ordinal));
        (StateMachine? machine, ImmutableArray<Diagnostic> diagnostics) = StateMachine.Compile(definition.ToString());
        if (machine is null)
        {
            return new SimulationException($"Seed {seed} made a definition that is refused: {string.Join("; ", diagnostics)}\n{definition}");
        }

        var host = new SimulatedHost(machine, random);
        try
        {
            status = host.Run(input).Status;
            return null;
        }
        catch (Exception e)
        {
            return new SimulationException(
                $"""
                {e.Message}
                SIMULATION_SEED={seed}, size {size}
                Definition: {definition}
                Input: {input}
                Events:
                  {string.Join("\n  ", host.Events.TakeLast(40).Select(Shortened))}
                History:
                  {string.Join("\n  ", host.History.TakeLast(60).Select(h => Shortened(Check.Describe(h))))}
                """,
                e);
        }
    }

    private static string Shortened(object value) => value.ToString() is { Length: > 300 } text ? text[..300] + "…" : value.ToString()!;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
