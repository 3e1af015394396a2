using System.Text.Json;
using Azure.Storage.Queues.Models;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Starts;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>Messages of the queue that <c>ASL_START_QUEUE</c> names.</summary>
public sealed class QueueStartTests
{
    private const string Rules =
        """
        {"Rules":[
        {"Name":"first","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"orders"},
        {"Name":"second","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"orders","InputPath":"$.n"},
        {"Name":"other","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"refunds"}]}
        """;

    private readonly TestApp _app = TestApp.Create();

    [Fact]
    public async Task A_message_starts_the_machine_of_each_rule_once()
    {
        await _app.Call("PUT", "/api/state-machines/m", ExecutionTests.Pass);
        for (int i = 0; i < 2; i++)
        {
            await Trigger("orders").Run(Message("""{"n":1}"""), _app.Durable, default);
        }

        Assert.Equal("""{"n":1}""", await Input("first-m-1"));
        Assert.Equal("1", await Input("second-m-1"));
        Assert.Equal(2, await Count());
        Assert.Empty(_app.Failures);
    }

    [Fact]
    public async Task A_message_that_cannot_start_fails_so_that_the_host_keeps_it()
    {
        await _app.Call("PUT", "/api/state-machines/m", ExecutionTests.Pass);
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => Trigger("orders").Run(Message("no JSON"), _app.Durable, default));
        Assert.Equal("InvalidExecutionInput", refusal.Type);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_queue_that_no_rule_names_is_told()
    {
        SettingException refusal = await Assert.ThrowsAsync<SettingException>(() => Trigger("none").Run(Message("{}"), _app.Durable, default));
        Assert.Equal("No rule of ASL_STARTS has the Queue 'none', which ASL_START_QUEUE names.", refusal.Message);
    }

    private QueueStartTrigger Trigger(string queue) => new(
        new RuleStarts(_app.Service.Service, StartRules.Open(static _ => Rules)),
        _app.Client,
        new ConfigurationBuilder().AddInMemoryCollection([new(QueueStartTrigger.QueueSetting, queue)]).Build());

    private async Task<int> Count()
    {
        using var listed = JsonDocument.Parse(await _app.Call("GET", "/api/executions?stateMachine=m"));
        return listed.RootElement.GetProperty("executions").GetArrayLength();
    }

    private async Task<string?> Input(string execution)
    {
        using var shown = JsonDocument.Parse(await _app.Call("GET", "/api/executions/m/" + execution));
        return shown.RootElement.GetProperty("input").GetString();
    }

    private static QueueMessage Message(string body) => QueuesModelFactory.QueueMessage("m-1", "receipt", body, 1);
}
