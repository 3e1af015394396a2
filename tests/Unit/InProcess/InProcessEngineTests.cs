using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class InProcessEngineTests
{
    private const string Activity = "arn:aws:states:us-east-1:123456789012:activity:a";

    private const string ActivityMachine =
        $$$$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{{{Activity}}}}","TimeoutSeconds":60,"HeartbeatSeconds":10,"End":true}}}""";

    private const string WaitMachine =
        """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"Next":"P"},"P":{"Type":"Pass","End":true}}}""";

    private const string TaskMachine =
        """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}""";

    private const string StartRequest =
        """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","name":"e","input":"{}"}""";

    /// <summary>Found by attack: one execution that could not be read kept its machine, and all the others, for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_execution_that_cannot_be_read_can_be_stopped_and_goes_with_its_machine(bool stops)
    {
        const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""";
        const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
        var store = new FailingStore();
        await using var host = new Host(store);
        string arn = await host.RunAsync(Wait);
        await host.CallAsync("StartExecution", $$"""{"stateMachineArn":"{{Machine}}","name":"other"}""");
        store.Broken = arn;
        await host.RestartAsync();
        if (stops)
        {
            await host.CallAsync("StopExecution", $$"""{"executionArn":"{{arn}}"}""");
            Assert.Equal("ABORTED", await host.StatusAsync(arn));
        }

        await host.CallAsync("DeleteStateMachine", $$"""{"stateMachineArn":"{{Machine}}"}""");
        await host.MoveToNextAsync();
        (int status, _) = await host.TryCallAsync("DescribeStateMachine", $$"""{"stateMachineArn":"{{Machine}}"}""");
        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_worker_gets_the_task_that_waits_and_ends_it()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine, """{"n":1}""");
        JsonMap task = await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}","workerName":"w"}""");
        Assert.Equal("""{"n":1}""", Host.Text(task, "input"));
        string token = Host.Text(task, "taskToken");
        await host.CallAsync("SendTaskHeartbeat", JsonMap.Of(("taskToken", token)).ToString());
        await host.CallAsync("SendTaskSuccess", JsonMap.Of(("taskToken", token), ("output", "2")).ToString());
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        (int status, JsonMap refusal) = await host.TryCallAsync(
            "SendTaskSuccess", JsonMap.Of(("taskToken", token), ("output", "3")).ToString());
        Assert.Equal((400, "TaskTimedOut"), (status, Host.Text(refusal, "__type")));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_reported_once_and_harms_no_other()
    {
        var store = new MemoryStore();
        await using var host = new Host(store);
        string good = await host.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""");
        JsonMap started = await host.CallAsync("StartExecution", StartRequest.Replace("\"e\"", "\"broken\"", StringComparison.Ordinal));
        string broken = Host.Text(started, "executionArn");
        SavedExecution saved = (await store.LoadExecution(broken))!;
        await host.ForgetAsync();
        await store.SaveExecution(new ExecutionStep(saved.Record, [], "{}"u8.ToArray(), null));
        await host.RecoverAsync();
        await host.MoveToNextAsync();

        Assert.Equal("SUCCEEDED", await host.StatusAsync(good));
        Assert.False(host.Clock.MoveToNext(), "The broken execution is loaded again.");
        Assert.Equal([$"reading {broken}: The saved state's member 'version' is missing or broken."], host.Failures);
    }

    [Fact]
    public async Task A_worker_that_waits_gets_the_task_that_comes()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        Task<JsonMap> poll = host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}""");
        await host.RunAsync(ActivityMachine);
        Assert.Equal("{}", Host.Text(await poll, "input"));
    }

    [Fact]
    public async Task A_worker_that_falls_silent_times_the_task_out()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine);
        await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}""");
        await host.MoveToNextAsync();
        Assert.Equal("States.Timeout", Host.Text(await host.DescribeAsync(arn), "error"));
    }

    [Fact]
    public async Task A_worker_that_falls_silent_after_a_heartbeat_times_the_task_out_too()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine);
        JsonMap task = await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}""");
        host.Clock.Tick();
        await host.CallAsync("SendTaskHeartbeat", JsonMap.Of(("taskToken", Host.Text(task, "taskToken"))).ToString());
        await host.MoveToNextAsync();
        Assert.Equal("RUNNING", await host.StatusAsync(arn));
        await host.MoveToNextAsync();
        Assert.Equal("States.Timeout", Host.Text(await host.DescribeAsync(arn), "error"));
    }

    [Fact]
    public async Task A_task_whose_worker_has_gone_before_it_was_answered_goes_to_the_next()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine);
        using var gone = new CancellationTokenSource();
        string poll = $$"""{"activityArn":"{{Activity}}"}""";
        (_, JsonMap lost) = await host.TryCallAsync("GetActivityTask", poll, gone.Token);
        await gone.CancelAsync();
        Assert.Equal(lost, await host.CallAsync("GetActivityTask", poll));
        await host.CallAsync("SendTaskSuccess", $$"""{"taskToken":"{{Host.Text(lost, "taskToken")}}","output":"1"}""");
        Assert.Single(await host.HistoryAsync(arn), "ActivityStarted");
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
    }

    [Fact]
    public async Task A_task_whose_worker_has_gone_is_not_offered_when_nobody_waits_for_it()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine);
        using var gone = new CancellationTokenSource();
        string poll = $$"""{"activityArn":"{{Activity}}"}""";
        await host.TryCallAsync("GetActivityTask", poll, gone.Token);
        await host.CallAsync("StopExecution", $$"""{"executionArn":"{{arn}}"}""");
        await gone.CancelAsync();
        Task<JsonMap> next = host.CallAsync("GetActivityTask", poll);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(JsonAny.Null, (await next)["taskToken"]);
    }

    [Fact]
    public async Task A_task_of_an_activity_that_does_not_exist_fails()
    {
        await using var host = new Host();
        string arn = await host.RunAsync(ActivityMachine);
        Assert.Equal(
            $"An error occurred while executing the state 'A' (entered at the event id #2). The activity {Activity} does not exist.",
            Host.Text(await host.DescribeAsync(arn), "cause"));
    }

    [Fact]
    public async Task A_forged_token_is_not_accepted()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        string arn = await host.RunAsync(ActivityMachine);
        string token = Host.Text(await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}"""), "taskToken");
        string forged = (token[0] == 'A' ? "B" : "A") + token[1..];
        (int status, _) = await host.TryCallAsync("SendTaskSuccess", JsonMap.Of(("taskToken", forged), ("output", "1")).ToString());
        Assert.Equal(400, status);
        Assert.Equal("RUNNING", await host.StatusAsync(arn));
    }

    [Fact]
    public async Task Of_many_starts_with_one_name_one_runs()
    {
        int runs = 0;
        await using var host = new Host(handlers: h => h.Add("f", (input, _) =>
        {
            Interlocked.Increment(ref runs);
            return new(input);
        }));
        await host.RunAsync(TaskMachine, name: "first");
        string start = """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","name":"same","input":"1"}""";
        (int Status, JsonMap Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.TryCallAsync("StartExecution", start))));
        await host.SettleAsync();
        Assert.Contains(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Equal("ExecutionAlreadyExists", Host.Text(a.Body, "__type")));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Executions_go_on_after_a_restart()
    {
        await using var host = new Host();
        string arn = await host.RunAsync(WaitMachine);
        await host.RestartAsync();
        Assert.Equal("RUNNING", await host.StatusAsync(arn));
        await host.MoveToNextAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        Assert.Equal(6, (await host.HistoryAsync(arn)).Count);
    }

    [Fact]
    public async Task A_task_whose_result_was_not_saved_runs_again()
    {
        int runs = 0;
        var running = new TaskCompletionSource();
        await using var host = new Host(handlers: h => h.Add("f", async (input, cancel) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                running.SetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            }

            return input;
        }));
        Task<string> started = host.RunAsync(TaskMachine);
        await running.Task;
        await host.RestartAsync();
        await host.SettleAsync();
        Assert.Equal(2, runs);
        Assert.Equal("SUCCEEDED", await host.StatusAsync("arn:aws:states:us-east-1:123456789012:execution:m:e"));
        _ = started;
    }

    [Fact]
    public async Task A_step_that_could_not_be_saved_is_taken_again()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        string arn = await host.RunAsync(WaitMachine);
        store.FailNext = true;
        await host.MoveToNextAsync();
        Assert.Equal("RUNNING", await host.StatusAsync(arn));
        Assert.Single(host.Failures);
        await host.MoveToNextAsync();
        while (await host.StatusAsync(arn) == "RUNNING")
        {
            await host.SettleAsync();
            host.Clock.MoveToNext();
        }

        Assert.Equal(6, (await host.HistoryAsync(arn)).Count);
    }

    [Fact]
    public async Task A_deleted_machine_fails_its_executions_at_their_next_transition_and_goes_with_them()
    {
        await using var host = new Host();
        string arn = await host.RunAsync(WaitMachine);
        string machine = """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""";
        await host.CallAsync("DeleteStateMachine", machine);
        Assert.Equal("DELETING", Host.Text(await host.CallAsync("DescribeStateMachine", machine), "status"));
        Assert.Equal("RUNNING", await host.StatusAsync(arn));
        await host.MoveToNextAsync();
        Assert.Equal(400, (await host.TryCallAsync("DescribeStateMachine", machine)).Status);
        Assert.Equal(400, (await host.TryCallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)).ToString())).Status);
    }

    /// <summary>Its machine goes while it is told of that: it was stored behind the look at what runs.</summary>
    [Fact]
    public async Task An_execution_that_is_removed_with_its_machine_while_it_is_started_is_gone()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        await host.RunAsync(WaitMachine);
        const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
        store.Adding = async () =>
        {
            await host.CallAsync("DeleteStateMachine", JsonMap.Of(("stateMachineArn", Machine)).ToString());
            store.Saving = () => store.RemoveStateMachine(Machine, CancellationToken.None).AsTask();
        };

        JsonMap started = await host.CallAsync("StartExecution", JsonMap.Of(("stateMachineArn", Machine), ("name", "late")).ToString());

        string late = JsonMap.Of(("executionArn", Host.Text(started, "executionArn"))).ToString();
        Assert.Equal("ExecutionDoesNotExist", Host.Text((await host.TryCallAsync("StopExecution", late)).Body, "__type"));
        Assert.Empty(host.Failures);
    }

    /// <summary>The process dies when the machine is marked and its execution not yet told.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_that_was_interrupted_goes_on_after_a_restart_or_when_it_is_asked_for_again(bool restart)
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        string arn = await host.RunAsync(WaitMachine);
        const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
        StateMachineRecord record = (await store.Records<StateMachineRecord>().Find(Machine, CancellationToken.None))!;
        Assert.True(await store.Records<StateMachineRecord>().TryWrite(record, record with { Status = "DELETING" }, CancellationToken.None));
        string machine = JsonMap.Of(("stateMachineArn", Machine)).ToString();
        if (restart)
        {
            await host.RestartAsync();
        }
        else
        {
            await host.CallAsync("DeleteStateMachine", machine);
        }

        Assert.Equal("RUNNING", await host.StatusAsync(arn));
        await host.MoveToNextAsync();
        Assert.Equal(400, (await host.TryCallAsync("DescribeStateMachine", machine)).Status);
        Assert.Equal(400, (await host.TryCallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)).ToString())).Status);
    }

    [Fact]
    public async Task An_execution_that_is_started_again_before_it_was_recovered_goes_on()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        string arn = await host.RunAsync(WaitMachine);
        await host.ForgetAsync();
        var adding = new TaskCompletionSource();
        store.Adding = () => adding.Task;
        Task<JsonMap> again = host.CallAsync("StartExecution", StartRequest);
        Task recovery = host.RecoverAsync();
        adding.SetResult();
        Assert.Equal(arn, Host.Text(await again, "executionArn"));
        await recovery;
        await host.SettleAsync();
        await host.MoveToNextAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
    }

    [Fact]
    public async Task An_execution_that_is_looked_for_while_it_is_started_starts()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        await host.RunAsync(WaitMachine, name: "other");
        var loading = new TaskCompletionSource();
        store.Loading = () => loading.Task;
        Task<(int Status, JsonMap)> stop = host.TryCallAsync(
            "StopExecution", """{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:m:e"}""");
        Task<JsonMap> start = host.CallAsync("StartExecution", StartRequest);
        loading.SetResult();
        Assert.Equal("RUNNING", await host.StatusAsync(Host.Text(await start, "executionArn")));
        await stop;
    }

    [Fact]
    public async Task An_execution_that_starts_while_its_machine_is_deleted_fails_too()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        await host.RunAsync(WaitMachine, name: "other");
        var adding = new TaskCompletionSource();
        store.Adding = () => adding.Task;
        Task<JsonMap> start = host.CallAsync("StartExecution", StartRequest);
        const string Machine = """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""";
        await host.CallAsync("DeleteStateMachine", Machine);
        adding.SetResult();
        await start;
        await host.MoveToNextAsync();
        Assert.Equal(400, (await host.TryCallAsync("DescribeStateMachine", Machine)).Status);
    }

    [Fact]
    public async Task An_execution_that_cannot_be_loaded_is_tried_again_by_one_timer_however_often_it_is_asked_for()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        string arn = await host.RunAsync(WaitMachine);
        await host.ForgetAsync();
        int loads = 0;
        var again = new TaskCompletionSource();
        store.Loading = () =>
        {
            if (++loads > 10)
            {
                again.TrySetResult();
            }

            throw new IOException("The disk is gone.");
        };
        string stop = JsonMap.Of(("executionArn", arn)).ToString();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(500, (await host.TryCallAsync("StopExecution", stop)).Status);
            await host.SettleAsync();
        }

        Assert.Equal(10, loads);
        await host.MoveToNextAsync();
        await again.Task;
        await host.SettleAsync();
        Assert.Equal(11, loads);
        store.Loading = static () => Task.CompletedTask;
        await host.CallAsync("StopExecution", stop);
        Assert.Equal("ABORTED", await host.StatusAsync(arn));
    }

    [Fact]
    public async Task A_handler_whose_cancellation_fails_does_not_stop_its_execution()
    {
        var running = new TaskCompletionSource();
        await using var host = new Host(handlers: handlers => handlers.Add("f", async (_, cancel) =>
        {
            await using CancellationTokenRegistration registration = cancel.Register(() => throw new InvalidOperationException("Not now."));
            running.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return JsonAny.Null;
        }));
        const string Definition = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":5,
              "Catch":[{"ErrorEquals":["States.Timeout"],"Next":"P"}],"End":true},"P":{"Type":"Pass","End":true}}}
            """;
        await host.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"), ("definition", Definition), ("roleArn", "arn:aws:iam::123456789012:role/r")).ToString());
        string arn = Host.Text(await host.CallAsync("StartExecution", StartRequest), "executionArn");
        await running.Task;
        await host.MoveToNextAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        Assert.Single(host.Failures);
    }

    [Fact]
    public async Task A_task_is_offered_though_its_activity_could_not_be_looked_up()
    {
        var store = new FailingStore();
        await using var host = new Host(store);
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        store.FailActivities = true;
        await host.RunAsync(ActivityMachine);
        store.FailActivities = false;
        Assert.Single(host.Failures);
        Assert.NotNull((await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}"""))["taskToken"] as JsonString);
    }

    [Fact]
    public async Task A_large_state_is_journalled_and_comes_back_whole()
    {
        await using var host = new Host();
        await host.CallAsync("CreateActivity", """{"name":"a"}""");
        const string Definition = $$$$$$$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{{{{{{Activity}}}}}}}","End":true}}}}}}
            """;
        string arn = await host.RunAsync(Definition, $"[{string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"{i}{new string('x', 1000)}\""))}]");
        for (int i = 0; i < 30; i++)
        {
            JsonMap task = await host.CallAsync("GetActivityTask", $$"""{"activityArn":"{{Activity}}"}""");
            await host.CallAsync("SendTaskSuccess", JsonMap.Of(("taskToken", task["taskToken"]!), ("output", $"{i}")).ToString());
            if (i % 7 == 3)
            {
                await host.RestartAsync();
                await host.SettleAsync();
            }
        }

        JsonMap ended = await host.DescribeAsync(arn);
        Assert.Equal("SUCCEEDED", Host.Text(ended, "status"));
        Assert.Equal(30, ((JsonList)JsonAny.Parse(Host.Text(ended, "output"))).Count);
    }
}
