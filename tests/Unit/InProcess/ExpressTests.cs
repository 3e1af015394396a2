using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Express;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class ExpressTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    private const string Start = $$"""{"stateMachineArn":"{{Machine}}","name":"e","input":"{\"a\": 1}"}""";

    [Fact]
    public async Task Answers_with_the_output()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""");
        JsonMap answer = await host.CallAsync("StartSyncExecution", Start);
        Assert.Equal("\"SUCCEEDED\"", answer["status"]!.ToString());
        Assert.Equal("""{"a": 1}""", ((JsonString)answer["output"]!).Value);
        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:express:m:e:", ((JsonString)answer["executionArn"]!).Value, StringComparison.Ordinal);
        Assert.Equal("""{"billedDurationInMilliseconds":100,"billedMemoryUsedInMB":64}""", answer["billingDetails"]!.ToString());
    }

    [Fact]
    public async Task A_failure_is_an_answer_too()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E","Cause":"c"}}}""");
        JsonMap answer = await host.CallAsync("StartSyncExecution", Start);
        Assert.Equal(("\"FAILED\"", "\"E\"", "\"c\""), (answer["status"]!.ToString(), answer["error"]!.ToString(), answer["cause"]!.ToString()));
        Assert.Null(answer["output"]);
        Assert.Equal("""{"included":true}""", answer["outputDetails"]!.ToString()); // faults.md L19, measured.
    }

    [Fact]
    public async Task Tasks_are_tried_again_after_their_back_off()
    {
        int attempts = 0;
        await using var host = new Host(handlers: h => h.Add(
            "F", (_, _) => ++attempts < 3 ? throw new TaskFailedException("E", "c") : new ValueTask<JsonAny>(attempts)));
        await CreateAsync(host, """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true,
              "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":10}]}}}
            """);
        JsonMap answer = await PassTimeAsync(host, host.CallAsync("StartSyncExecution", Start), TimeSpan.FromMinutes(1));
        Assert.Equal("\"3\"", answer["output"]!.ToString());
        Assert.Equal("30000", ((JsonMap)answer["billingDetails"]!)["billedDurationInMilliseconds"]!.ToString());
    }

    /// <summary>DG/service-quotas: unlimited, where a Standard execution has 25,000 events.</summary>
    [Fact]
    public async Task Its_history_has_no_end_of_its_own()
    {
        await using var host = new Host();
        await CreateAsync(host, """
            {"QueryLanguage":"JSONata","StartAt":"I","States":{
              "I":{"Type":"Pass","Assign":{"n":0},"Next":"A"},
              "A":{"Type":"Pass","Assign":{"n":"{% $n + 1 %}"},"Next":"B"},
              "B":{"Type":"Choice","Choices":[{"Condition":"{% $n < 7000 %}","Next":"A"}],"Default":"Z"},
              "Z":{"Type":"Pass","Output":"{% $n %}","End":true}}}
            """);
        JsonMap answer = await host.CallAsync("StartSyncExecution", Start);
        Assert.Equal("\"7000\"", answer["output"]?.ToString());
    }

    [Fact]
    public async Task Five_minutes_are_all_it_gets()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":301,"End":true}}}""");
        JsonMap answer = await PassTimeAsync(host, host.CallAsync("StartSyncExecution", Start), TimeSpan.FromMinutes(6));
        Assert.Equal("\"TIMED_OUT\"", answer["status"]!.ToString());
    }

    [Fact]
    public async Task Nothing_of_it_is_kept()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        await host.CallAsync("StartSyncExecution", Start);
        await host.CallAsync("StartSyncExecution", Start);
        (_, JsonMap refusal) = await host.TryCallAsync("ListExecutions", $$"""{"stateMachineArn":"{{Machine}}"}""");
        Assert.Contains("StateMachineTypeNotSupported", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Standard_machine_is_refused()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""", "STANDARD");
        (int status, JsonMap refusal) = await host.TryCallAsync("StartSyncExecution", Start);
        Assert.Equal(400, status);
        Assert.Contains("StateMachineTypeNotSupported", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_one_runs_again_after_a_crash_and_once_without()
    {
        int runs = 0;
        var go = new TaskCompletionSource();
        await using var host = new Host(handlers: h => h.Add("F", async (_, cancel) =>
        {
            Interlocked.Increment(ref runs);
            await go.Task.WaitAsync(cancel);
            return 1;
        }));
        await CreateAsync(host, """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}
            """);
        JsonMap started = await host.CallAsync("StartExecution", Start);
        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:express:m:e:", ((JsonString)started["executionArn"]!).Value, StringComparison.Ordinal);
        await UntilAsync(() => runs == 1);

        await host.RestartAsync();
        await UntilAsync(() => runs == 2);
        go.SetResult();
        await UntilAsync(() => host.Ends.Count == 1);
        Assert.Equal(("SUCCEEDED", "1"), host.Ends[0]);

        await UntilAsync(() => host.Store.Records<ExpressStart>().List("", null, 1, default).AsTask().Result.Items.Count == 0);
        await host.RestartAsync();
        await host.SettleAsync();
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task One_that_cannot_be_read_keeps_no_other_from_running_again()
    {
        List<string> failures = [];
        List<string> runs = [];
        var store = new MemoryStore();
        var starts = new ExpressStarts(store);
        foreach (string name in (string[])["a", "b"])
        {
            await starts.Add(RecordOf(name), CancellationToken.None);
        }

        var express = new ExpressExecutions(
            new ExpressStarts(new BrokenRevision(store)),
            (record, _) =>
            {
                runs.Add(record.Name);
                return Task.CompletedTask;
            },
            (what, _) => failures.Add(what),
            new InFlight());
        await express.RecoverAsync(CancellationToken.None, CancellationToken.None);
        await UntilAsync(() => runs.Count == 1);
        Assert.Equal(["b"], runs);
        Assert.Equal([RecordOf("a").Arn], failures);
    }

    [Fact]
    public async Task There_is_an_end_to_how_many_run_and_how_much_they_hold()
    {
        var end = new TaskCompletionSource();
        var express = new ExpressExecutions(
            new ExpressStarts(new MemoryStore()), (_, _) => end.Task, static (_, _) => { }, new InFlight(), most: 2, mostInputs: 100);
        await StartAsync(RecordOf("a"));
        Assert.Equal("ThrottlingException", (await Assert.ThrowsAsync<ApiException>(() => StartAsync(RecordOf("b") with { Input = new string(' ', 99) }))).Type);
        await StartAsync(RecordOf("c"));
        Assert.Equal("ThrottlingException", (await Assert.ThrowsAsync<ApiException>(() => StartAsync(RecordOf("d")))).Type);
        end.SetResult();
        while (true)
        {
            try
            {
                await StartAsync(RecordOf("e"));
                break;
            }
            catch (ApiException)
            {
                await Task.Delay(1);
            }
        }

        Task StartAsync(ExecutionRecord record) => express.Start(record, CancellationToken.None, CancellationToken.None).AsTask();
    }

    private static ExecutionRecord RecordOf(string name) => new()
    {
        Arn = $"arn:aws:states:us-east-1:123456789012:express:{name}:e:1",
        Name = name,
        StateMachineArn = $"arn:aws:states:us-east-1:123456789012:stateMachine:{name}",
        StateMachine = new StateMachineRecord
        {
            Arn = $"arn:aws:states:us-east-1:123456789012:stateMachine:{name}",
            Name = name,
            Definition = "{}",
            RoleArn = "r",
            Type = "EXPRESS",
            Status = "ACTIVE",
            CreationDate = DateTimeOffset.UnixEpoch,
        },
        Input = "{}",
        Status = ExecutionStatus.Running,
        StartDate = DateTimeOffset.UnixEpoch,
    };

    /// <summary>The revision of machine <c>a</c> cannot be read.</summary>
    private sealed class BrokenRevision(MemoryStore store) : IRecordStore, IRevisions
    {
        public IRevisions Revisions => this;

        public IRunFiles RunFiles => store.RunFiles;

        public IRecords<T> Records<T>()
            where T : class, IRecord<T> => store.Records<T>();

        public ValueTask<string> Keep(StateMachineRecord machine, CancellationToken cancel) => store.Revisions.Keep(machine, cancel);

        public ValueTask<StateMachineRecord?> Find(string stateMachineArn, string id, CancellationToken cancel) =>
            stateMachineArn.EndsWith(":a", StringComparison.Ordinal) ? throw new FormatException() : store.Revisions.Find(stateMachineArn, id, cancel);
    }

    [Fact]
    public async Task What_cannot_be_kept_of_it_is_refused()
    {
        await using var host = new Host();
        await CreateAsync(host, """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        string arn = ((JsonString)(await host.CallAsync("StartExecution", Start))["executionArn"]!).Value;
        foreach (string operation in (string[])["DescribeExecution", "GetExecutionHistory", "StopExecution"])
        {
            (int status, JsonMap refusal) = await host.TryCallAsync(operation, $$"""{"executionArn":"{{arn}}"}""");
            Assert.Equal(400, status);
            Assert.Equal(
                """{"__type":"InvalidArn","message":"Invalid Arn: 'Resource type not valid in this context: express'"}""", refusal.ToString());
        }
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        while (!happened())
        {
            await Task.Delay(1);
        }
    }

    private static Task<JsonMap> CreateAsync(Host host, string definition, string type = "EXPRESS") => host.CallAsync(
        "CreateStateMachine",
        JsonMap.Of(("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("type", type)).ToString());

    /// <summary>Moves the clock whenever the call waits for it: to timers that are not further away than <paramref name="longest"/>.</summary>
    private static async Task<JsonMap> PassTimeAsync(Host host, Task<JsonMap> call, TimeSpan longest)
    {
        while (await Task.WhenAny(call, Task.Delay(1)) != call)
        {
            host.Clock.MoveToNext(longest);
        }

        return await call;
    }
}
