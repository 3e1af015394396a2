using System.Net;
using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

public sealed class LambdaEndpointTests
{
    private const string Invoke = "arn:aws:states:::lambda:invoke";

    private static TaskFixture With(Endpoint endpoint) =>
        new(o => o with { Lambda = new LambdaEndpoint(new HttpClient(endpoint), new Uri("http://127.0.0.1:3001/")) });

    [Fact]
    public async Task A_call_is_made_as_by_the_Invoke_API()
    {
        var endpoint = new Endpoint((_, _) => Answer(
            200, "[1.50]", ("X-Amz-Executed-Version", "7"), ("x-amzn-RequestId", "rid"), ("X-Amz-Log-Result", "bG9n")));
        await using TaskFixture fixture = With(endpoint);
        var output = (JsonMap)Output(await fixture.Run(Machine(
            Invoke,
            """{"FunctionName":"f g:PROD","Payload":{"é":1.0},"LogType":"Tail","ClientContext":"e30=","InvocationType":"RequestResponse"}""")));
        Assert.Equal("POST http://127.0.0.1:3001/2015-03-31/functions/f%20g/invocations?Qualifier=PROD", endpoint.Line);
        Assert.Equal("""{"é":1.0}""", endpoint.Body);
        Assert.Equal(
            ["X-Amz-Client-Context: e30=", "X-Amz-Invocation-Type: RequestResponse", "X-Amz-Log-Type: Tail"], endpoint.Headers.Order());
        Assert.Equal("[1.50]", output["Payload"]!.ToString());
        Assert.Equal(("7", "bG9n"), (Text(output, "ExecutedVersion"), Text(output, "LogResult")));
        Assert.Equal("rid", Text(output["SdkResponseMetadata"], "RequestId"));
    }

    [Fact]
    public async Task Query_and_password_of_the_endpoint_go_with_every_call()
    {
        var endpoint = new Endpoint((_, _) => Answer(200, "1"));
        await using var fixture = new TaskFixture(o => o with
        {
            Lambda = new LambdaEndpoint(new HttpClient(endpoint), new Uri("http://u%40:p%3A@127.0.0.1:3001/base/?code=a%2Bb&x=1")),
        });
        await fixture.Run(Machine(Invoke, """{"FunctionName":"f:PROD"}"""));
        Assert.Equal("POST http://127.0.0.1:3001/base/2015-03-31/functions/f/invocations?Qualifier=PROD&code=a%2Bb&x=1", endpoint.Line);
        Assert.Contains("Authorization: Basic " + Convert.ToBase64String("u@:p:"u8), endpoint.Headers);
    }

    [Theory]
    [InlineData("""e30=\r\nX-Injected: 1""")]
    [InlineData("""e30=\n""")]
    [InlineData("é")]
    public async Task A_client_context_that_is_no_header_is_refused(string context)
    {
        var endpoint = new Endpoint((_, _) => Answer(200, "{}"));
        await using TaskFixture fixture = With(endpoint);
        string arguments = $$"""{"FunctionName":"f","ClientContext":"{{context}}"}""";
        Assert.Contains("InvalidRequestContentException", (await fixture.Run(Machine(Invoke, arguments))).ToString());
        Assert.Null(endpoint.Line);
    }

