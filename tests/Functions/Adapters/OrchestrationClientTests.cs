using DurableTask.Core.Exceptions;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Moq;
using Xunit;

namespace FunctionsAsl.Functions.Adapters;

public sealed class OrchestrationClientTests
{
    private const string Id = "instance";

    private readonly Mock<DurableTaskClient> _durable = new(MockBehavior.Strict, "test");
    private readonly OrchestrationClient _client = new();

    public OrchestrationClientTests() => _client.Use(_durable.Object);

    public static TheoryData<Exception> AlreadyThere => new(new OrchestrationAlreadyExistsException(), Rpc(StatusCode.AlreadyExists));

    [Fact]
    public async Task Without_an_invocation_there_is_no_client()
    {
        InvalidOperationException thrown =
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await new OrchestrationClient().Send(Id, "{}", default));
        Assert.Equal("No function with a durable client has run in this process yet.", thrown.Message);
    }

    [Fact]
    public async Task It_starts_the_orchestrator_with_the_id_and_the_packed_input()
    {
        string input = $$"""{"text":"{{new string('x', 10_000)}}"}""";
        JsonText asked = default;
        _durable
            .Setup(d => d.ScheduleNewOrchestrationInstanceAsync(
                ExecutionOrchestrator.Name, It.IsAny<object>(), new StartOrchestrationOptions(Id, null), default))
            .Callback((TaskName _, object? text, StartOrchestrationOptions? _, CancellationToken _) => asked = (JsonText)text!)
            .ReturnsAsync(Id);
        await _client.Start(Id, input, default);
        Assert.InRange(asked.Text.Length, 1, input.Length / 10);
        Assert.Equal(input, Envelope.Open(asked.Text));
    }

    [Theory]
    [MemberData(nameof(AlreadyThere))]
    public async Task What_runs_already_needs_no_start(Exception refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        StartThrows(refusal);
        await _client.Start(Id, "{}", default);
        _durable.VerifyAll();
    }

    [Fact]
    public async Task A_start_that_failed_is_a_failure()
    {
        StartThrows(Rpc(StatusCode.Unavailable));
        await Assert.ThrowsAsync<RpcException>(async () => await _client.Start(Id, "{}", default));
    }

    [Fact]
    public async Task A_message_is_an_event()
    {
        _durable.Setup(d => d.RaiseEventAsync(Id, "message", new JsonText("{}"), default)).Returns(Task.CompletedTask);
        await _client.Send(Id, "{}", default);
        _durable.VerifyAll();
    }

    [Fact]
    public async Task A_message_to_what_is_over_or_not_there_is_dropped()
    {
        _durable.Setup(d => d.RaiseEventAsync(Id, "message", It.IsAny<object>(), default)).ThrowsAsync(Rpc(StatusCode.Unknown));
        Finds(null);
        await _client.Send(Id, "{}", default);
        Finds(Instance(OrchestrationRuntimeStatus.Completed));
        await _client.Send(Id, "{}", default);

        // Whoever runs must get it: the sender tries again.
        Finds(Instance(OrchestrationRuntimeStatus.Running));
        await Assert.ThrowsAsync<RpcException>(async () => await _client.Send(Id, "{}", default));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, OrchestrationStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Running, OrchestrationStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, OrchestrationStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed, OrchestrationStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed, OrchestrationStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, OrchestrationStatus.Terminated)]
    public async Task An_instance_is_found_with_its_status(OrchestrationRuntimeStatus status, OrchestrationStatus expected)
    {
        Finds(Instance(status));
        Assert.Equal(
            new OrchestrationInstance(
                expected, "custom", status == OrchestrationRuntimeStatus.Failed ? "System.FormatException: no" : null),
            await _client.Find(Id, default));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        Finds(null);
        Assert.Null(await _client.Find(Id, default));
    }

    private static OrchestrationMetadata Instance(OrchestrationRuntimeStatus status) => new(ExecutionOrchestrator.Name, Id)
    {
        RuntimeStatus = status,
        DataConverter = JsonDataConverter.Default,
        SerializedCustomStatus = "\"custom\"",
        FailureDetails = status == OrchestrationRuntimeStatus.Failed
            ? new TaskFailureDetails("System.FormatException", "no", null, null, null)
            : null,
    };

    private static RpcException Rpc(StatusCode status) => new(new Status(status, ""));

    private void Finds(OrchestrationMetadata? found) => _durable.Setup(d => d.GetInstanceAsync(Id, true, default)).ReturnsAsync(found);

    private void StartThrows(Exception e) => _durable
        .Setup(d => d.ScheduleNewOrchestrationInstanceAsync(
            It.IsAny<TaskName>(), It.IsAny<object>(), It.IsAny<StartOrchestrationOptions>(), default))
        .ThrowsAsync(e);
}
