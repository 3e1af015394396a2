using System.Collections.Immutable;
using System.Text.Json;
using FunctionsAsl.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>What the build tells the Functions host of the app's functions: who may call them, by what.</summary>
public sealed class FunctionMetadataTests
{
    [Fact]
    public async Task The_host_is_told_of_these_functions()
    {
        IEnumerable<string> functions = (await Functions()).Select(static f => $"{f.Name}: {Trigger(f)}").Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "asl-advance: activityTrigger",
                "asl-console: httpTrigger Anonymous get,head,put,post,delete console/{*path}",
                "asl-execution: orchestrationTrigger",
                "asl-express: queueTrigger asl-express",
                "asl-health: httpTrigger Anonymous get,head health",
                "asl-http: httpTrigger Function get,head,put,post,delete {*path}",
                "asl-queue: queueTrigger %ASL_START_QUEUE%",
                "asl-save: activityTrigger",
                "asl-schedules: timerTrigger 0 * * * * *",
                "asl-sweep: timerTrigger 0 */5 * * * *",
                "asl-task: activityTrigger",
            ],
            functions);
    }

    [Theory]
    [InlineData("""{"Rules":[{"Name":"r","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(1 day)"}]}""", true)]
    [InlineData("""{"Rules":[{"Name":"r","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","Queue":"q"}]}""", false)]
    [InlineData("{", false)]
    [InlineData(null, false)]
    public async Task A_timer_wakes_the_app_every_minute_where_a_rule_has_a_schedule(string? rules, bool isThere)
    {
        List<IFunctionMetadata> functions = [.. await Functions()];
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ASL_STARTS", rules)]).Build();
        new NeededFunctions(configuration).Transform(functions);
        Assert.Equal(isThere, functions.Exists(static f => f.Name == "asl-schedules"));
        Assert.Equal((await Functions()).Length - (isThere ? 0 : 1), functions.Count);
    }

    [Fact]
    public async Task Only_what_the_author_wrote_can_be_called_by_Task_states()
    {
        var receipt = new DefaultFunctionMetadata
        {
            Name = "WriteReceipt",
            RawBindings = ["""{"name":"order","direction":"In","type":"activityTrigger","dataType":"String"}"""],
        };
        Assert.Equal("WriteReceipt", Assert.Single(AuthoredFunctions.In((await Functions()).Add(receipt))));
    }

    [Fact]
    public async Task Whatever_reaches_the_storage_has_a_durable_client()
    {
        IEnumerable<string> without = (await Functions())
            .Where(static f => !f.RawBindings!.Any(static b => b.Contains("\"durableClient\"", StringComparison.Ordinal)))
            .Select(static f => f.Name!);
        Assert.Equal(["asl-execution", "asl-health"], without.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("asl-http")]
    [InlineData("asl-console")]
    public async Task Every_method_that_a_route_answers_to_reaches_it(string function)
    {
        IFunctionMetadata any = (await Functions()).Single(f => f.Name == function);
        string[] methods = Trigger(any).Split(' ')[2].Split(',');
        Assert.All(TestApp.Create().Routes.All, route => Assert.Contains(route.Method.ToLowerInvariant(), methods));
    }

    private static Task<ImmutableArray<IFunctionMetadata>> Functions() =>
        new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("");

    private static string Trigger(IFunctionMetadata function)
    {
        JsonElement trigger = function.RawBindings!
            .Select(static binding => JsonDocument.Parse(binding).RootElement)
            .Single(static binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal));
        IEnumerable<string> parts = new[] { "type", "authLevel", "methods", "route", "schedule", "queueName" }
            .Where(name => trigger.TryGetProperty(name, out _))
            .Select(name => trigger.GetProperty(name))
            .Select(static value => value.ValueKind == JsonValueKind.Array
                ? string.Join(',', value.EnumerateArray().Select(static item => item.GetString()))
                : value.GetString()!);
        return string.Join(' ', parts);
    }
}
