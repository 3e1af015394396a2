using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class EndTests
{
    [Fact]
    public async Task An_end_is_reported_once()
    {
        DurableFixture fixture = await DurableFixture.Create();
        StoredExecution running = await fixture.Start("e");
        for (int i = 0; i < 2; i++)
        {
            await fixture.Host.End.Save(
                running, ExecutionStatus.Failed, new ExecutionOutcome(fixture.Now), null, JsonList.Empty, [], 0, CancellationToken.None);
        }

        Assert.Equal(($"{DurableFixture.Prefix}execution:m:e", ExecutionStatus.Failed), Assert.Single(fixture.Ends));
    }

    [Fact]
    public async Task So_is_the_end_of_one_that_ends_as_it_begins()
    {
        DurableFixture fixture = await DurableFixture.Create("""{"StartAt":"F","States":{"F":{"Type":"Fail"}}}""");
        await fixture.Start("e");
        Assert.Equal(ExecutionStatus.Failed, Assert.Single(fixture.Ends).Status);
    }
}
