using System.Net;
using System.Text;
using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Support.EventStreams.EventFrames;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>Agents of Bedrock AgentCore, which answer with a stream of events.</summary>
public sealed class InvokeHarnessTests
{
    private const string Harness = "arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/h-0123456789";
    private const string Message = "\"Messages\":[{\"Role\":\"user\",\"Content\":[{\"Text\":\"Hi\"}]}]";
    private const string Arguments = "{\"HarnessArn\":\"" + Harness + "\"," + Message + ",\"RuntimeSessionId\":\"a-session-of-more-than-32-characters\",\"MaxIterations\":3}";

    private static readonly byte[][] Turns =
    [
        Event("messageStart", """{"role":"assistant"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"I look it up."}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":0}"""),
        Event("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"n"}}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{}"}}}"""),
        Event("messageStop", """{"stopReason":"tool_use"}"""),
        Event("metadata", """{"usage":{"inputTokens":10,"outputTokens":2,"totalTokens":12,"cacheReadInputTokens":7},"metrics":{"latencyMs":100}}"""),
        Event("messageStart", """{"role":"user"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"what the tool found"}}"""),
        Event("messageStop", """{"stopReason":"tool_result"}"""),
        Event("somethingNew", """{"a":1}"""),
        Event("messageStart", """{"role":"assistant"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"It is "}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"second"}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"Ä."}}"""),
        Event("messageStop", """{"stopReason":"end_turn"}"""),
        Event("metadata", """{"usage":{"inputTokens":30,"outputTokens":5,"totalTokens":35},"metrics":{"latencyMs":250}}"""),
    ];

    [Fact]
    public async Task The_last_message_and_the_sums_of_all_are_the_result()
    {
        var agent = new StreamingService([.. Turns.SelectMany(static t => t)]);
        JsonMap ended = await RunAsync(agent, Arguments);
        Assert.Equal(
            """{"Output":{"Message":{"Role":"assistant","Content":[{"Text":"It is Ä."},{"Text":"second"}]}},"StopReason":"end_turn","Usage":{"InputTokens":40,"OutputTokens":7,"TotalTokens":47},"Metrics":{"LatencyMs":350}}""",
            Text(ended, "output"));
        Assert.Equal($"POST http://aws.test:4566/harnesses/invoke?harnessArn={Uri.EscapeDataString(Harness)}", agent.Line);
        Assert.Equal("""{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"maxIterations":3}""", agent.Body);
        Assert.Equal("a-session-of-more-than-32-characters", agent.Session);
        Assert.Contains("/bedrock-agentcore/aws4_request", agent.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_made_up_where_none_is_given()
    {
        var agent = new StreamingService([.. Turns.SelectMany(static t => t)]);
        JsonMap ended = await RunAsync(agent, "{\"HarnessArn\":\"" + Harness + "\"," + Message + "}");
        Assert.Equal("SUCCEEDED", Text(ended, "status"));
        Assert.True(Guid.TryParse(agent.Session, out _), agent.Session);
    }

    [Fact]
    public async Task A_turn_that_ends_with_a_tool_has_no_text()
    {
        JsonMap ended = await RunAsync(
            new StreamingService([.. Event("messageStart", """{"role":"assistant"}"""), .. Event("messageStop", """{"stopReason":"tool_use"}""")]), Arguments);
        Assert.Equal(
            """{"Output":{"Message":{"Role":"assistant","Content":[]}},"StopReason":"tool_use","Usage":{"InputTokens":0,"OutputTokens":0,"TotalTokens":0},"Metrics":{"LatencyMs":0}}""",
            Text(ended, "output"));
    }

    public static TheoryData<byte[], string, string> Failures => new()
    {
        { Exception("validationException", """{"message":"no such model","reason":"FieldValidationFailed"}"""), "BedrockAgentCore.ValidationException", "no such model (Service: BedrockAgentCore, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)" },
        { Exception("internalServerException", """{"message":"oh"}"""), "BedrockAgentCore.InternalServerException", "oh (Service: BedrockAgentCore, Status Code: 500, Request ID: r-1) (SDK Attempt Count: 1)" },
        { Exception("runtimeClientError", """{"message":"oh"}"""), "BedrockAgentCore.RuntimeClientErrorException", "oh (Service: BedrockAgentCore, Status Code: 424, Request ID: r-1) (SDK Attempt Count: 1)" },
        { Exception("somethingNew", "no JSON"), "BedrockAgentCore.BedrockAgentCoreException", "no JSON (Service: BedrockAgentCore, Status Code: 500, Request ID: r-1) (SDK Attempt Count: 1)" },
        { Frame([], (":message-type", "error"), (":error-code", "Gone"), (":error-message", "m")), "BedrockAgentCore.BedrockAgentCoreException", "m (Service: BedrockAgentCore, Status Code: 500, Request ID: r-1) (SDK Attempt Count: 1)" },
        { Frame([], (":message-type", "event")), "BedrockAgentCore.SdkClientException", "The stream of events is broken: a message has no header :event-type." },
        { Frame([]), "BedrockAgentCore.SdkClientException", "The stream of events is broken: a message is neither an event nor an error." },
        { Event("metadata", """{"usage":{"inputTokens":-1},"metrics":{"latencyMs":1}}"""), "BedrockAgentCore.SdkClientException", "The stream of events is broken: inputTokens is no number that it could be." },
        { Event("messageStart", """{"role":"assistant"}"""), "BedrockAgentCore.SdkClientException", "The stream of events ended before the agent's message did." },
        { [], "BedrockAgentCore.SdkClientException", "The stream of events ended before the agent's message did." },
        { [1, 2, 3], "BedrockAgentCore.SdkClientException", "The stream of events ended within a message." },
        { [.. Event("messageStart", """{"role":"assistant"}"""), .. Event("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{new string('x', 262_145)}}}"}}""")], "States.DataLimitExceeded", "The agent's message has more than 262144 characters." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_stream_that_fails_fails_the_task(byte[] last, string error, string cause)
    {
        bool isWhole = last.Length > 3 && !cause.Contains("before", StringComparison.Ordinal);
        JsonMap ended = await RunAsync(new StreamingService(isWhole ? [.. Turns[0], .. last] : last), Arguments);
        Assert.Equal((error, cause), (Text(ended, "error"), Text(ended, "cause")));
    }

    [Fact]
    public async Task An_error_in_the_place_of_a_stream_fails_the_task()
    {
        JsonMap ended = await RunAsync(new StreamingService(Encoding.UTF8.GetBytes("""{"__type":"ThrottlingException","message":"slow"}"""), 429), Arguments);
        Assert.Equal(
            ("BedrockAgentCore.ThrottlingException", "slow (Service: BedrockAgentCore, Status Code: 429, Request ID: r-1) (SDK Attempt Count: 1)"),
            (Text(ended, "error"), Text(ended, "cause")));
    }

    [Theory]
    [InlineData("{}", "The field 'HarnessArn' is required but was missing")]
    [InlineData("{\"HarnessArn\":\"a\"}", "The field 'Messages' is required but was missing")]
    [InlineData("{\"harnessArn\":\"a\"}", "The field \"harnessArn\" is not supported by Step Functions")]
    public async Task Arguments_that_cannot_be_are_refused_before_the_call(string arguments, string problem)
    {
        var agent = new StreamingService([]);
        JsonMap ended = await RunAsync(agent, arguments);
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.Contains(problem, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Null(agent.Line);
    }

    /// <summary>After 15 minutes, whatever the state's time-out is.</summary>
    [Fact]
    public async Task An_agent_that_says_nothing_times_out()
    {
        var agent = new StreamingService(null);
        await using TaskFixture fixture = Fixture(agent);
        await fixture.Create("m", Machine("arn:aws:states:::bedrockagentcore:invokeHarness", Arguments, "\"TimeoutSeconds\":5000,"));
        string execution = await fixture.Start("m");
        await agent.Called.WaitAsync(TimeSpan.FromSeconds(60));
        fixture.Clock.Advance(TimeSpan.FromSeconds(901));
        JsonMap ended = await fixture.End(execution);
        Assert.Equal(("FAILED", "States.Timeout"), (Text(ended, "status"), Text(ended, "error")));
    }

    private static TaskFixture Fixture(HttpMessageHandler agent) => new(o => TaskIntegrations.AddTo(
        o, static name => name == "AWS_ENDPOINT_URL" ? "http://aws.test:4566" : null, own: null, new HttpClient(agent)));

    private static async Task<JsonMap> RunAsync(StreamingService agent, string arguments)
    {
        await using TaskFixture fixture = Fixture(agent);
        return await fixture.Run(Machine("arn:aws:states:::bedrockagentcore:invokeHarness", arguments));
    }

    /// <param name="stream">The answer; <see langword="null"/> for one that does not come.</param>
    private sealed class StreamingService(byte[]? stream, int status = 200) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        public string? Line { get; private set; }

        public string Body { get; private set; } = "";

        public string Session { get; private set; } = "";

        public string Authorization { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Line = $"{request.Method} {request.RequestUri}";
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Session = request.Headers.NonValidated["X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"].ToString();
            Authorization = request.Headers.NonValidated["Authorization"].ToString();
            _called.SetResult();
            if (stream is null)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(stream!) };
            response.Headers.TryAddWithoutValidation("x-amzn-RequestId", "r-1");
            return response;
        }
    }
}
