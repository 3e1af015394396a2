using DurableTask.Core;
using DurableTask.Core.Exceptions;
using FunctionsAsl.Cluster.Adapters;
using Xunit;
using OrchestrationInstance = DurableTask.Core.OrchestrationInstance;

namespace FunctionsAsl.Unit.Cluster;

public sealed class EngineActivityTests
{
    private static readonly TaskContext Context = new(new OrchestrationInstance { InstanceId = "id" });

    [Fact]
    public async Task Text_goes_through_as_it_is()
    {
        var activity = new EngineActivity(static (input, _) => Task.FromResult($"[{input}]"), CancellationToken.None);

        Assert.Equal("""[{"a":1.50}]""", await activity.RunAsync(Context, """{"a":1.50}"""));
    }

    [Fact]
    public async Task A_failure_is_one()
    {
        var activity = new EngineActivity(static (_, _) => throw new InvalidOperationException("why"), CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => activity.RunAsync(Context, "{}"));
    }

    [Fact]
    public async Task What_the_end_of_the_process_cuts_is_given_back()
    {
        using var cut = new CancellationTokenSource();
        var activity = new EngineActivity(
            static async (_, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return "";
            },
            cut.Token);
        Task<string> running = activity.RunAsync(Context, "{}");

        await cut.CancelAsync();

        await Assert.ThrowsAsync<SessionAbortedException>(() => running);
    }
}
