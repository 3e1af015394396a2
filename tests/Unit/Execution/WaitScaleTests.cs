using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class WaitScaleTests
{
    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(0.01, 1000)]
    [InlineData(0.0000001, 0)]
    [InlineData(3, 300_000)]
    public void A_wait_takes_as_many_times_as_long(double scale, long milliseconds)
    {
        StateMachine machine = StateMachine.Compile("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}""").Machine!;
        Step step = Machine.Start(machine, new Event.Started(DateTimeOffset.UnixEpoch, 1, Input(scale)));

        var timer = Assert.IsType<Command.StartTimer>(Assert.Single(step.Commands));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds), timer.Due);
        ExecutionState loaded = StateSerializer.Load(StateSerializer.Save(step.State));
        Assert.Equal(scale, loaded.Execution.WaitScale);
        Assert.Equal(ExecutionStatus.Succeeded, Machine.Apply(machine, loaded, new Event.TimerFired(timer.Due, 1, timer.Id)).State.Status);
    }

    /// <summary>faults.md C6.</summary>
    [Theory]
    [InlineData(1, "", 30_000)]
    [InlineData(0.01, "", 300)]
    [InlineData(0, "", 0)]
    [InlineData(3, ",\"MaxDelaySeconds\":40", 90_000)]
    public void So_does_the_delay_of_a_retry_and_no_time_out(double scale, string more, long milliseconds)
    {
        StateMachine machine = StateMachine.Compile($$"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","TimeoutSeconds":60,
              "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":30{{more}}}],"End":true} } }
            """).Machine!;
        Step started = Machine.Start(machine, new Event.Started(DateTimeOffset.UnixEpoch, 1, Input(scale)));
        var task = Assert.Single(started.Commands.OfType<Command.RunTask>());
        Step failed = Machine.Apply(machine, started.State, new Event.TaskFailed(DateTimeOffset.UnixEpoch, 1, task.Id, "E", "C"));

        Command.StartTimer retry = Assert.Single(failed.Commands.OfType<Command.StartTimer>());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds), retry.Due);
        Step retried = Machine.Apply(machine, failed.State, new Event.TimerFired(retry.Due, 1, retry.Id));
        task = Assert.Single(retried.Commands.OfType<Command.RunTask>());
        Step again = Machine.Apply(machine, retried.State, new Event.TaskStarted(retry.Due, 1, task.Id, null));
        Assert.Equal(retry.Due.AddSeconds(60), Assert.Single(again.Commands.OfType<Command.StartTimer>()).Due);
    }

    [Fact]
    public void A_wait_never_lasts_beyond_the_end_of_time()
    {
        StateMachine machine = StateMachine.Compile("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":99999,"End":true}}}""").Machine!;
        Step step = Machine.Start(machine, new Event.Started(DateTimeOffset.UnixEpoch, 1, Input(1e300)));

        Assert.Equal(DateTimeOffset.MaxValue, Assert.IsType<Command.StartTimer>(Assert.Single(step.Commands)).Due);
    }

    private static ExecutionInput Input(double scale) => new()
    {
        Arn = "a",
        Name = "n",
        RoleArn = "r",
        StateMachineArn = "s",
        StateMachineName = "m",
        Input = JsonMap.Empty,
        TokenKey = "k",
        WaitScale = scale,
    };
}
