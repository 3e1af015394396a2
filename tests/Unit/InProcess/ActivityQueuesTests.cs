using FunctionsAsl.Service.InProcess;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class ActivityQueuesTests
{
    [Fact]
    public async Task A_task_that_nobody_waits_for_any_more_is_not_given_to_a_worker()
    {
        var queues = new ActivityQueues();
        using var gone = new CancellationTokenSource();
        queues.Offer("a", new WaitingTask("first", null!, default, gone.Token));
        queues.Offer("a", new WaitingTask("second", null!, default, CancellationToken.None));
        await gone.CancelAsync();
        Assert.Equal("second", (await queues.Take("a", CancellationToken.None)).ExecutionArn);
    }

    [Fact]
    public async Task Workers_get_the_tasks_in_the_order_in_which_they_were_scheduled()
    {
        var queues = new ActivityQueues();
        foreach ((string execution, int second) in new[] { ("c", 3), ("b", 1), ("b2", 1), ("a", 2) })
        {
            queues.Offer("a", new WaitingTask(execution, null!, DateTimeOffset.UnixEpoch.AddSeconds(second), CancellationToken.None));
        }

        foreach (string execution in new[] { "b", "b2", "a", "c" })
        {
            Assert.Equal(execution, (await queues.Take("a", CancellationToken.None)).ExecutionArn);
        }
    }
}
