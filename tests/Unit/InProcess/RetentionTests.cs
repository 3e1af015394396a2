using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class RetentionTests : IDisposable
{
    private const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":99999999,"End":true}}}""";
    private const string Fail = """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("retention");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_ended_long_enough_ago_is_gone_and_its_name_is_free(bool inMemory)
    {
        await using Host host = await OpenAsync(inMemory);
        string arn = await host.RunAsync(Pass);
        await host.CallAsync("CreateStateMachine", Create("running", Wait));
        string running = Host.Text(await host.CallAsync("StartExecution", Start("running", "r")), "executionArn");
        await PassAsync(host, Kept - Hour);
        Assert.Equal(4, (await host.HistoryAsync(arn)).Count);
        Assert.Equal("ExecutionAlreadyExists", await RefusalAsync(host, "StartExecution", Start("m", "e", "[]")));

        await PassAsync(host, Hour);
        await PassAsync(host, Hour);
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(arn)));
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "GetExecutionHistory", Execution(arn)));
        Assert.Empty((JsonList)(await host.CallAsync("ListExecutions", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}"""))["executions"]!);
        Assert.Equal("RUNNING", await host.StatusAsync(running));

        await host.CallAsync("StartExecution", Start("m", "e", "[]"));
        await host.SettleAsync();
        Assert.Equal(("SUCCEEDED", 4), (await host.StatusAsync(arn), (await host.HistoryAsync(arn)).Count));
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task Nothing_is_removed_without_a_retention()
    {
        await using var host = new Host();
        string arn = await host.RunAsync(Pass);
        await host.RestartAsync();
        await PassAsync(host, 10 * Kept);
        await host.RestartAsync();
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_go_in_one_sweep_after_the_start(bool inMemory)
    {
        await using Host host = Open(inMemory);
        await host.CallAsync("CreateStateMachine", Create("m", Pass));
        for (int i = 0; i < 250; i++)
        {
            await host.CallAsync("StartExecution", Start("m", $"e{i}"));
        }

        await host.SettleAsync();
        host.Clock.Advance(Kept - TimeSpan.FromMinutes(1));
        string late = Host.Text(await host.CallAsync("StartExecution", Start("m", "late")), "executionArn");
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.RecoverAsync();
        await host.SettleAsync();
        JsonMap left = await host.CallAsync("ListExecutions", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}""");
        Assert.Equal(late, Host.Text((JsonMap)Assert.Single((JsonList)left["executions"]!), "executionArn"));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(false, 90)]
    public async Task As_many_stay_as_are_kept_the_last_to_end(bool inMemory, int? days)
    {
        await using var host = new Host(Store(inMemory), retention: days is { } d ? TimeSpan.FromDays(d) : null, retentionCount: 2);
        await host.RecoverAsync();
        await host.CallAsync("CreateStateMachine", Create("m", Pass));
        for (int i = 0; i < 5; i++)
        {
            await host.CallAsync("StartExecution", Start("m", $"e{i}"));
            await host.SettleAsync();
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await PassAsync(host, TimeSpan.FromMinutes(2));
        Assert.Equal(["e4", "e3"], await NamesAsync(host));
        await PassAsync(host, TimeSpan.FromDays(91));
        Assert.Equal(days is null ? ["e4", "e3"] : [], await NamesAsync(host));
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task What_is_removed_makes_the_file_smaller()
    {
        await using var host = new Host(Store(inMemory: false), retentionCount: 0);
        await host.CallAsync("CreateStateMachine", Create("m", Pass));
        for (int i = 0; i < 20; i++)
        {
            await host.CallAsync("StartExecution", Start("m", $"e{i}", $"\"{new string('x', 200_000)}\""));
        }

        await host.SettleAsync();
        await host.RecoverAsync();
        await host.SettleAsync();
        using var look = DataFileLook.Open(File);
        DataFileStatus status = look.Status(DateTimeOffset.UtcNow);
        Assert.Equal((0L, 0L), (status.Executions.Values.Sum(), status.FreeBytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_child_stays_while_its_parent_runs_or_can_be_redriven(bool inMemory)
    {
        await using Host host = await OpenAsync(inMemory);
        await host.CallAsync("CreateStateMachine", Create("child", Pass));
        string parent = await host.RunAsync(
            $$$$"""
            {"StartAt":"S","States":{
                "S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Next":"W",
                    "Parameters":{"StateMachineArn":"{{{{Prefix}}}}stateMachine:child","Name":"c"}},
                "W":{"Type":"Wait","Seconds":99999999,"End":true}}}
            """);
        string child = $"{Prefix}execution:child:c";
        await PassAsync(host, 2 * Kept);
        await PassAsync(host, Hour);
        Assert.Equal("SUCCEEDED", await host.StatusAsync(child));
        await host.CallAsync("StopExecution", Execution(parent));
        await PassAsync(host, Hour);
        Assert.Equal("SUCCEEDED", await host.StatusAsync(child));
        await PassAsync(host, TimeSpan.FromDays(14));
        await PassAsync(host, Hour);
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(child)));
        Assert.Equal("ABORTED", await host.StatusAsync(parent));
        await PassAsync(host, Kept);
        await PassAsync(host, Hour);
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(parent)));
    }

    [Fact]
    public async Task A_Map_Run_and_its_children_go_too()
    {
        await using Host host = await OpenAsync(inMemory: false);
        string arn = await host.RunAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"Label":"l",
                "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
                    "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
            """,
            "[1,2,3]");
        Assert.Equal("SUCCEEDED", await host.StatusAsync(arn));
        var items = new ExecutionFilter($"{Prefix}stateMachine:m/l");
        Assert.Equal(4, (await host.Store.ListExecutions(items, null, 10, default)).Items.Count);
        await PassAsync(host, Kept);
        await PassAsync(host, Hour);
        Assert.Empty((await host.Store.ListExecutions(items, null, 10, default)).Items);
    }

    /// <summary>The period of a redrive is longer here than the retention; whoever comes first has it, and nothing is half there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_redrive_and_a_removal_at_once_one_happens(bool redriveIsFirst)
    {
        var store = new FailingStore();
        await using var host = new Host(store, retention: TimeSpan.FromDays(1));
        await host.RecoverAsync();
        string arn = await host.RunAsync(Fail);
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        async Task Hold()
        {
            reached.TrySetResult();
            await goOn.Task;
        }

        store.Removing = redriveIsFirst ? static _ => Task.CompletedTask : _ => Hold();
        store.Loading = redriveIsFirst ? Hold : static () => Task.CompletedTask;
        Task<(int, JsonMap Body)> redrive;
        if (redriveIsFirst)
        {
            redrive = host.TryCallAsync("RedriveExecution", Execution(arn));
            await reached.Task;
            host.Clock.Advance(TimeSpan.FromDays(2));
            goOn.SetResult();
        }
        else
        {
            host.Clock.Advance(TimeSpan.FromDays(2));
            await reached.Task;
            redrive = host.TryCallAsync("RedriveExecution", Execution(arn));
            goOn.SetResult();
        }

        JsonMap answer = (await redrive).Body;
        await host.SettleAsync();
        if (redriveIsFirst)
        {
            Assert.NotNull(answer["redriveDate"]);
            Assert.Equal("1", (await host.DescribeAsync(arn))["redriveCount"]!.ToString());
        }
        else
        {
            Assert.Equal("ExecutionDoesNotExist", Host.Text(answer, "__type"));
            Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(arn)));
        }

        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task One_that_cannot_be_removed_keeps_no_other_and_is_tried_again()
    {
        var store = new FailingStore();
        await using var host = new Host(store, retention: Kept);
        await host.RecoverAsync();
        string broken = await host.RunAsync(Pass, name: "broken");
        string other = Host.Text(await host.CallAsync("StartExecution", Start("m", "other")), "executionArn");
        await host.SettleAsync();
        store.Removing = arn => arn == broken ? throw new IOException("The disk has a hole.") : Task.CompletedTask;
        await PassAsync(host, Kept + Hour);
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(other)));
        Assert.Equal("SUCCEEDED", await host.StatusAsync(broken));
        Assert.Equal($"removing {broken}: The disk has a hole.", Assert.Single(host.Failures));
        store.Removing = static _ => Task.CompletedTask;
        await PassAsync(host, Hour);
        Assert.Equal("ExecutionDoesNotExist", await RefusalAsync(host, "DescribeExecution", Execution(broken)));
    }

    private async Task<Host> OpenAsync(bool inMemory)
    {
        Host host = Open(inMemory);
        await host.RecoverAsync();
        return host;
    }

    private Host Open(bool inMemory) =>
        new(Store(inMemory), retention: Kept);

    private string File => Path.Combine(_folder.FullName, "data");

    private IStore Store(bool inMemory) => inMemory ? new MemoryStore() : new SqliteStore(File);

    private static async Task<IEnumerable<string>> NamesAsync(Host host) =>
        ((JsonList)(await host.CallAsync("ListExecutions", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m"}"""))["executions"]!)
            .Select(static e => Host.Text((JsonMap)e, "name"));

    /// <summary>Lets time pass, and a sweep that is due.</summary>
    private static async Task PassAsync(Host host, TimeSpan time)
    {
        host.Clock.Advance(time);
        await host.SettleAsync();
    }

    private static async Task<string> RefusalAsync(Host host, string operation, string request) =>
        Host.Text((await host.TryCallAsync(operation, request)).Body, "__type");

    private static string Create(string name, string definition) =>
        JsonMap.Of(("name", name), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r")).ToString();

    private static string Start(string machine, string name, string input = "{}") =>
        JsonMap.Of(("stateMachineArn", $"{Prefix}stateMachine:{machine}"), ("name", name), ("input", input)).ToString();

    private static string Execution(string arn) => JsonMap.Of(("executionArn", arn)).ToString();
}
