using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>State transitions per second of the bare machine on one core, with the whole history.</summary>
internal static class MachineBenchmark
{
    private const int Length = 1_000;

    public static void Run()
    {
        Table.Row("one execution", "transitions", "transitions/s", "ns/transition", "bytes/transition");
        Measure("Pass chain", Workflows.Chain(Length), Workflows.Order);
        Measure("Pass chain, ResultPath", Workflows.Chain(Length, "\"Result\":{\"ok\":true},\"ResultPath\":\"$.check\","), Workflows.Order);
        Measure(
            "Pass chain, Parameters",
            Workflows.Chain(
                Length,
                "\"Parameters\":{\"orderId.$\":\"$.orderId\",\"customer.$\":\"$.customer\",\"items.$\":\"$.items\",\"currency\":\"EUR\"},"),
            Workflows.Order);
        Measure("Pass chain, InputPath $ and OutputPath $", Workflows.Chain(Length, "\"InputPath\":\"$\",\"OutputPath\":\"$\","), Workflows.Order);
        Measure("Pass chain, Assign", Workflows.Chain(Length, "\"Assign\":{\"order.$\":\"$.orderId\"},"), Workflows.Order);
        Measure("Pass chain, $$.State.Name", Workflows.Chain(Length, "\"Parameters\":{\"at.$\":\"$$.State.Name\"},"), Workflows.Order);
        Measure(
            "Pass chain, JSONata Output",
            Workflows.Chain(
                Length,
                "\"QueryLanguage\":\"JSONata\",\"Output\":{\"orderId\":\"{% $states.input.orderId %}\",\"customer\":\"{% $states.input.customer %}\","
                + "\"items\":\"{% $states.input.items %}\",\"currency\":\"EUR\"},"),
            Workflows.Order);
        Measure("Pass and Choice loop, JSONata", Workflows.JsonataLoop(Length / 2), Workflows.Order);
        Measure("Pass and Choice loop", Workflows.Loop(Length / 2), Workflows.Order);
        Measure("Map of Pass", Workflows.Map("{\"Type\":\"Pass\",\"End\":true}"), Items(Length));
        Measure("Parallel of Pass", Workflows.Parallel(Length, "{\"Type\":\"Pass\",\"End\":true}"), Workflows.Order);
        Measure("a single Pass", Workflows.Chain(1), Workflows.Order);
    }

    internal static JsonList Items(int count) => JsonList.Of(Enumerable.Range(0, count).Select(_ => Workflows.Order));

    private static void Measure(string name, StateMachine machine, JsonAny input)
    {
        int transitions = 0;
        ExecutionState end = Workflows.RunToRest(machine, input, step =>
            transitions += step.History.Count(e => e.Type.ToString().EndsWith("StateEntered", StringComparison.Ordinal)));
        if (end.Status != ExecutionStatus.Succeeded)
        {
            throw new InvalidOperationException($"{name}: {end.Status} {end.Error} {end.Cause}");
        }

        Measurement one = Measurement.Of(() => Workflows.RunToRest(machine, input));
        double perTransition = one.Time.TotalNanoseconds / transitions;
        Table.Row(name, transitions, 1e9 / perTransition, perTransition, (double)one.Bytes / transitions);
    }
}
