using System.Diagnostics;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>Whether a step costs more when the history is long or many branches are open. It must not.</summary>
internal static class GrowthBenchmark
{
    private const int Runs = 5;

    private static readonly string LoopTask = Workflows.Task.Replace("\"End\":true", "\"Next\":\"Again\"", StringComparison.Ordinal);

    public static void Run()
    {
        Table.Row("in one step", "history events", "us/history event");
        foreach (int events in new[] { 1_000, 20_000 })
        {
            InOneStep("Pass and Choice loop", Workflows.Loop(events / 4), Workflows.Order);
            InOneStep("Map of Pass", Workflows.Map("{\"Type\":\"Pass\",\"End\":true}"), Numbers(events / 4));
        }

        Console.WriteLine();
        Table.Row("a loop of one task", "history events", "us/step", "us/save", "saved bytes");
        TaskLoop(1_000);
        TaskLoop(20_000);

        Console.WriteLine();
        Table.Row("all branches report one by one", "branches", "us/step", "us/save", "saved bytes");
        foreach (int branches in new[] { 10, 1_000, 10_000 })
        {
            OneByOne("Parallel of Wait", Workflows.Parallel(branches, Workflows.Wait), JsonMap.Empty, branches);
        }

        // A task has seven events: more of them than here do not fit into a history.
        foreach (int items in new[] { 10, 1_000, 3_500 })
        {
            OneByOne("Map of Task, 40 at once", Workflows.Map(Workflows.Task), Numbers(items), items);
        }
    }

    private static JsonList Numbers(int count) => JsonList.Of(Enumerable.Range(0, count).Select(i => (JsonAny)(long)i));

    private static void InOneStep(string name, StateMachine machine, JsonAny input)
    {
        ExecutionState end = Workflows.RunToRest(machine, input);
        Expect(end, ExecutionStatus.Succeeded);
        double events = end.LastEventId;
        Table.Row(name, events, Measurement.Of(() => Workflows.RunToRest(machine, input)).Time.TotalMicroseconds / events);
    }

    /// <summary>The cost of a task's result late in a history, each step being task, result, choice.</summary>
    private static void TaskLoop(int events)
    {
        StateMachine machine = Workflows.Compile($$$$"""
            {"StartAt":"T","States":{"T":{{{{LoopTask}}}},
            "Again":{"Type":"Choice","Choices":[{"Variable":"$.express","BooleanEquals":false,"Next":"T"}],"Default":"Z"},"Z":{"Type":"Succeed"}}}
            """);
        Step step = Workflows.Begin(machine, Workflows.Order);
        while (step.State.LastEventId < events)
        {
            step = Succeed(machine, step);
        }

        ExecutionState state = step.State;
        Event result = Result(step);
        Measurement apply = Measurement.Of(() => Machine.Apply(machine, state, result));
        Measurement save = Measurement.Of(() => StateSerializer.Save(state));
        Table.Row("", events, apply.Time.TotalMicroseconds, save.Time.TotalMicroseconds, StateSerializer.Save(state).Length);
    }

    private static Step Succeed(StateMachine machine, Step step) => Machine.Apply(machine, step.State, Result(step));

    private static Event.TaskSucceeded Result(Step step)
    {
        var task = (Command.RunTask)step.Commands.First(c => c is Command.RunTask);
        return new Event.TaskSucceeded(Workflows.Start, 0, task.Id, task.Input);
    }

    /// <summary>Mean over the whole execution, in which whatever is awaited comes in turn.</summary>
    private static void OneByOne(string name, StateMachine machine, JsonAny input, int branches)
    {
        var times = new List<double>();
        ExecutionState open = Workflows.RunToRest(machine, input);
        for (int run = 0; run < Runs * Math.Max(1, 1_000 / branches); run++)
        {
            var pending = new Queue<Event>(Outstanding.Of(machine, open).Select(Answer).OfType<Event>());
            ExecutionState state = open;
            long start = Stopwatch.GetTimestamp();
            int steps = 0;
            while (pending.TryDequeue(out Event? next))
            {
                Step step = Machine.Apply(machine, state, next);
                state = step.State;
                steps++;
                foreach (Command command in step.Commands)
                {
                    if (Answer(command) is { } answer)
                    {
                        pending.Enqueue(answer);
                    }
                }
            }

            Expect(state, ExecutionStatus.Succeeded);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps);
        }

        times.Sort();
        Measurement save = Measurement.Of(() => StateSerializer.Save(open));
        Table.Row(name, branches, times[times.Count / 2], save.Time.TotalMicroseconds, StateSerializer.Save(open).Length);
    }

    private static Event? Answer(Command command) => command switch
    {
        Command.RunTask task => new Event.TaskSucceeded(Workflows.Start, 0, task.Id, task.Input),
        Command.Continue goOn => new Event.Continued(Workflows.Start, 0, goOn.Id),
        Command.StartTimer timer when timer.Id.EndsWith(":wait", StringComparison.Ordinal) => new Event.TimerFired(timer.Due, 0, timer.Id),
        _ => null,
    };

    private static void Expect(ExecutionState state, ExecutionStatus status)
    {
        if (state.Status != status)
        {
            throw new InvalidOperationException($"{state.Status} {state.Error} {state.Cause}");
        }
    }
}
