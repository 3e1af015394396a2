using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Support;
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
        await fixture.Starts.StartAsync(fixture.Starts.Rules[0], "20260102T030405Z", FunctionsAsl.Json.JsonObject.Empty, default);
        fixture.Schedules.Begin();
        await fixture.Next();
        Assert.Contains("T031405Z", (await fixture.Executions(2))[1], StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task A_start_that_is_refused_is_told_and_the_schedule_goes_on()
    {
        await using StartFixture fixture = await StartFixture.Create(Rate.Replace("stateMachine:m", "stateMachine:none", StringComparison.Ordinal));
        fixture.Schedules.Begin();
        await fixture.Next();
        await fixture.Next();
        Assert.All(fixture.Failures, static f => Assert.StartsWith("the schedule tick: State Machine Does Not Exist", f, StringComparison.Ordinal));
        Assert.InRange(fixture.Failures.Count, 2, 3);
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
