using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class ChildWatchTests
{
    private const string Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e";

    private static readonly ExecutionRecord Running = new()
    {
        Arn = Arn,
        Name = "e",
        StateMachineArn = "",
        StateMachine = null!,
        Input = "{}",
        Status = ExecutionStatus.Running,
        StartDate = default,
    };

    [Fact]
    public async Task Nobody_waits_for_what_is_not_there()
    {
        var watch = new ChildWatch(static _ => new((ExecutionRecord?)null));
        Assert.Null(await watch.WhenEnded(Arn, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_waits_is_told_that_it_was_removed()
    {
        ExecutionRecord? stored = Running;
        var watch = new ChildWatch(_ => new(stored));
        Task<ExecutionRecord?> waiting = watch.WhenEnded(Arn, CancellationToken.None);
        watch.Removed(Arn);
        Assert.Null(await waiting);

        waiting = watch.WhenEnded(Arn, CancellationToken.None);
        await watch.LookAsync();
        Assert.False(waiting.IsCompleted);
        stored = null;
        await watch.LookAsync();
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Whoever_waits_is_told_how_it_ended()
    {
        var watch = new ChildWatch(static _ => new(Running));
        Task<ExecutionRecord?> waiting = watch.WhenEnded(Arn, CancellationToken.None);
        ExecutionRecord ended = Running with { Status = ExecutionStatus.Succeeded };
        watch.Ended(ended);
        Assert.Same(ended, await waiting);
    }
}
