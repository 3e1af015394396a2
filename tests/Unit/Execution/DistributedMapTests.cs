using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class DistributedMapTests
{
    private const string Run = "arn:aws:states:us-east-1:123456789012:mapRun:m/";

    [Fact]
    public void The_history_knows_the_run_and_none_of_its_items()
    {
        Workflow run = Map("").Run("[3,1,2]");
        Assert.Equal("[3,1,2]", run.State.Output!.ToString());
        Assert.Equal(
            [
                "1 0 ExecutionStarted", "2 0 MapStateEntered", "3 2 MapStateStarted", "4 3 MapRunStarted", "5 4 MapRunSucceeded",
                "6 5 MapStateSucceeded", "7 4 MapStateExited", "8 7 SucceedStateEntered", "9 8 SucceedStateExited", "10 9 ExecutionSucceeded",
            ],
            run.Lines);
    }

    [Theory]
    [InlineData("", "3318ddf7-9a0e-3259-a825-55a4e8e3e9b1")]
    [InlineData(""" "Label":"my.label_1",""", "my.label_1")]
    public void The_run_is_named_by_its_label(string fields, string label)
    {
        Workflow run = Map(fields, name: "JsonMap").Run("[1]");
        string arn = ((JsonString)run.History.Single(e => e.Type == HistoryEventType.MapRunStarted).Details!["mapRunArn"]!).Value;
        Assert.Matches($"^{Run}{label.Replace(".", "\\.", StringComparison.Ordinal)}:[0-9a-f]{{8}}-[0-9a-f]{{4}}-4[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$", arn);
        var item = (TaskResource.MapItem)run.MapRun.Commands.OfType<Command.RunTask>().Single().Resource;
        Assert.Equal((arn, label), (item.MapRunArn, run.Definition.Processor(label)!.Label));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(""" "QueryLanguage":"JSONata",""", "\"QueryLanguage\":\"JSONata\",")]
    public void The_processor_is_a_machine_of_its_own(string language, string expected)
    {
        Workflow run = new Workflow(
            $$"""
            { {{language}} "StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"Comment":"c",
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true} } } } } }
            """).Run("[1]");
        MapProcessor processor = run.Definition.Processor("69691c7b-dcc3-3e6d-9d8a-1361f22d04ac")!;
        Assert.Equal("{" + expected + """
            "Comment":"c","StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}
            """, processor.Definition);
        Assert.NotNull(Core.StateMachine.Compile(processor.Definition, processor.Type).Machine);
    }

    [Fact]
    public void A_selector_knows_the_item_and_its_source() =>
        Assert.Equal(
            """[{"i":0,"k":"b","v":1,"s":"STATE_DATA"},{"i":1,"k":"a","v":2,"s":"STATE_DATA"}]""",
            Map(""" "ItemSelector":{"i.$":"$$.Map.Item.Index","k.$":"$$.Map.Item.Key","v.$":"$$.Map.Item.Value","s.$":"$$.Map.Item.Source"},""")
                .Run("""{"b":1,"a":2}""").State.Output!.ToString());

    [Fact]
    public void Of_an_object_the_members_are_the_items() =>
        Assert.Equal("""[{"Key":"b","Value":1},{"Key":"a","Value":{"x":2}}]""", Map("").Run("""{"b":1,"a":{"x":2}}""").State.Output!.ToString());

    [Theory]
    [InlineData("", 12_000, 10_000)]
    [InlineData(""" "MaxConcurrency":0,""", 50, 50)]
    [InlineData(""" "MaxConcurrency":3,""", 10, 3)]
    [InlineData(""" "MaxConcurrencyPath":"$[0]",""", 10, 1)]
    public void So_many_children_run_at_once(string fields, int items, int expected)
    {
        Workflow run = Waiting(fields).Run("[" + string.Join(',', Enumerable.Repeat("1", items)) + "]");
        Workflow children = run.MapRun;
        Command.RunTask[] started = [.. children.Commands.OfType<Command.RunTask>()];
        Assert.Equal(expected, started.Length);
        children.Apply(new Event.TaskSucceeded(run.Now, 0, started[0].Id, JsonAny.True));
        children.Apply(new Event.TaskFailed(run.Now, 0, started[0].Id, "late", null));
        Assert.Equal(Math.Min(items, expected + 1), children.Commands.OfType<Command.RunTask>().Count());
    }

    [Theory]
    [InlineData("", 10, 0, true)]
    [InlineData("", 10, 1, false)]
    [InlineData(""" "ToleratedFailureCount":2,""", 10, 2, true)]
    [InlineData(""" "ToleratedFailureCount":2,""", 10, 3, false)]
    [InlineData(""" "ToleratedFailurePercentage":20,""", 10, 2, true)]
    [InlineData(""" "ToleratedFailurePercentage":19.9,""", 10, 2, false)]
    [InlineData(""" "ToleratedFailurePercentage":100,""", 10, 10, true)]
    [InlineData(""" "ToleratedFailurePercentage":100,"ToleratedFailureCount":2,""", 10, 3, false)]
    [InlineData(""" "ToleratedFailurePercentage":10,"ToleratedFailureCount":5,""", 10, 2, false)]
    [InlineData(""" "ToleratedFailurePercentage":34,""", 3, 1, true)]
    [InlineData(""" "ToleratedFailurePercentage":33,""", 3, 1, false)]
    [InlineData(""" "ToleratedFailurePercentage":50,"ToleratedFailureCount":0,""", 3, 1, true)]
    [InlineData(""" "ToleratedFailurePercentage":0,"ToleratedFailureCount":5,""", 3, 3, true)]
    [InlineData(""" "ToleratedFailurePercentage":0,"ToleratedFailureCount":0,""", 3, 1, false)]
    [InlineData("", 0, 0, true)]
    public void So_many_items_may_fail(string fields, int items, int failures, bool succeeds)
    {
        Workflow run = Map(fields, (task, now) => ((JsonNumber)task.Input).AsDouble < failures
            ? new Event.TaskFailed(now, 0, task.Id, "Boom", "why")
            : new Event.TaskSucceeded(now, 0, task.Id, task.Input)).Run($"[{string.Join(',', Enumerable.Range(0, items))}]");
        if (succeeds)
        {
            IEnumerable<string> failed = Enumerable.Repeat("""{"Status":"FAILED","Error":"Boom","Cause":"why"}""", failures);
            Assert.Equal(
                $"[{string.Join(',', failed.Concat(Enumerable.Range(failures, items - failures).Select(i => $"{i}")))}]", run.State.Output!.ToString());
            return;
        }

        Assert.Equal(
            ("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"), (run.State.Error, run.State.Cause));
        Assert.Equal(
            ["4 3 MapRunStarted", "5 4 MapRunFailed", "6 5 MapStateFailed", "7 6 ExecutionFailed"], run.Lines.Skip(3));
        Assert.Equal(
            """{"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded"}""",
            run.History[4].Details!.ToString());
    }

    [Theory]
    [InlineData("STANDARD", true)]
    [InlineData("EXPRESS", false)]
    public void Too_many_failures_stop_the_children_that_can_be_stopped(string type, bool stops)
    {
        Workflow parent = Waiting(""" "MaxConcurrency":2,""", type).Run("[1,2,3]");
        Workflow run = parent.MapRun;
        string[] tasks = [.. run.Commands.OfType<Command.RunTask>().Select(t => t.Id)];
        run.Apply(new Event.TaskFailed(run.Now, 0, tasks[0], "E", "c"));
        Assert.Equal(stops ? [tasks[1]] : [], run.Commands.OfType<Command.CancelTask>().Select(c => c.Id));
        Assert.Equal(stops, run.State.Status == ExecutionStatus.Failed);
        run.Apply(new Event.TaskSucceeded(run.Now, 0, tasks[1], 1));
        Assert.Equal((ExecutionStatus.Failed, 2), (run.State.Status, run.Commands.OfType<Command.RunTask>().Count()));
        parent.GoOn();
        Assert.Equal("States.ExceedToleratedFailureThreshold", parent.State.Error);
    }

    [Theory]
    [InlineData(0, ExecutionStatus.Failed)]
    [InlineData(2, ExecutionStatus.Succeeded)]
    public void What_is_tolerated_is_decided_before_results_are_written(int tolerated, ExecutionStatus expected)
    {
        Workflow run = Waiting(
            $$""" "ToleratedFailureCount":{{tolerated}},"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"} },""",
            "EXPRESS").Run("[1,2,3]").MapRun;
        Succeed(JsonAny.Parse("[0,3,3,1,0,0]"));
        PieceTally tally = default(PieceTally).With(ExecutionStatus.Failed, 1);
        Succeed((tolerated == 0 ? tally.WithPending(1).WithPending(1) : tally.With(ExecutionStatus.Succeeded, 1).With(ExecutionStatus.Succeeded, 1)).ToJson());
        run.Apply(new Event.MapRunUpdated(run.Now, 0, null, tolerated == 0 ? 3 : 0, 0));
        Succeed(JsonMap.Empty);
        Assert.Equal(expected, run.State.Status);

        void Succeed(JsonAny output) =>
            run.Apply(new Event.TaskSucceeded(run.Now, 0, run.Commands.OfType<Command.RunTask>().Last().Id, output));
    }

    [Fact]
    public void A_reader_and_a_writer_name_their_resource_as_it_is_written()
    {
        const string Prefix = "arn:aws-cn:states:::s3:";
        Workflow run = Waiting(
            $$""" "ItemReader":{"Resource":"{{Prefix}}getObject","Parameters":{"Bucket":"b","Key":"k"},"ReaderConfig":{"InputType":"JSON"} },"ResultWriter":{"Resource":"{{Prefix}}putObject","Parameters":{"Bucket":"b"} },""",
            "EXPRESS").Run("{}");
        string input = run.Commands.OfType<Command.RunTask>().Single().Input.ToString();
        Assert.Contains($"\"{Prefix}getObject\"", input, StringComparison.Ordinal);
        Assert.Contains($"\"{Prefix}putObject\"", input, StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_that_is_cut_off_when_it_runs_again_counts_what_had_succeeded_once()
    {
        Workflow run = Waiting(""" "ResultWriter":{"WriterConfig":{"OutputType":"JSON"} },""", "EXPRESS").Run("[1,2,3]").MapRun;
        PieceTally tally = default;
        Succeed(JsonAny.Parse("[0,3,3,1,0,0]"));
        Succeed(tally.With(ExecutionStatus.Succeeded, 1).With(ExecutionStatus.Failed, 1).WithPending(1).ToJson());
        Assert.Equal((1, 1, 1), Items());
        run.Apply(new Event.Redriven(run.Now, 0));
        run.Apply(new Event.Stopped(run.Now, 0, null, null));
        Assert.Equal((1, 2, 0), Items());
        run.Apply(new Event.Redriven(run.Now, 0));
        Succeed(tally.With(ExecutionStatus.Succeeded, 1).With(ExecutionStatus.Succeeded, 1).ToJson());
        Assert.Equal((3, 0, 0), Items());

        (long Succeeded, long Unsuccessful, long Pending) Items()
        {
            MapRunCounts items = run.State.MapRun!.Items;
            Assert.Equal(3, items.Total);
            return (items.Succeeded, items.Failed + items.Aborted, items.Pending);
        }

        void Succeed(JsonAny output) =>
            run.Apply(new Event.TaskSucceeded(run.Now, 0, run.Commands.OfType<Command.RunTask>().Last().Id, output));
    }

    [Fact]
    public void What_a_piece_left_out_runs_where_more_is_tolerated_when_it_ends()
    {
        Workflow run = Waiting(""" "ToleratedFailureCount":1,"ResultWriter":{"WriterConfig":{"OutputType":"JSON"} },""", "EXPRESS").Run("[1,2,3,4,5,6,7]").MapRun;
        Succeed(JsonAny.Parse("[0,7,7,1,0,0]"));
        run.Apply(new Event.MapRunUpdated(run.Now, 0, null, 2, null));
        string first = Last().Id;
        Succeed(Tally(succeeded: 1, failed: 2, pending: 4));
        Assert.Equal((1, 2, 4, 0), Items());
        Assert.NotEqual(first, Last().Id);
        Assert.Equal("""{"work":"run","atOnce":100,"failures":0,"redrive":0,"leftOut":true}""", Last().Input.ToString());
        run.Apply(new Event.MapRunUpdated(run.Now, 0, null, 100, null));
        // The tally is of the whole piece.
        Succeed(Tally(succeeded: 1, failed: 3, pending: 3));
        Assert.Equal((1, 3, 3, 0), Items());
        Succeed(Tally(succeeded: 4, failed: 3, pending: 0));
        Assert.Equal((4, 3, 0, 0), Items());
        Assert.Equal("write", ((JsonString)((JsonMap)Last().Input)["work"]!).Value);
        Succeed(JsonList.Empty);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);

        (long Succeeded, long Failed, long Running, long Pending) Items()
        {
            MapRunCounts items = run.State.MapRun!.Items;
            Assert.Equal(items, run.State.MapRun.Executions);
            return (items.Succeeded, items.Failed, items.Running, items.Pending);
        }

        Command.RunTask Last() => run.Commands.OfType<Command.RunTask>().Last();

        void Succeed(JsonAny output) => run.Apply(new Event.TaskSucceeded(run.Now, 0, Last().Id, output));
    }

    [Fact]
    public void What_a_piece_left_out_runs_where_more_is_tolerated_while_others_run()
    {
        Workflow run = Waiting(""" "ResultWriter":{"WriterConfig":{"OutputType":"JSON"} },""", "EXPRESS").Run("[1,2,3,4,5,6]").MapRun;
        Succeed(0, JsonAny.Parse("[0,3,3,2,0,0]"));
        Succeed(1, Tally(succeeded: 0, failed: 1, pending: 2));
        Assert.Equal(3, Tasks().Length);
        run.Apply(new Event.MapRunUpdated(run.Now, 0, null, 1, null));
        Assert.Equal(4, Tasks().Length);
        Succeed(2, Tally(succeeded: 3, failed: 0, pending: 0));
        Assert.Equal(4, Tasks().Length);
        Succeed(3, Tally(succeeded: 2, failed: 1, pending: 0));
        MapRunCounts items = run.State.MapRun!.Items;
        Assert.Equal((5, 1, 6), (items.Succeeded, items.Failed, items.Total));
        Succeed(4, JsonList.Empty);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);

        Command.RunTask[] Tasks() => [.. run.Commands.OfType<Command.RunTask>()];

        void Succeed(int task, JsonAny output) => run.Apply(new Event.TaskSucceeded(run.Now, 0, Tasks()[task].Id, output));
    }

    [Fact]
    public void What_was_left_out_and_is_cut_off_runs_in_a_redrive_with_what_failed()
    {
        Workflow run = Waiting(""" "ToleratedFailureCount":1,"ResultWriter":{"WriterConfig":{"OutputType":"JSON"} },""", "EXPRESS").Run("[1,2,3,4,5,6,7]").MapRun;
        Succeed(JsonAny.Parse("[0,7,7,1,0,0]"));
        run.Apply(new Event.MapRunUpdated(run.Now, 0, null, 100, null));
        Succeed(Tally(succeeded: 1, failed: 2, pending: 4));
        run.Apply(new Event.Stopped(run.Now, 0, null, null));
        MapRunCounts items = run.State.MapRun!.Items;
        Assert.Equal((1, 2, 4, 7), (items.Succeeded, items.Failed, items.Aborted, items.Total));
        run.Apply(new Event.Redriven(run.Now, 0));
        Assert.Equal((1, 6, 7), (run.State.MapRun!.Items.Succeeded, run.State.MapRun.Items.Running, run.State.MapRun.Items.Total));
        // The tally is of those that ran now.
        Succeed(Tally(succeeded: 6, failed: 0, pending: 0));
        Assert.Equal((7, 7), (run.State.MapRun!.Items.Succeeded, run.State.MapRun.Items.Total));
        Succeed(JsonList.Empty);
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);

        void Succeed(JsonAny output) =>
            run.Apply(new Event.TaskSucceeded(run.Now, 0, run.Commands.OfType<Command.RunTask>().Last().Id, output));
    }

    [Fact]
    public void A_generation_of_an_older_release_leaves_out_what_it_did()
    {
        Workflow run = Waiting(
            """ "ToleratedFailureCount":1,"ResultWriter":{"WriterConfig":{"OutputType":"JSON"} },""", "EXPRESS").Run("[1,2,3]").MapRun;
        string read = run.Commands.OfType<Command.RunTask>().Last().Id;
        StepLimits old = StepLimits.Standard with { LeavesOutAsBefore = true };
        Step step = Machine.Apply(run.Definition, run.State, new Event.TaskSucceeded(run.Now, 0, read, JsonAny.Parse("[0,3,3,1,0,0]")), old);
        string piece = step.Commands.OfType<Command.RunTask>().Single().Id;
        step = Machine.Apply(run.Definition, step.State, new Event.MapRunUpdated(run.Now, 0, null, 100, null), old);
        step = Machine.Apply(run.Definition, step.State, new Event.TaskSucceeded(run.Now, 0, piece, Tally(succeeded: 0, failed: 2, pending: 1)), old);
        Assert.Equal("write", ((JsonString)((JsonMap)step.Commands.OfType<Command.RunTask>().Single().Input)["work"]!).Value);
    }

    [Fact]
    public void A_run_is_tried_again_as_another_one_and_caught()
    {
        Workflow run = Map(
            """ "Retry":[{"ErrorEquals":["States.ExceedToleratedFailureThreshold"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],""",
            (task, now) => new Event.TaskFailed(now, 0, task.Id, "Boom", null)).Run("[1]");
        Assert.Equal(
            """{"Error":"States.ExceedToleratedFailureThreshold","Cause":"The specified tolerated failure threshold was exceeded"}""",
            run.State.Output!.ToString());
        Assert.Equal(2, run.History.Where(e => e.Type == HistoryEventType.MapRunStarted).Select(e => e.Details!.ToString()).Distinct().Count());
        Assert.Equal(["1.0", "1.1"], run.Commands.OfType<Command.RunTask>().Select(t => t.Id));
    }

    [Fact]
    public void Stopping_takes_the_children_along()
    {
        Workflow parent = Waiting("").Run("[1,2]");
        parent.Apply(new Event.Stopped(parent.Now, 0, null, null));
        Workflow run = parent.MapRun;
        Assert.Equal(ExecutionStatus.Aborted, run.State.Status);
        Assert.Equal(run.Commands.OfType<Command.RunTask>().Select(t => t.Id), run.Commands.OfType<Command.CancelTask>().Select(t => t.Id));
    }

    [Fact]
    public void A_failing_sibling_takes_the_children_along()
    {
        Workflow run = new Workflow(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
                "StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}},
              {"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}]}}}
            """, (_, _) => null).Run("[1,2]");
        Assert.Equal("E", run.State.Error);
        Assert.Contains("MapStateAborted", run.History.Select(e => e.Type.ToString()));
        // What was started in the very step that fails is not even asked for.
        Assert.Empty(run.Commands.OfType<Command.RunTask>());
    }

    [Fact]
    public void What_is_outstanding_is_asked_for_again_as_it_was()
    {
        Workflow run = Waiting(""" "ItemSelector":{"v.$":"$$.Map.Item.Value"},""").Run("[1,2,3]").MapRun;
        Command.RunTask[] started = [.. run.Commands.OfType<Command.RunTask>()];
        run.Apply(new Event.TaskSucceeded(run.Now, 0, started[1].Id, 2));
        // What was started need not be known of any more but its name.
        run.Apply(new Event.TaskSubmitted(run.Now, 0, started[0].Id, JsonMap.Empty));
        started[0] = started[0] with { Input = JsonAny.Null, Submitted = true };
        Assert.Equal(
            new[] { started[0], started[2] }.Select(Describe), Outstanding.Of(run.Definition, run.State).Cast<Command.RunTask>().Select(Describe));

        static string Describe(Command.RunTask task) => $"{task.Id} {task.State} {task.Resource} {task.Input} {task.Attempt} {task.Token} {task.Submitted}";
    }

    [Fact]
    public void Large_inputs_are_not_all_given_out_at_once()
    {
        string filler = new('x', 200_000);
        Workflow run = Waiting(""" "ItemsPath":"$.items","ItemSelector":{"all.$":"$"},""").Run($$"""{"f":"{{filler}}","items":[{{string.Join(',', Enumerable.Repeat(1, 300))}}]}""").MapRun;
        var open = new Queue<string>(run.Commands.OfType<Command.RunTask>().Select(t => t.Id));
        // A step asks for little; what has been started makes room for more.
        Assert.Equal(1 + (1_048_576 / run.Commands.OfType<Command.RunTask>().First().Input.Utf8Length), open.Count);
        int seen = open.Count;
        while (open.TryDequeue(out string? id))
        {
            run.Apply(new Event.TaskSucceeded(run.Now, 0, id, 1));
            foreach (Command.RunTask next in run.Commands.OfType<Command.RunTask>().Skip(seen))
            {
                open.Enqueue(next.Id);
                seen++;
            }
        }

        Assert.Equal((ExecutionStatus.Succeeded, 300), (run.State.Status, seen));
    }

    [Fact]
    public void Results_that_are_too_large_together_fail_the_run()
    {
        Workflow run = Map("", (task, now) => new Event.TaskSucceeded(now, 0, task.Id, new string('x', 100_000))).Run("[1,2,3]");
        Assert.Equal(
            ("States.DataLimitExceeded", "The state/task 'M' returned a result with a size exceeding the maximum number of bytes service limit."),
            (run.State.Error, run.State.Cause));
        Assert.Equal(["MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"], run.History.Skip(3).Select(e => e.Type.ToString()));
    }

    private static JsonMap Tally(int succeeded, int failed, int pending)
    {
        PieceTally tally = default;
        for (int i = 0; i < succeeded + failed + pending; i++)
        {
            tally = i < succeeded ? tally.With(ExecutionStatus.Succeeded, 1)
                : i < succeeded + failed ? tally.With(ExecutionStatus.Failed, 1)
                : tally.WithPending(1);
        }

        return tally.ToJson();
    }

    private static Workflow Waiting(string fields, string type = "STANDARD") => Map(fields, (_, _) => null, type: type);

    private static Workflow Map(
        string fields, Func<Command.RunTask, DateTimeOffset, Event?>? answer = null, string name = "M", string type = "STANDARD") => new(
        $$"""
        {"StartAt":"{{name}}","States":{"{{name}}":{"Type":"Map",{{fields}}"Next":"Z",
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true} } } },
          "Z":{"Type":"Succeed"} } }
        """, answer);
}
