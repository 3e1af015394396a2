using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Samples;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

/// <summary>The samples' files of rules, as they lie in the repository.</summary>
public sealed class SampleStartTests
{
    [Fact]
    public async Task An_order_is_started_by_an_event_and_by_a_message()
    {
        await using InProcessService service = await Create("order");
        RuleStarts starts = Open(service, "order");
        string order = Sample.Input("order").ToString();
        string byEvent = await Post(service, starts, "{\"id\":\"1\",\"source\":\"shop\",\"detail-type\":\"OrderPlaced\",\"detail\":" + order + "}");
        Assert.Contains(":execution:order:placed-1\"", byEvent, StringComparison.Ordinal);
        StartRule queued = starts.Rules.Single(static rule => rule.Queue == "orders");
        Assert.EndsWith(":execution:order:queued-m", await starts.StartForMessageAsync(queued, "m", order, default), StringComparison.Ordinal);
        // What has no items is no order.
        Assert.Contains(
            "\"Starts\":[]",
            await Post(service, starts, """{"source":"shop","detail-type":"OrderPlaced","detail":{"items":[]}}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_is_started_by_a_push_and_by_night()
    {
        await using InProcessService service = await Create("release");
        RuleStarts starts = Open(service, "release");
        string answer = await Post(
            service,
            starts,
            "{\"id\":\"1\",\"source\":\"git\",\"detail-type\":\"Push\",\"detail\":{\"branch\":\"main\",\"release\":" + Sample.Input("release") + "}}");
        Assert.Contains(":execution:release:pushed-1\"", answer, StringComparison.Ordinal);
        Assert.True(starts.Rules.Single(static rule => rule.Name == "nightly").IsScheduled);
    }

    private static RuleStarts Open(InProcessService service, string sample) =>
        new(service.Service, StartRules.Open(_ => Sample.FileOf(sample + ".starts.json")));

    private static async Task<InProcessService> Create(string sample)
    {
        InProcessService service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions());
        JsonMap create = JsonMap.Of(("name", sample), ("definition", Sample.Definition(sample)), ("roleArn", TaskFixture.Role));
        Assert.Equal(200, (await service.Service.InvokeAsync("AWSStepFunctions.CreateStateMachine", create.ToUtf8(), default)).Status);
        return service;
    }

    private static async Task<string> Post(InProcessService service, RuleStarts starts, string body)
    {
        HttpAnswer answer = await new Routes(service.Service, starts: starts).DispatchAsync(
            new HttpCall("POST", "/api/events", "", static _ => null, Encoding.UTF8.GetBytes(body)), default);
        Assert.Equal(200, answer.Status);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }
}
