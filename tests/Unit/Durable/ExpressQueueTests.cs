using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service.Records;
using Xunit;
using static FunctionsAsl.Unit.Durable.DurableFixture;

namespace FunctionsAsl.Unit.Durable;

public sealed class ExpressQueueTests
{
    [Fact]
    public async Task An_execution_is_run_from_its_message_and_then_forgotten()
    {
        DurableFixture fixture = await Create(Pass);
        ExecutionRecord record = await StartAsync(fixture);
        QueueMessage? message = await fixture.Queues.Receive(DurableService.ExpressQueueName, TimeSpan.FromMinutes(1), default);
        Assert.Equal(record.Arn, message!.Text);

        // Another process, which was given the message.
        await fixture.HostOver(fixture.Blobs).RunExpress(message.Text, default);
        await fixture.HostOver(fixture.Blobs).RunExpress(message.Text, default);
        Assert.Equal([(record.Arn, ExecutionStatus.Succeeded)], fixture.Ends);
        Assert.Empty(await Left(fixture));
    }

    [Fact]
    public async Task One_that_nobody_has_run_for_a_week_is_given_up_and_told_of()
    {
        DurableFixture fixture = await Create(Pass);
        ExecutionRecord record = await StartAsync(fixture);
        await fixture.Host.Sweep(default);
        Assert.Equal([record.Arn], await Left(fixture));
        fixture.Clock.Advance(TimeSpan.FromDays(7));
        await fixture.Host.Sweep(default);
        Assert.Equal([record.Arn], await Left(fixture));
        Assert.Empty(fixture.Failures);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await fixture.Host.Sweep(default);
        Assert.Empty(await Left(fixture));
        Assert.StartsWith($"running {record.Arn}", Assert.Single(fixture.Failures), StringComparison.Ordinal);
        await fixture.Host.RunExpress(record.Arn, default);
        Assert.Empty(fixture.Ends);
    }

    private static async Task<ExecutionRecord> StartAsync(DurableFixture fixture)
    {
        var record = new ExecutionRecord
        {
            Arn = $"{Prefix}express:m:e:1",
            Name = "e",
            StateMachineArn = MachineArn,
            StateMachine = (await fixture.Machines.Find(MachineArn, default))!,
            Input = "{}",
            Status = ExecutionStatus.Running,
            StartDate = fixture.Now,
        };
        await fixture.Engine.StartExpress(record, default);
        return record;
    }

    private static async Task<IEnumerable<string>> Left(DurableFixture fixture) =>
        (await fixture.Stores.Records<ExpressStart>().List("", null, 10, default)).Items.Select(static s => s.Arn);
}
