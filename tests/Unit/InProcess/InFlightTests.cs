using FunctionsAsl.Service.Driver;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class InFlightTests
{
    private readonly InFlight _flight = new();

    [Fact]
    public async Task A_task_does_not_count_while_it_waits_for_Express_executions()
    {
        var first = new TaskCompletionSource<int>();
        var second = new TaskCompletionSource<int>();
        _flight.BeginTask();
        (Task<int> one, Task<int> other) = await RunAsync();
        Assert.Equal((0, 2), (_flight.Tasks, _flight.Steps));
        first.SetResult(1);
        Assert.Equal(1, await one);
        Assert.Equal((0, 1), (_flight.Tasks, _flight.Steps));
        second.SetResult(2);
        Assert.Equal(2, await other);
        Assert.Equal((1, 0), (_flight.Tasks, _flight.Steps));
        _flight.EndTask();
        Assert.Equal((0, 5), (_flight.Tasks, _flight.Begun));

        async Task<(Task<int> One, Task<int> Other)> RunAsync()
        {
            await Task.Yield();
            _flight.EnterTask();
            return (_flight.RunExpress(async () => await first.Task), _flight.RunExpress(async () => await second.Task));
        }
    }

    [Fact]
    public async Task What_a_flow_does_between_executions_counts()
    {
        var end = new TaskCompletionSource<int>();
        var between = new TaskCompletionSource();
        Task flow = _flight.RunFlows(1, async () =>
        {
            // As an execution does that waits.
            await _flight.RunExpress(async () =>
            {
                _flight.EndStep();
                await end.Task;
                return 0;
            });
            await between.Task;
        });
        Assert.Equal(0, _flight.Steps);
        _flight.BeginStep();
        end.SetResult(1);
        Assert.Equal(1, _flight.Steps);
        between.SetResult();
        await flow;
        Assert.Equal(0, _flight.Steps);
    }

    [Fact]
    public async Task What_fails_and_what_is_cancelled_ends_too()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _flight.RunExpress<int>(static () => throw new InvalidOperationException()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _flight.RunExpress(static async () =>
        {
            await Task.Delay(Timeout.Infinite, new CancellationToken(canceled: true));
            return 1;
        }));
        Assert.Equal((0, 0), (_flight.Tasks, _flight.Steps));
    }
}