    [Fact]
    public async Task The_length_is_that_of_the_answer_as_it_was_written()
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) => Answer(200, "[1, 2]\n")));
        var output = (JsonMap)Output(await fixture.Run(Machine(Invoke, """{"FunctionName":"f"}""")));
        Assert.Equal("[1,2]", output["Payload"]!.ToString());
        Assert.Equal("7", Text(((JsonMap)output["SdkHttpMetadata"]!)["HttpHeaders"], "Content-Length"));
    }

    // As JSON.stringify of Node writes a text that was cut within an emoji.
    [Fact]
    public async Task An_answer_may_hold_half_a_surrogate_pair()
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) => Answer(200, """{"a":"caf\ud83d","b":1}""")));
        Assert.Equal("{\"a\":\"caf\uFFFD\",\"b\":1}", Output(await fixture.Run(Machine(Function("f")))).ToString());
    }

    [Fact]
    public async Task A_function_without_a_result_gives_null()
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) => Answer(200, "")));
        Assert.Equal("null", Output(await fixture.Run(Machine(Function("f")))).ToString());
    }

    // faults.md L18, measured on AWS.
    [Theory]
    [InlineData("\"", "arn:aws:lambda:us-east-1:123456789012:function:f", "")]
    [InlineData("", "arn:aws:lambda:us-east-1:123456789012:function:f", "")]
    [InlineData("", Invoke, """{"FunctionName":"f"}""")]
    public async Task A_result_that_is_too_large_is_that_whether_it_is_JSON_or_not(string quote, string resource, string parameters)
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) => Answer(200, quote + new string('x', 262_145) + quote)));
        Assert.Equal("States.DataLimitExceeded", Text(await fixture.Run(Machine(resource, parameters)), "error"));
    }

    [Fact]
    public async Task An_event_is_accepted_without_a_result()
    {
        var endpoint = new Endpoint((_, _) => Answer(202, ""));
        await using TaskFixture fixture = With(endpoint);
        var output = (JsonMap)Output(await fixture.Run(Machine(Invoke, """{"FunctionName":"f","InvocationType":"Event"}""")));
        Assert.Equal("202", output["StatusCode"]!.ToString());
        Assert.Contains("X-Amz-Invocation-Type: Event", endpoint.Headers);
    }

    private const string Spaced = """{"errorMessage": "boom", "errorType": "ValueError", "stackTrace": []}""";
    private const string Killed = """{"errorMessage":"RequestId: 1 Error: Runtime exited"}""";

    public static TheoryData<string, int, string, string?, string, string> Errors => new()
    {
        { Function("f"), 200, Spaced, "Unhandled", "ValueError", Spaced },
        { Invoke, 200, Spaced, "Unhandled", "ValueError", """{"errorMessage":"boom","errorType":"ValueError","stackTrace":[]}""" },
        { Invoke, 200, """{"errorType":"Sandbox.Timedout"}""", "Unhandled", "Sandbox.Timedout", """{"errorType":"Sandbox.Timedout"}""" },
        {
            Invoke, 200, Killed, "Unhandled", "Lambda.Unknown",
            "The cause could not be determined because Lambda did not return an error type. Returned payload: " + Killed
        },
        {
            Function("f"), 200, "segfault", "Unhandled", "Lambda.Unknown",
            "The cause could not be determined because Lambda did not return an error type. Returned payload: segfault"
        },
        { Function("f"), 200, "<html>", null, "Lambda.Unknown", "The function's result is not JSON: <html>" },
        {
            Invoke, 429, """{"Type":"User","Message":"Rate Exceeded."}""", null, "Lambda.TooManyRequestsException",
            "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: "
        },
        { Invoke, 500, "", null, "Lambda.ServiceException", " (Service: AWSLambda; Status Code: 500; Error Code: ServiceException; " },
        { Invoke, 503, "<down>", null, "Lambda.ServiceException", "<down> (Service: AWSLambda; Status Code: 503; " },
        { Invoke, 404, """{"message":"no such function"}""", null, "Lambda.ResourceNotFoundException", "no such function (Service: " },
        {
            Invoke, 400, """{"__type":"com.amazonaws#InvalidRuntimeException","Message":"m"}""", null,
            "Lambda.InvalidRuntimeException", "m (Service: "
        },
        { Invoke, 400, "{}", null, "Lambda.InvalidRequestContentException", "{} (Service: " },
        { Invoke, 403, "{}", null, "Lambda.AccessDeniedException", "{} (Service: " },
        { Invoke, 413, "{}", null, "Lambda.RequestTooLargeException", "{} (Service: " },
        { Invoke, 302, "", null, "Lambda.AWSLambdaException", " (Service: AWSLambda; Status Code: 302; " },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Errors_have_the_names_and_words_of_AWS(
        string resource, int status, string body, string? functionError, string error, string causeStart)
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) =>
            functionError is null ? Answer(status, body) : Answer(status, body, ("X-Amz-Function-Error", functionError))));
        JsonMap described = await fixture.Run(Machine(resource, resource == Invoke ? """{"FunctionName":"f"}""" : ""));
        Assert.Equal(error, Text(described, "error"));
        Assert.StartsWith(causeStart, Text(described, "cause"), StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task The_error_type_in_the_header_counts_first()
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) =>
            Answer(502, "{}", ("X-Amzn-ErrorType", "EC2ThrottledException:http://internal.amazon.com/coral/"))));
        Assert.Equal("Lambda.EC2ThrottledException", Text(await fixture.Run(Machine(Function("f"))), "error"));
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_is_an_SDK_error()
    {
        await using TaskFixture fixture = With(new Endpoint((_, _) => throw new HttpRequestException("Connection refused")));
        JsonMap described = await fixture.Run(Machine(Function("f")));
        Assert.Equal("Lambda.SdkClientException", Text(described, "error"));
        Assert.Equal("Unable to execute HTTP request: Connect to 127.0.0.1:3001 failed: Connection refused", Text(described, "cause"));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_in_the_client_s_time_fails_the_task()
    {
        // As HttpClient ends a call whose time is up.
        await using TaskFixture fixture = With(new Endpoint((_, _) => throw new TaskCanceledException("Too late.", new TimeoutException())));
        Assert.Equal("Lambda.ClientExecutionTimeoutException", Text(await fixture.Run(Machine(Function("f"))), "error"));
    }

    [Fact]
    public async Task A_call_is_given_up_when_the_task_times_out()
    {
        var cancelled = new TaskCompletionSource();
        await using TaskFixture fixture = With(new Endpoint(async (_, cancel) =>
        {
            cancel.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            throw new InvalidOperationException();
        }));
        await fixture.Create("m", Machine(Function("f"), more: "\"TimeoutSeconds\":3,"));
        Assert.Equal("States.Timeout", Text(await fixture.EndInTime(await fixture.Start("m")), "error"));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_larger_than_functions_may_give_is_not_read_into_memory(bool saysSo)
    {
        var stream = new EndlessStream();
        await using TaskFixture fixture = With(new Endpoint((_, _) =>
        {
            var content = new StreamContent(stream);
            content.Headers.ContentLength = saysSo ? 100_000_000 : null;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }));
        Assert.Equal("Function.ResponseSizeTooLarge", Text(await fixture.Run(Machine(Function("f"))), "error"));
        Assert.InRange(stream.Given, 0, 7 * 1024 * 1024);
    }

    [Fact]
    public async Task A_handler_of_this_host_comes_before_the_endpoint()
    {
        var endpoint = new Endpoint((_, _) => Answer(200, "1"));
        await using TaskFixture fixture = new(o => o with
        {
            Handlers = new TaskHandlers().Add("f", (_, _) => new("here")),
            Lambda = new LambdaEndpoint(new HttpClient(endpoint), new Uri("http://127.0.0.1:3001")),
        });
        Assert.Equal("\"here\"", Output(await fixture.Run(Machine(Function("f")))).ToString());
        Assert.Null(endpoint.Line);
    }

    private static Task<HttpResponseMessage> Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.Add(name, value);
        }

        return Task.FromResult(response);
    }

    private sealed class Endpoint(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public string? Line { get; private set; }

        public string? Body { get; private set; }

        public string[] Headers { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Line = $"{request.Method} {request.RequestUri!.AbsoluteUri}";
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Headers = [.. request.Headers.Select(h => $"{h.Key}: {string.Join(',', h.Value)}")];
            return await answer(request, cancellationToken);
        }
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
