using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class TaskTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TaskReport Report = new TaskReport.Success("result");

    [Fact]
    public async Task A_report_is_answered_by_what_became_of_the_task()
    {
        (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
        Assert.Equal(TokenAnswer.Accepted, await fixture.Engine.ReportTask(token, new TaskReport.Heartbeat(), default));
        Assert.Equal(TokenAnswer.Accepted, await fixture.Engine.ReportTask(token, Report, default));
        Assert.Equal(TokenAnswer.TimedOut, await fixture.Engine.ReportTask(token, new TaskReport.Failure("E", null), default));
        Assert.Equal(TokenAnswer.TimedOut, await fixture.Engine.ReportTask(token, new TaskReport.Heartbeat(), default));

        // Whoever is refused tells the orchestration again what counts: the first may not have come to it.
        Assert.Equal(
            (OrchestrationMessage[])[new OrchestrationMessage.Heartbeat("1.0"), new OrchestrationMessage.Reported("1.0", Report), new OrchestrationMessage.Reported("1.0", Report)],
            fixture.Client.Messages.Select(static m => m.Message));
        Assert.All(fixture.Client.Messages, m => Assert.Equal(stored.Key.InstanceId(DurableFixture.ArnOf("e")), m.Instance));
    }

    [Fact]
    public async Task What_the_execution_did_not_give_out_is_no_token()
    {
        (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
        Assert.Equal(TokenAnswer.DoesNotExist, await fixture.Engine.ReportTask("nonsense", Report, default));
        string forged = TaskToken.Create("other key", DurableFixture.ArnOf("e"), "1.0").Text;
        Assert.Equal(TokenAnswer.DoesNotExist, await fixture.Engine.ReportTask(forged, Report, default));
        string unknown = TaskToken.Create(stored.TokenKey, DurableFixture.ArnOf("x"), "1.0").Text;
        Assert.Equal(TokenAnswer.DoesNotExist, await fixture.Engine.ReportTask(unknown, Report, default));
        string elsewhere = TaskToken.Create(stored.TokenKey, "arn:aws:states:eu-west-1:1:execution:m:x", "1.0").Text;
        Assert.Equal(TokenAnswer.DoesNotExist, await fixture.Engine.ReportTask(elsewhere, Report, default));
        Assert.Empty(fixture.Client.Messages);
        Assert.Equal(TokenAnswer.Accepted, await fixture.Engine.ReportTask(token, Report, default));
    }

    [Fact]
    public async Task Nobody_reports_for_what_is_over()
    {
        (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
        Assert.Null(await fixture.Stores.Tasks.Close(stored.Key, "1.0", default));
        Assert.Equal(TokenAnswer.TimedOut, await fixture.Engine.ReportTask(token, Report, default));
        Assert.Equal(TokenAnswer.TimedOut, await fixture.Engine.ReportTask(token, new TaskReport.Heartbeat(), default));
        await fixture.End("e");
        Assert.Equal(TokenAnswer.TimedOut, await fixture.Engine.ReportTask(token, Report, default));
        Assert.Empty(fixture.Client.Messages);
    }

    [Fact]
    public async Task A_large_report_stays_in_its_blob()
    {
        (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
        var large = new TaskReport.Success(new string('x', 20_000));
        Assert.Equal(TokenAnswer.Accepted, await fixture.Engine.ReportTask(token, large, default));
        Assert.Equal(new OrchestrationMessage.Reported("1.0", null), Assert.Single(fixture.Client.Messages).Message);
        TaskFate? fate = await fixture.Stores.Tasks.Read(stored.Key, "1.0", default);
        Assert.Equal(large, Assert.IsType<TaskFate.Reported>(fate).Report);
    }

    [Fact]
    public async Task A_worker_gets_the_oldest_task_with_its_input_as_it_was_written()
    {
        (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
        string large = $$"""{ "n": 1.0, "x": "{{new string('x', 20_000)}}" }""";
        await Offer(fixture, stored, "1.0", """{ "n": 1.0 }""");
        await Offer(fixture, stored, "2.0", large);
        ActivityTask first = (await fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default))!;
        Assert.Equal((token, """{ "n": 1.0 }"""), (first.Token, first.Input.ToString()));
        ActivityTask second = (await fixture.Engine.PollActivity(DurableFixture.ActivityArn, null, Minute, default))!;
        Assert.Equal(large, second.Input.ToString());
        Assert.Equal(
            (OrchestrationMessage[])[new OrchestrationMessage.Leased("1.0", "w"), new OrchestrationMessage.Leased("2.0", null)],
            fixture.Client.Messages.Select(static m => m.Message));
        Assert.Equal(TokenAnswer.Accepted, await fixture.Engine.ReportTask(token, Report, default));
    }

    [Fact]
    public async Task A_worker_waits_for_a_task()
    {
        (DurableFixture fixture, _, StoredExecution stored) = await StartTask();
        DateTimeOffset begin = fixture.Now;
        Assert.Null(await fixture.Eventually(fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default)));
        Assert.Equal(Minute, fixture.Now - begin);
        Assert.InRange(fixture.Queues.Operations.Counts["receive"], 30, 40);

        ValueTask<ActivityTask?> poll = fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default);
        await Offer(fixture, stored, "1.0", "1");
        Assert.Equal("1", (await fixture.Eventually(poll))!.Input.ToString());
    }

    [Fact]
    public async Task A_task_that_was_offered_twice_is_given_once()
    {
        (DurableFixture fixture, _, StoredExecution stored) = await StartTask();
        await Offer(fixture, stored, "1.0", "1");
        await Offer(fixture, stored, "1.0", "1");
        Assert.NotNull(await fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default));
        Assert.Null(await fixture.Eventually(fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default)));
    }

    [Fact]
    public async Task Tasks_that_nobody_waits_for_are_given_to_nobody()
    {
        (DurableFixture fixture, _, StoredExecution stored) = await StartTask();
        await Offer(fixture, stored, "1.0", "1");
        await Offer(fixture, stored, "2.0", "1");
        await fixture.Stores.Tasks.Close(stored.Key, "1.0", default);
        await fixture.End("e");
        Assert.Null(await fixture.Eventually(fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default)));
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await fixture.Stores.Offers.Receive(DurableFixture.ActivityArn, Minute, default));
    }

    [Fact]
    public async Task Wherever_a_poll_stops_another_gets_the_task()
    {
        foreach (StorageFault fault in (StorageFault[])[StorageFault.Before, StorageFault.After])
        {
            for (int at = 0; at < 5; at++)
            {
                (DurableFixture fixture, string token, StoredExecution stored) = await StartTask();
                await Offer(fixture, stored, "1.0", "1");
                int operations = 0;
                Func<string, string, StorageFault> decide = (_, _) => operations++ == at ? fault : StorageFault.None;
                fixture.Blobs.Operations.Decide = decide;
                fixture.Queues.Operations.Decide = decide;
                fixture.Client.IsBroken = _ => at == 4;
                await Assert.ThrowsAsync<IOException>(
                    async () => await fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w1", Minute, default));
                fixture.Blobs.Operations.Decide = fixture.Queues.Operations.Decide = static (_, _) => StorageFault.None;
                fixture.Client.IsBroken = static _ => false;
                ActivityTask? task = await fixture.Eventually(fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w2", Minute, default));
                bool wasLast = at == 3 && fault == StorageFault.After;
                Assert.Equal(wasLast ? null : token, task?.Token);
                Assert.Contains(fixture.Client.Messages, static m => m.Message is OrchestrationMessage.Leased { Id: "1.0" });
            }
        }
    }

    [Fact]
    public async Task A_broken_message_does_not_stop_an_activity()
    {
        (DurableFixture fixture, _, StoredExecution stored) = await StartTask();
        await Offer(fixture, stored, "1.0", "1");
        string queue = fixture.Queues.Operations.Log[0].Split(' ')[1];
        await fixture.Eventually(fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default));
        await fixture.Queues.Send(queue, "{}", default);
        await Offer(fixture, stored, "2.0", "2");
        await Assert.ThrowsAsync<FormatException>(
            async () => await fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default));
        Assert.Equal("2", (await fixture.Engine.PollActivity(DurableFixture.ActivityArn, "w", Minute, default))!.Input.ToString());
    }

    [Fact]
    public async Task A_deleted_activity_has_no_tasks()
    {
        (DurableFixture fixture, _, StoredExecution stored) = await StartTask();
        var activity = new ActivityRecord { Arn = DurableFixture.ActivityArn, Name = "a", CreationDate = fixture.Now };
        Assert.True(await fixture.Activities.TryWrite(null, activity, default));
        Assert.Equal(activity, await fixture.Activities.Find(activity.Arn, default));
        Assert.Equal(activity, Assert.Single((await fixture.Activities.List("", null, 10, default)).Items));
        await Offer(fixture, stored, "1.0", "1");
        await fixture.Call("DeleteActivity", "activityArn", activity.Arn);
        Assert.Null(await fixture.Activities.Find(activity.Arn, default));
        Assert.Null(await fixture.Eventually(fixture.Engine.PollActivity(activity.Arn, "w", Minute, default)));
    }

    private static async Task<(DurableFixture Fixture, string Token, StoredExecution Stored)> StartTask()
    {
        DurableFixture fixture = await DurableFixture.Create(DurableFixture.Activity);
        StoredExecution stored = await fixture.Start("e");
        var task = (Command.RunTask)fixture.Client.Started[0].Progress.Commands[0].Command;
        Assert.Equal("1.0", task.Id);
        return (fixture, task.Token!, stored);
    }

    private static ValueTask Offer(DurableFixture fixture, StoredExecution stored, string id, string input) => fixture.Stores.Offers.Offer(
        DurableFixture.ActivityArn,
        new ActivityOffer(DurableFixture.ArnOf("e"), stored.Key, id, TaskToken.Create(stored.TokenKey, DurableFixture.ArnOf("e"), id).Text),
        JsonAny.ParseVerbatim(input),
        default);
}
