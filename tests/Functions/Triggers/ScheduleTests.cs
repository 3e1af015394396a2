using System.Text.Json;
using FunctionsAsl.Service.Starts;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>The timer that runs every minute, of an app that begins at 03:04:05.</summary>
public sealed class ScheduleTests
{
    private const string Rules =
        """{"Rules":[{"Name":"tick","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(10 minutes)"}]}""";

    private readonly TestApp _app = TestApp.Create();

    [Fact]
    public async Task What_is_due_is_started_once_by_whichever_instance_the_timer_runs_on()
    {
        ScheduleTrigger[] instances = [Instance(), Instance()];
        await _app.Call("PUT", "/api/state-machines/m", ExecutionTests.Pass);
        for (int minute = 0; minute <= 10; minute++)
        {
            await Task.WhenAll(instances.Select(instance => instance.Run(new TimerInfo(), _app.Durable, default)));
            _app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["tick-20260102T030405Z", "tick-20260102T031405Z"], await Executions());
        Assert.Empty(_app.Failures);
    }

    [Fact]
    public async Task A_first_start_waits_for_its_machine()
    {
        ScheduleTrigger trigger = Instance();
        for (int minute = 0; minute < 3; minute++)
        {
            await trigger.Run(new TimerInfo(), _app.Durable, default);
            _app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.StartsWith("The schedule tick cannot start: State Machine Does Not Exist: ", Assert.Single(_app.Notes), StringComparison.Ordinal);
        await _app.Call("PUT", "/api/state-machines/m", ExecutionTests.Pass);
        await trigger.Run(new TimerInfo(), _app.Durable, default);
        Assert.Equal(["tick-20260102T030405Z"], await Executions());
        Assert.Empty(_app.Failures);
    }

    private ScheduleTrigger Instance() =>
        new(new Schedules(new RuleStarts(_app.Service.Service, StartRules.Open(static _ => Rules))), _app.Client);

    private async Task<string[]> Executions()
    {
        using var listed = JsonDocument.Parse(await _app.Call("GET", "/api/executions?stateMachine=m"));
        return [.. listed.RootElement.GetProperty("executions").EnumerateArray().Select(static e => e.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
    }
}
