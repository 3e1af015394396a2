using System.Collections.Immutable;
using System.Text;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Protocol;
using Xunit;

namespace FunctionsAsl.Unit.Service;

/// <summary>The service over a fake engine, at a fixed time, with a definition check that the test decides.</summary>
internal sealed class ServiceFixture
{
    public const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    public const string Role = "arn:aws:iam::123456789012:role/r";
    public const string Definition = """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""";

    public ServiceFixture()
    {
        Clock = new FixedClock();
        var options = new ServiceOptions { Clock = Clock, Randomness = Luck, ReportFailure = (operation, e) => Failures.Add((operation, e)) };
        Service = new StepFunctionsService(Engine, Engine, options, (_, _) => (null, Diagnostics));
    }

    public FakeEngine Engine { get; } = new();

    public FixedClock Clock { get; }

    public FixedDraw Luck { get; } = new();

    public StepFunctionsService Service { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; set; } = [];

    public List<(string Operation, Exception Error)> Failures { get; } = [];

    public async Task<ApiResponse> Invoke(string operation, string body) =>
        await Service.InvokeAsync("AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(body), CancellationToken.None);

    /// <summary>Calls an operation that must succeed.</summary>
    public async Task<string> Call(string operation, string body)
    {
        ApiResponse response = await Invoke(operation, body);
        string text = Encoding.UTF8.GetString(response.Body.Span);
        Assert.True(response.Status == 200, text);
        return text;
    }

    /// <summary>Calls an operation that must be refused with 400: exception name and text.</summary>
    public async Task<(string Type, string Message)> Refuse(string operation, string body)
    {
        ApiResponse response = await Invoke(operation, body);
        Assert.Equal(400, response.Status);
        JsonMap o = Assert.IsType<JsonMap>(JsonAny.Parse(response.Body.Span));
        Assert.Equal(response.ErrorType, ((JsonString)o["__type"]!).Value);
        return (response.ErrorType!, (o["message"] as JsonString)?.Value ?? "");
    }

    public Task<string> CreateMachine(string name, string more = "") => Call("CreateStateMachine", Machine(name, more));

    public Task<string> Start(string name, string input = "{}") => Call(
        "StartExecution", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m","name":"{{name}}","input":{{new JsonString(input)}}}""");

    public static string Machine(string name, string more = "") =>
        $$"""{"name":"{{name}}","definition":{{new JsonString(Definition)}},"roleArn":"{{Role}}"{{more}}}""";

    public static JsonMap Parse(string text) => (JsonMap)JsonAny.Parse(text);

    internal sealed class FixedDraw : Randomness
    {
        public int Value { get; set; }

        public override int Percent() => Value;
    }

    internal sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_790_244_738_799);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
