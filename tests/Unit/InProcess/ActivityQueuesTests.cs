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
        queues.Offer("a", new WaitingTask("first", null!, gone.Token));
        queues.Offer("a", new WaitingTask("second", null!, CancellationToken.None));
        await gone.CancelAsync();
        Assert.Equal("second", (await queues.Take("a", CancellationToken.None)).ExecutionArn);
    }
}
