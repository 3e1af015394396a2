using System.Text.Json.Nodes;
using FunctionsAsl.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace FunctionsAsl.Unit.Library;

/// <summary>What becomes of those who use a service that ends, or whose state machines do.</summary>
public sealed class ClosingTests : IDisposable
{
    private const string Work =
        """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Work","End":true}}}""";

    private const string Ask =
        """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
          "Parameters":{"FunctionName":"Work","Payload":{"token.$":"$$.Task.Token"}},"Next":"P"},"P":{"Type":"Pass","End":true}}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("asl-library-").FullName;

    private string DataFile => Path.Combine(_folder, "asl.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whoever_waits_while_the_machine_is_deleted_gets_the_end_that_this_makes()
    {
        var asked = new TaskCompletionSource<string>();
        await using StepFunctions workflows = await StepFunctions.OpenAsync(new StepFunctionsOptions().AddTaskHandler<JsonObject>("Work", (input, _) =>
        {
            asked.SetResult((string)input["token"]!);
            return Task.CompletedTask;
        }));
        string machine = await workflows.PutStateMachineAsync("ask", Ask);
        Task<FunctionsAsl.Execution> waiting = workflows.WaitAsync(await workflows.StartAsync("ask"));
        string token = await asked.Task;
        await workflows.CallAsync("DeleteStateMachine", new JsonObject { ["stateMachineArn"] = machine });
        await workflows.CallAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "1" });
        FunctionsAsl.Execution ended = await waiting;
        Assert.Equal(("FAILED", "States.Runtime", "State machine ask has been deleted"), (ended.Status, ended.Error, ended.Cause));
    }

    [Fact]
    public async Task A_workflow_runs_again_whose_machine_was_deleted()
    {
        await using StepFunctions workflows = await StepFunctions.OpenAsync(
            new StepFunctionsOptions().AddTaskHandler<int, int>("Work", static (n, _) => Task.FromResult(n + 1)));
        Assert.Equal(2, await workflows.RunAsync<int>(Work, 1));
        JsonObject machines = await workflows.CallAsync("ListStateMachines", []);
        string? arn = (string?)machines["stateMachines"]![0]!["stateMachineArn"];
        await workflows.CallAsync("DeleteStateMachine", new JsonObject { ["stateMachineArn"] = arn });
        Assert.Equal(3, await workflows.RunAsync<int>(Work, 2));
    }

    [Fact]
    public async Task Closing_cancels_what_runs_and_waits_for_it_and_the_next_process_runs_it_again()
    {
        var begun = new TaskCompletionSource();
        bool hasEnded = false;
        string arn;
        Task<FunctionsAsl.Execution> waiting;
        StepFunctions first = await StepFunctions.OpenAsync(new StepFunctionsOptions { File = DataFile }.AddTaskHandler<JsonObject>(
            "Work",
            async (_, cancel) =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                }
                finally
                {
                    await Task.Delay(50, CancellationToken.None);
                    hasEnded = true;
                }
            }));
        await using (first)
        {
            await first.PutStateMachineAsync("work", Work);
            arn = await first.StartAsync("work");
            waiting = first.WaitAsync(arn);
            await begun.Task;
        }

        Assert.True(hasEnded);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.DescribeAsync(arn));
        await first.DisposeAsync();
        await using StepFunctions next = await StepFunctions.OpenAsync(
            new StepFunctionsOptions { File = DataFile }.AddTaskHandler<JsonObject, int>("Work", static (_, _) => Task.FromResult(1)));
        Assert.Equal("1", (await next.WaitAsync(arn)).Output);
    }

    [Fact]
    public async Task A_task_that_fails_as_it_is_cancelled_has_not_failed()
    {
        var begun = new TaskCompletionSource();
        string arn;
        StepFunctionsOptions options = new StepFunctionsOptions { File = DataFile }.AddTaskHandler<JsonObject>("Work", async (_, cancel) =>
        {
            var cancelled = new TaskCompletionSource();
            await using CancellationTokenRegistration given = cancel.Register(cancelled.SetResult);
            begun.SetResult();
            await cancelled.Task;
            throw new InvalidOperationException("cancelled");
        });
        await using (StepFunctions first = await StepFunctions.OpenAsync(options))
        {
            await first.PutStateMachineAsync("work", Work);
            arn = await first.StartAsync("work");
            await begun.Task;
        }

        await using StepFunctions next = await StepFunctions.OpenAsync(
            new StepFunctionsOptions { File = DataFile }.AddTaskHandler<JsonObject, int>("Work", static (_, _) => Task.FromResult(1)));
        Assert.Equal("1", (await next.WaitAsync(arn)).Output);
    }

    [Fact]
    public async Task A_file_is_open_once()
    {
        await using StepFunctions first = await StepFunctions.OpenAsync(new StepFunctionsOptions { File = DataFile });
        await Assert.ThrowsAsync<DataFileException>(() => StepFunctions.OpenAsync(new StepFunctionsOptions { File = DataFile }));
        await first.PutStateMachineAsync("work", Work);
    }

    [Fact]
    public async Task A_file_is_closed_where_recovery_fails()
    {
        var broken = new StepFunctionsOptions { File = DataFile, Clock = new BrokenClock() };
        await Assert.ThrowsAsync<InvalidOperationException>(() => StepFunctions.OpenAsync(broken));

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddStepFunctions(options => (options.File, options.Clock) = (DataFile, new BrokenClock()));
        using (IHost app = builder.Build())
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());
        }

        await using StepFunctions next = await StepFunctions.OpenAsync(new StepFunctionsOptions { File = DataFile });
        await next.PutStateMachineAsync("work", Work);
    }

    [Fact]
    public async Task An_app_that_stops_closes_it_while_what_its_handlers_ask_for_is_there()
    {
        var begun = new TaskCompletionSource();
        var seen = new TaskCompletionSource<bool>();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<Desk>();
        builder.Services.AddStepFunctions(options => options.File = DataFile);
        builder.Services.AddTaskHandler<JsonObject, int>("Work", async (services, _, cancel) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            seen.SetResult(services.GetRequiredService<Desk>().IsOpen);
            cancel.ThrowIfCancellationRequested();
            return 1;
        });
        string execution;
        using (IHost app = builder.Build())
        {
            await app.StartAsync();
            StepFunctions workflows = app.Services.GetRequiredService<StepFunctions>();
            await workflows.PutStateMachineAsync("work", Work);
            execution = await workflows.StartAsync("work");
            await begun.Task;
            await app.StopAsync();
            Assert.True(await seen.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        await using StepFunctions next = await StepFunctions.OpenAsync(new StepFunctionsOptions { File = DataFile }.AddTaskHandler<JsonObject, int>("Work", static (_, _) => Task.FromResult(2)));
        Assert.Equal("SUCCEEDED", (await next.WaitAsync(execution)).Status);
    }

    private sealed class Desk : IDisposable
    {
        public bool IsOpen { get; private set; } = true;

        public void Dispose() => IsOpen = false;
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("broken");
    }
}
