using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

/// <summary>The quota of executions that run (API/API_StartExecution, ExecutionLimitExceeded).</summary>
public sealed class OpenExecutionsTests : IDisposable
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}""";
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Refused =
        "ExecutionLimitExceeded: The maximum number of running executions has been reached. Running executions must end or be stopped before a new "
        + "execution can be started.";

    private readonly MemoryStore _memory = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("open");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_more_run_than_may_before_and_after_a_crash(bool inMemory)
    {
        Host host = Open(inMemory, 2);
        string first = await host.RunAsync(Wait, name: "a");
        Assert.Equal("", await StartAsync(host, "b"));
        Assert.Equal(Refused, await StartAsync(host, "c"));

        // A name that is there is answered as ever.
        Assert.Equal("", await StartAsync(host, "a"));
        Assert.Equal($"ExecutionAlreadyExists: Execution Already Exists: '{first}'", await StartAsync(host, "a", input: "[]"));

        await host.DisposeAsync();
        await using Host again = Open(inMemory, 2);
        Assert.Equal(Refused, await StartAsync(again, "c"));
        await again.RecoverAsync();
        Assert.Equal(Refused, await StartAsync(again, "c"));
        await again.CallAsync("StopExecution", JsonMap.Of(("executionArn", first)).ToString());
        Assert.Equal("", await StartAsync(again, "c"));
        Assert.Equal(Refused, await StartAsync(again, "d"));

        await again.SettleAsync();
        await EndAsync(again);
        await AssertNoneRunsAsync(again, 2);
        Assert.Empty(again.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Children_of_a_Map_Run_are_counted_and_not_refused_and_it_is_not_counted(bool inMemory)
    {
        const string Definition =
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"Label":"l","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
              "ExecutionType":"STANDARD"},"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}}}}
            """;
        Host host = Open(inMemory, 5);
        string arn = await host.RunAsync(Definition, "[1,2,3]");
        Assert.Equal(4, await host.Store.CountOpen());

        await host.DisposeAsync();
        await using Host again = Open(inMemory, 5);
        await again.RecoverAsync();
        Assert.Equal("", await StartAsync(again, "last", "[1]"));
        Assert.Equal(Refused, await StartAsync(again, "other"));
        await again.SettleAsync();
        await EndAsync(again);
        Assert.Equal("SUCCEEDED", await again.StatusAsync(arn));
        await AssertNoneRunsAsync(again, 5);
        Assert.Empty(again.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redrive_needs_room_too_and_one_that_was_granted_is_answered_again(bool inMemory)
    {
        await using Host host = Open(inMemory, 1);
        string failed = await host.RunAsync(
            """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}
            """,
            name: "failed");
        Assert.Equal("FAILED", await host.StatusAsync(failed));
        await UpdateAsync(host, Wait);
        Assert.Equal("", await StartAsync(host, "a"));
        string redrive = JsonMap.Of(("executionArn", failed), ("clientToken", "t")).ToString();
        Assert.Equal(Refused, Error(await host.TryCallAsync("RedriveExecution", redrive)));
        Assert.Equal("FAILED", await host.StatusAsync(failed));
        await EndAsync(host);
        JsonMap redriven = await host.CallAsync("RedriveExecution", redrive);
        await host.SettleAsync();
        Assert.Equal("", await StartAsync(host, "b"));
        Assert.Equal(redriven, await host.CallAsync("RedriveExecution", redrive));
        Assert.Equal(Refused, await StartAsync(host, "c"));
        Assert.Empty(host.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_has_ended_when_it_was_started_makes_room(bool inMemory)
    {
        await using Host host = Open(inMemory, 1);
        await host.RunAsync(Pass);
        await AssertNoneRunsAsync(host, 1);
    }

    /// <summary>Express executions have no such quota.</summary>
    [Fact]
    public async Task An_asynchronous_Express_execution_is_not_counted()
    {
        await using Host host = Open(inMemory: true, 0);
        await host.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"), ("definition", Pass), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("type", "EXPRESS")).ToString());
        Assert.Equal("", await StartAsync(host, "a"));
    }

    [Fact]
    public async Task A_task_that_starts_an_execution_fails_by_the_name_of_the_error()
    {
        await using Host host = Open(inMemory: true, 1);
        string arn = await host.RunAsync(JsonMap.Of(("StartAt", "T"), ("States", JsonMap.Of(("T", JsonMap.Of(
            ("Type", "Task"),
            ("Resource", "arn:aws:states:::states:startExecution"),
            ("Parameters", JsonMap.Of(("StateMachineArn", Machine))),
            ("End", true)))))).ToString());
        JsonMap ended = await host.DescribeAsync(arn);
        Assert.Equal(("FAILED", "StepFunctions.ExecutionLimitExceededException"), (Host.Text(ended, "status"), Host.Text(ended, "error")));
    }

    [Fact]
    public async Task A_start_that_could_not_be_stored_takes_no_room()
    {
        var store = new FailingStore();
        await using var host = new Host(store, openExecutions: 1);
        await host.RunAsync(Pass);
        store.Adding = static () => throw new IOException("The disk is full.");
        Assert.Equal(500, (await host.TryCallAsync("StartExecution", Request("a"))).Status);
        store.Adding = static () => Task.CompletedTask;
        await AssertNoneRunsAsync(host, 1);
    }

    /// <summary>It is stored behind the look at what runs, and goes with its machine.</summary>
    [Fact]
    public async Task What_goes_with_its_machine_while_it_is_started_makes_room()
    {
        var store = new FailingStore();
        await using var host = new Host(store, openExecutions: 1);
        await host.RunAsync(Pass);
        await UpdateAsync(host, Wait);
        var adding = new TaskCompletionSource();
        store.Adding = () => adding.Task;
        Task<string> start = StartAsync(host, "late");
        store.RemovingMachine = async () =>
        {
            store.Adding = store.RemovingMachine = static () => Task.CompletedTask;
            adding.SetResult();
            Assert.Equal("", await start);
            Assert.Equal(1, await store.CountOpen());
        };
        await host.CallAsync("DeleteStateMachine", JsonMap.Of(("stateMachineArn", Machine)).ToString());
        Assert.Equal(0, await store.CountOpen());
        await host.RunAsync(Wait, name: "new");
        Assert.Equal(Refused, await StartAsync(host, "other"));
        await EndAsync(host);
        await AssertNoneRunsAsync(host, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_that_come_at_once_are_no_more_than_may_run(bool inMemory)
    {
        await using Host host = Open(inMemory, 7);
        await host.RunAsync(Wait);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => StartAsync(host, $"n{i}"))));
        Assert.Equal(6, answers.Count(static a => a.Length == 0));
        Assert.Equal(44, answers.Count(static a => a == Refused));
        Assert.Equal(7, await host.Store.CountOpen());
    }

    private Host Open(bool inMemory, int most) =>
        new(inMemory ? _memory : new SqliteStore(Path.Combine(_folder.FullName, "asl.db")), openExecutions: most);

    /// <summary>That as many as may run can be started, and no more: what ran is not counted any more.</summary>
    private static async Task AssertNoneRunsAsync(Host host, int most)
    {
        Assert.Equal(0, await host.Store.CountOpen());
        await UpdateAsync(host, Wait);
        for (int i = 0; i < most; i++)
        {
            Assert.Equal("", await StartAsync(host, $"after{i}"));
        }

        Assert.Equal(Refused, await StartAsync(host, "one-more"));
    }

    private static async Task EndAsync(Host host)
    {
        while (await host.Store.CountOpen() > 0)
        {
            await host.MoveToNextAsync();
        }
    }

    private static Task<JsonMap> UpdateAsync(Host host, string definition) =>
        host.CallAsync("UpdateStateMachine", JsonMap.Of(("stateMachineArn", Machine), ("definition", definition)).ToString());

    /// <returns>The refusal; empty where there is none.</returns>
    private static async Task<string> StartAsync(Host host, string name, string input = "{}") =>
        Error(await host.TryCallAsync("StartExecution", Request(name, input)));

    private static string Request(string name, string input = "{}") =>
        JsonMap.Of(("stateMachineArn", Machine), ("name", name), ("input", input)).ToString();

    private static string Error((int Status, JsonMap Body) answer) =>
        answer.Status == 200 ? "" : $"{Host.Text(answer.Body, "__type")}: {Host.Text(answer.Body, "message")}";
}
