using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class MapTests
{
    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("[3,1,2]", "[3,1,2]")]
    public void A_map_keeps_the_order_of_its_items(string input, string output) => Assert.Equal(output, Map("").Run(input).State.Output!.ToString());

    [Theory]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    [InlineData("""{"a":[]}""")]
    public void A_map_needs_something_to_iterate(string input)
    {
        Workflow run = Map("").Run(input);
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.Equal("Reference path \"$\" must point to array.", run.State.Cause);
    }

    [Theory]
    [InlineData("", 100, 40)]
    [InlineData(""" "MaxConcurrency":0,""", 50, 40)]
    [InlineData(""" "MaxConcurrency":3,""", 10, 3)]
    [InlineData(""" "MaxConcurrencyPath":"$[0]",""", 10, 1)]
    [InlineData(""" "MaxConcurrency":1000,""", 7, 7)]
    public void So_many_iterations_run_at_once(string fields, int items, int expected)
    {
        var open = new Queue<string>();
        int most = 0;
        Workflow run = Map(fields, Task, (task, _) =>
        {
            open.Enqueue(task.Id);
            return null;
        }).Run("[" + string.Join(',', Enumerable.Repeat("1", items)) + "]");
        while (open.Count > 0)
        {
            most = Math.Max(most, open.Count);
            run.Apply(new Event.TaskSucceeded(run.Now, 0, open.Dequeue(), JsonAny.True));
        }

        Assert.Equal((ExecutionStatus.Succeeded, expected), (run.State.Status, most));
        Assert.Equal(items, ((JsonList)run.State.Output!).Count);
    }

    [Fact]
    public void A_failing_iteration_takes_its_siblings_along()
    {
        var tasks = new List<string>();
        Workflow run = Map("", Task, (task, _) =>
        {
            tasks.Add(task.Id);
            return null;
        }).Run("[1,2,3]");
        run.Apply(new Event.TaskSucceeded(run.Now, 0, tasks[0], JsonAny.True));
        run.Apply(new Event.TaskFailed(run.Now, 0, tasks[1], "E", "c"));
        Assert.Equal((ExecutionStatus.Failed, "E", "c"), (run.State.Status, run.State.Error, run.State.Cause));
        Assert.Equal([tasks[2]], run.Commands.OfType<Command.CancelTask>().Select(c => c.Id));
        Assert.Equal(
            ["MapIterationAborted", "MapIterationFailed", "MapStateFailed", "ExecutionFailed"],
            run.History.Select(e => e.Type.ToString()).Where(t => t.EndsWith("Failed", StringComparison.Ordinal) || t.EndsWith("IterationAborted", StringComparison.Ordinal))
                .Where(t => !t.StartsWith("Lambda", StringComparison.Ordinal)));
        Assert.Same(run.State, run.ApplyTo(run.State, new Event.TaskSucceeded(run.Now, 0, tasks[2], JsonAny.True)).State);
    }

    [Fact]
    public void Iterations_keep_their_variables_to_themselves()
    {
        Workflow run = new Workflow("""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"base":10},"Next":"M"},"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{
              "I":{"Type":"Pass","Assign":{"own.$":"States.MathAdd($base, $)"},"Next":"J"},"J":{"Type":"Pass","InputPath":"$own","End":true}}}}}}
            """).Run("[1,2]");
        Assert.Equal("[11,12]", run.State.Output!.ToString());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""" "ResultPath":"$.r",""", true)]
    [InlineData(""" "QueryLanguage":"JSONata",""", true)]
    [InlineData(""" "ResultSelector":{"n.$":"States.ArrayLength($)"},""", false)]
    [InlineData(""" "ResultPath":null,""", false)]
    [InlineData(""" "OutputPath":"$[0]",""", false)]
    [InlineData(""" "Assign":{"r.$":"$[0]"},""", false)]
    [InlineData(""" "QueryLanguage":"JSONata","Output":"{% $count($states.result) %}",""", false)]
    public void Outputs_that_are_too_large_together_are_not_kept(string fields, bool drops)
    {
        List<string> tasks = [];
        Workflow run = Large(fields, tasks);
        foreach (string task in tasks.Take(5))
        {
            run.Apply(new Event.TaskSucceeded(run.Now, 0, task, Filler));
        }

        Assert.Equal(drops ? 2 : 5, Kept(run));
        run.Apply(new Event.TaskSucceeded(run.Now, 0, tasks[5], Filler));
        bool fits = fields.Contains("Selector", StringComparison.Ordinal) || fields.Contains("null", StringComparison.Ordinal)
            || fields.Contains("Output", StringComparison.Ordinal);
        Assert.Equal(
            fits ? (ExecutionStatus.Succeeded, null, null) : (
                ExecutionStatus.Failed, "States.DataLimitExceeded",
                "The state/task 'M' returned a result with a size exceeding the maximum number of bytes service limit."),
            (run.State.Status, run.State.Error, run.State.Cause));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "ResultPath":"$.r",""")]
    [InlineData(""" "ResultPath":"$.a.b",""")]
    [InlineData(""" "QueryLanguage":"JSONata",""")]
    public void A_map_whose_outputs_are_not_kept_ends_and_is_redriven_as_one_that_keeps_them(string fields)
    {
        Assert.Equal(Ends(StepLimits.Standard with { KeepsOutputsAsBefore = true }), Ends(StepLimits.Standard));

        string Ends(StepLimits limits)
        {
            List<string> tasks = [];
            Workflow run = Large(fields, tasks, limits);
            foreach (string task in tasks.Take(4).ToArray())
            {
                run.Apply(new Event.TaskSucceeded(run.Now, 0, task, Filler));
            }

            run.Apply(new Event.TaskFailed(run.Now, 0, tasks[4], "E", "c"));
            int first = tasks.Count;
            run.Redrive();
            foreach (string task in tasks.Skip(first).ToArray())
            {
                run.Apply(new Event.TaskSucceeded(run.Now, 0, task, Filler));
            }

            int second = tasks.Count;
            string? error = run.State.Error;
            run.Redrive();
            foreach (string task in tasks.Skip(second).ToArray())
            {
                run.Apply(new Event.TaskSucceeded(run.Now, 0, task, 1));
            }

            return string.Join('\n', run.Lines.Append($"{first} {second} {tasks.Count} {error} {run.State.Status} {run.State.Error} {run.State.Output}"));
        }
    }

    private static JsonString Filler { get; } = new(new string('x', 100_000));

    /// <summary>Six iterations with a task each.</summary>
    private static Workflow Large(string fields, List<string> tasks, StepLimits? limits = null)
    {
        string items = fields.Contains("JSONata", StringComparison.Ordinal) ? """ "Items":[1,2,3,4,5,6] """ : """ "ItemsPath":"$.items" """;
        return new Workflow(
            $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map",{{fields}}{{items}},"End":true,
              "ItemProcessor":{"StartAt":"I","States":{"I":{ {{Task}},"End":true} } } } } }
            """,
            (task, _) =>
            {
                tasks.Add(task.Id);
                return null;
            })
        {
            Limits = limits ?? StepLimits.Standard,
        }.Run("""{"a":1,"items":[1,2,3,4,5,6]}""");
    }

    private static int Kept(Workflow run) => run.State.Branches.Values.Count(static branch => branch.Output is JsonString);

    private const string Task = """ "Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f" """;

    private static Workflow Map(
        string fields, string inner = """ "Type":"Pass" """, Func<Command.RunTask, DateTimeOffset, Event?>? answer = null) => new(
        $$"""{"StartAt":"M","States":{"M":{"Type":"Map",{{fields}}"End":true,"ItemProcessor":{"StartAt":"I","States":{"I":{ {{inner}},"End":true} } } } } }""", answer);
}
