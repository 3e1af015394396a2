using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Starts;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

/// <summary>Schedules over a store in memory, on a clock that begins at 03:04:05.</summary>
public sealed class SchedulesTests
{
    private const string Rate = """{"Name":"tick","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(10 minutes)","Input":"\"<aws.scheduler.scheduled-time>\""}""";

    [Fact]
    public async Task A_rate_starts_at_once_and_then_again_and_again()
    {
        await using StartFixture fixture = await StartFixture.Create(Rate);
        fixture.Schedules.Begin();
        await fixture.Executions(1);
        await fixture.Next();
        Assert.Equal(
            ["""tick-20260102T030405Z "2026-01-02T03:04:05Z" """.TrimEnd(), """tick-20260102T031405Z "2026-01-02T03:14:05Z" """.TrimEnd()],
            await fixture.Executions(2));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task Without_an_input_it_gives_the_event_of_EventBridge_Scheduler()
    {
        await using StartFixture fixture = await StartFixture.Create(
            """{"Name":"daily","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"cron(0 10 * * ? *)","ScheduleExpressionTimezone":"Europe/Berlin"}""");
        fixture.Schedules.Begin();
        await fixture.Next();
        Assert.Equal(
            ["""daily-20260102T090000Z {"version":"0","id":"daily-20260102T090000Z","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012","time":"2026-01-02T09:00:00Z","region":"us-east-1","resources":["arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily"],"detail":"{}"}"""],
            await fixture.Executions(1));
    }

    [Fact]
    public async Task Times_that_were_missed_are_made_up_for_once()
    {
        var store = new MemoryStore();
        var clock = new VirtualClock();
        await using (StartFixture first = await StartFixture.Create(Rate, store, clock))
        {
            first.Schedules.Begin();
            await first.Noted();
        }

        clock.Advance(TimeSpan.FromMinutes(35));
        await using StartFixture second = await StartFixture.Create(Rate, store, clock);
        second.Schedules.Begin();
        Assert.Contains("T031405Z", (await second.Executions(2))[1], StringComparison.Ordinal);
        await second.Next();
        Assert.Contains("T034405Z", (await second.Executions(3))[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_started_before_a_crash_is_not_started_again()
    {
        var clock = new VirtualClock();
        await using StartFixture fixture = await StartFixture.Create(Rate, new MemoryStore(), clock);
        // The start was made, and no note of it.
        await fixture.Starts.StartAsync(fixture.Starts.Rules[0], "20260102T030405Z", FunctionsAsl.Json.JsonMap.Empty, default);
        fixture.Schedules.Begin();
        await fixture.Next();
        Assert.Contains("T031405Z", (await fixture.Executions(2))[1], StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task A_first_start_waits_for_its_machine()
    {
        await using StartFixture fixture = StartFixture.WithoutMachine(Rate);
        await fixture.Schedules.StartDueAsync(default);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await fixture.Schedules.StartDueAsync(default);
        await fixture.CreateMachine();
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await fixture.Schedules.StartDueAsync(default);
        Assert.StartsWith("tick-20260102T030405Z ", Assert.Single(await fixture.Executions()), StringComparison.Ordinal);
        fixture.Clock.Advance(TimeSpan.FromMinutes(8));
        await fixture.Schedules.StartDueAsync(default);
        Assert.StartsWith("tick-20260102T031405Z ", (await fixture.Executions())[1], StringComparison.Ordinal);
        Assert.Equal(
            "The schedule tick cannot start: State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:m'. It is tried again every minute.",
            Assert.Single(fixture.Notes));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task A_start_that_would_be_refused_again_is_told_and_the_schedule_goes_on()
    {
        await using StartFixture fixture = await StartFixture.Create(
            Rate.Replace("\"Input\":\"\\\"<aws.scheduler.scheduled-time>\\\"\"", "\"InputPath\":\"$.none\"", StringComparison.Ordinal));
        fixture.Schedules.Begin();
        await fixture.Next();
        await StartFixture.Until(() => fixture.Notes.Count == 2);
        Assert.Equal(
            [
                "The schedule tick does not start at 2026-01-02T03:04:05Z: There is nothing at the InputPath $.none",
                "The schedule tick does not start at 2026-01-02T03:14:05Z: There is nothing at the InputPath $.none",
            ],
            fixture.Notes);
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task What_comes_due_during_a_slow_start_is_not_lost()
    {
        await using StartFixture fixture = await StartFixture.Create(
            Rate.Replace("\"Input\":\"\\\"<aws.scheduler.scheduled-time>\\\"\"", "\"InputPath\":\"$.none\"", StringComparison.Ordinal));
        fixture.OnNote = () =>
        {
            fixture.OnNote = null;
            fixture.Clock.Advance(TimeSpan.FromMinutes(11));
        };
        await fixture.Schedules.StartDueAsync(default);
        Assert.Equal(
            [
                "The schedule tick does not start at 2026-01-02T03:04:05Z: There is nothing at the InputPath $.none",
                "The schedule tick does not start at 2026-01-02T03:14:05Z: There is nothing at the InputPath $.none",
            ],
            fixture.Notes);
    }

    [Theory]
    [InlineData("at(2026-01-02T03:04:04)")]
    [InlineData("cron(0 0 31 2 ? *)")]
    public async Task A_schedule_whose_time_never_comes_is_told(string expression)
    {
        await using StartFixture fixture = await StartFixture.Create(Rate.Replace("rate(10 minutes)", expression, StringComparison.Ordinal));
        await fixture.Schedules.StartDueAsync(default);
        await fixture.Schedules.StartDueAsync(default);
        Assert.Equal(
            $"The schedule tick starts nothing: {expression} has no time after 2026-01-02T03:04:05Z, when it was first seen.", Assert.Single(fixture.Notes));
        Assert.Empty(await fixture.Executions());
    }

    [Fact]
    public async Task Of_many_processes_one_starts()
    {
        await using StartFixture fixture = StartFixture.WithoutMachine(Rate);
        // What is Express would start as often as it is asked for.
        await fixture.CreateMachine("EXPRESS");
        Schedules[] others = [.. Enumerable.Range(0, 8).Select(_ => new Schedules(fixture.Starts))];
        foreach (Schedules schedules in others)
        {
            schedules.Begin();
        }

        DateTimeOffset second = fixture.Clock.GetUtcNow().AddMinutes(10);
        await fixture.Noted();
        await StartFixture.Until(() =>
        {
            fixture.Clock.MoveToNext(second);
            return fixture.Ended.Count >= 2;
        });
        foreach (Schedules schedules in others)
        {
            await schedules.DisposeAsync();
        }

        Assert.Equal(["tick-20260102T030405Z", "tick-20260102T031405Z"], fixture.Ended.Order(StringComparer.Ordinal));
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task What_a_process_began_and_did_not_end_another_one_starts()
    {
        var store = new MemoryStore();
        await using StartFixture fixture = StartFixture.WithoutMachine(Rate, store);
        await fixture.Schedules.StartDueAsync(default);
        ScheduleRecord held = Assert.Single((await store.Records<ScheduleRecord>().List("", null, 10, default)).Items);
        await fixture.CreateMachine();
        await using var other = new Schedules(fixture.Starts);
        other.Begin();
        await fixture.Next();
        Assert.Equal(held.HeldUntil, fixture.Clock.GetUtcNow());
        Assert.StartsWith("tick-20260102T030405Z ", Assert.Single(await fixture.Executions(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_of_release_0_10_goes_on()
    {
        var store = new MemoryStore();
        await using StartFixture fixture = await StartFixture.Create(Rate, store);
        DateTimeOffset now = fixture.Clock.GetUtcNow();
        Assert.True(await store.Records<ScheduleRecord>().TryWrite(
            null,
            new ScheduleRecord
            {
                Arn = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick",
                Expression = "rate(10 minutes)",
                Since = now.AddMinutes(-15),
                Until = now.AddMinutes(-5),
            },
            default));
        await fixture.Schedules.StartDueAsync(default);
        Assert.Empty(await fixture.Executions());
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await fixture.Schedules.StartDueAsync(default);
        Assert.StartsWith("tick-20260102T030905Z ", Assert.Single(await fixture.Executions()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_expression_begins_anew()
    {
        var store = new MemoryStore();
        var clock = new VirtualClock();
        await using (StartFixture first = await StartFixture.Create(Rate, store, clock))
        {
            first.Schedules.Begin();
            await first.Noted();
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await using StartFixture second = await StartFixture.Create(Rate.Replace("10 minutes", "2 hours", StringComparison.Ordinal), store, clock);
        second.Schedules.Begin();
        Assert.Contains("T030505Z", (await second.Executions(2))[1], StringComparison.Ordinal);
    }
}
