using System.Net;
using System.Text;
using FunctionsAsl.Json;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.EndToEnd;

/// <summary>Whatever is sent, the server answers, goes on, and keeps its memory.</summary>
public sealed class BadInputTests(Server server, ITestOutputHelper output) : IClassFixture<Server>, IAsyncLifetime
{
    private const long MemoryLimit = 1024L * 1024 * 1024;
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    /// <summary>An operation, a body, and the refusal: its status and its name.</summary>
    public static TheoryData<string?, Body, int, string> Bodies { get; } = new()
    {
        { "CreateStateMachine", new("cut off", """{"name":"a","definit"""), 400, "SerializationException" },
        { "CreateStateMachine", new("100,000 brackets", new string('[', 100_000)), 400, "SerializationException" },
        { "CreateStateMachine", new("100,000 braces", Repeat("""{"a":""", 100_000)), 400, "SerializationException" },
        { "ListStateMachines", new("an array", "[]"), 400, "SerializationException" },
        { "ListStateMachines", new("two values", "{} {}"), 400, "SerializationException" },
        { "ListStateMachines", new("not UTF-8", [0x7B, 0x22, 0xFF, 0xC0, 0x80, 0x22, 0x3A, 0x31, 0x7D]), 400, "SerializationException" },
        { "ListStateMachines", new("zeros", new byte[10_000]), 400, "SerializationException" },
        { "ListStateMachines", new("3 MiB", new byte[3 * 1024 * 1024]), 413, "RequestEntityTooLargeException" },
        { "ListStateMachines", new("a text for a number", """{"maxResults":"7"}"""), 400, "SerializationException" },
        { "ListStateMachines", new("a huge number", """{"maxResults":1e999999}"""), 400, "SerializationException" },
        { "ListStateMachines", new("a long number", $$"""{"maxResults":{{new string('9', 100_000)}} }"""), 400, "SerializationException" },
        { "DescribeExecution", new("a number for a text", """{"executionArn":7}"""), 400, "SerializationException" },
        { "DescribeExecution", new("nothing", ""), 400, "ValidationException" },
        { "DescribeExecution", new("a bad ARN", """{"executionArn":"arn:aws:states:::::::"}"""), 400, "InvalidArn" },
        { "DescribeExecution", new("a long ARN", $$"""{"executionArn":"{{new string('a', 300)}}"}"""), 400, "ValidationException" },
        { "DescribeExecution", new("another's ARN", $$"""{"executionArn":"{{Api.Account}}:stateMachine:x"}"""), 400, "InvalidArn" },
        { "CreateStateMachine", Create("x", new string(' ', 1024 * 1024 + 1)), 400, "ValidationException" },
        { "CreateStateMachine", Create("x", new string('[', 100_000)), 400, "InvalidDefinition" },
        { "CreateStateMachine", Create("x", "{\"StartAt\":\"\ud800\""), 400, "InvalidDefinition" },
        { "CreateStateMachine", Create("x", Pass.Replace("\"P\"", "\"\\ud83\"", StringComparison.Ordinal)), 400, "InvalidDefinition" },
        { "CreateStateMachine", Create("bad name", Pass), 400, "InvalidName" },
        { "CreateStateMachine", Create("\\ud800", Pass), 400, "InvalidName" },
        { "CreateStateMachine", Create("x", Nested(400)), 400, "InvalidDefinition" },
        { "StartExecution", Start(new string(' ', 256 * 1024 + 1)), 400, "ValidationException" },
        { "StartExecution", Start(new string('[', 100_000)), 400, "InvalidExecutionInput" },
        { "StartExecution", Start("\\\"\\\\ud83\\\""), 400, "InvalidExecutionInput" },
        { "StartExecution", Start("{\\\"a\\\":"), 400, "InvalidExecutionInput" },
        { "SendTaskSuccess", new("a long token", $$"""{"taskToken":"{{new string('t', 2049)}}","output":"1"}"""), 400,
            "ValidationException" },
        { "SendTaskSuccess", new("a made-up token", """{"taskToken":"////","output":"1"}"""), 400, "InvalidToken" },
        { "NoSuchOperation", new("nothing", "{}"), 400, "UnknownOperationException" },
        { "listStateMachines", new("small letters", "{}"), 400, "UnknownOperationException" },
        { null, new("no target", "{}"), 400, "UnknownOperationException" },
    };

    /// <summary>Text that is no HTTP, or not the best, and how its answer begins.</summary>
    public static TheoryData<string, string, string> Texts { get; } = new()
    {
        { "no HTTP", "nonsense\r\n\r\n", "HTTP/1.1 400" },
        { "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n", "HTTP/1.1 400" },
        { "a header of 100 KB", $"GET /health HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 100_000)}\r\n\r\n", "HTTP/1.1 431" },
        { "many headers", $"GET /health HTTP/1.1\r\nHost: localhost\r\n{Repeat("X: 1\r\n", 1000)}\r\n", "HTTP/1.1 431" },
        { "a long path", $"GET /{new string('x', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 414" },
        { "many segments", $"GET {new string('/', 7000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 404" },
        { "a path that is not encoded well", "GET /api/state-machines/%ZZ%FF%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 4" },
        { "a negative length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400" },
        { "a length of letters", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 400" },
        { "a bad chunk", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "HTTP/1.1 400" },
        { "no host", "GET /health HTTP/1.1\r\n\r\n", "HTTP/1.1 400" },
        { "another's host", "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 403" },
        { "another's page", "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n", "HTTP/1.1 403" },
        { "another method", "BREW /health HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 405" },
        { "a whole address", "GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200" },
        { "HTTP/1.0", "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200" },
    };

    public async Task InitializeAsync()
    {
        using Api api = server.Connect();
        await api.CreateAsync("alive", Pass);
    }

    /// <summary>After each test the server still does its work.</summary>
    public async Task DisposeAsync()
    {
        using Api api = server.Connect();
        string execution = await api.StartAsync($"{Api.Account}:stateMachine:alive", $"{Guid.NewGuid()}", "1");
        Assert.Equal("1", (await api.WhenEndedAsync(execution)).Text("output"));
        long memory = server.Memory;
        output.WriteLine($"memory {memory / 1024 / 1024} MiB");
        Assert.InRange(memory, 1, MemoryLimit);
        Assert.DoesNotContain(" error ", server.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_request_is_refused_by_name(string? operation, Body body, int status, string error)
    {
        using Api api = server.Connect();

        (HttpStatusCode answered, JsonMap answer) = await api.SendAsync(operation, body.Bytes);

        Assert.Equal((status, error), ((int)answered, answer.Text("__type")));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Bad_HTTP_is_answered_all_the_same(string name, string text, string expected)
    {
        using var connection = new RawConnection(server.Endpoint);

        await connection.SendAsync(text);

        Assert.StartsWith(expected, await connection.ReadStatusAsync(), StringComparison.Ordinal);
        output.WriteLine(name);
    }

    [Fact]
    public async Task Half_requests_and_many_connections_hold_nobody_up()
    {
        RawConnection[] connections = [.. Enumerable.Range(0, 500).Select(_ => new RawConnection(server.Endpoint))];
        try
        {
            for (int i = 0; i < connections.Length; i++)
            {
                await connections[i].SendAsync((i % 4) switch
                {
                    0 => "",
                    1 => "POST / HT",
                    2 => "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListSt",
                    _ => "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n{\"name\":",
                });
            }

            using Api api = server.Connect();
            Assert.NotNull((await api.CallAsync("ListStateMachines"))["stateMachines"]);
        }
        finally
        {
            foreach (RawConnection connection in connections)
            {
                connection.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_request_may_come_byte_by_byte()
    {
        using var connection = new RawConnection(server.Endpoint);

        const string Request = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListActivities\r\n"
            + "Content-Length: 2\r\n\r\n{}";
        foreach (char c in Request)
        {
            await connection.SendAsync(c.ToString());
        }

        Assert.Equal("HTTP/1.1 200 OK", await connection.ReadStatusAsync());
    }

    [Fact]
    public async Task Random_changes_to_good_requests_are_no_failures_of_the_service()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        using Api api = server.Connect();
        (string Operation, byte[] Body)[] good =
        [
            ("CreateStateMachine", Create("fuzz", Pass).Bytes),
            ("ValidateStateMachineDefinition", Create("fuzz", Pass).Bytes),
            ("StartExecution", Start("{\\\"a\\\":[1,2.5e3,\\\"\\u00fc\\\"]}").Bytes),
            ("ListExecutions", Encoding.UTF8.GetBytes($$"""{"stateMachineArn":"{{Api.Account}}:stateMachine:alive","maxResults":5}""")),
            ("TagResource", Encoding.UTF8.GetBytes(
                $$"""{"resourceArn":"{{Api.Account}}:stateMachine:alive","tags":[{"key":"k","value":"v"}]}""")),
        ];
        for (int i = 0; i < 2000; i++)
        {
            (string operation, byte[] body) = good[random.Next(good.Length)];
            byte[] changed = [.. body];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            (HttpStatusCode status, JsonMap answer) = await api.SendAsync(operation, changed);
            Assert.True((int)status < 500, $"seed {Seed}: {operation} {Encoding.UTF8.GetString(changed)}: {answer}");
        }
    }

    [Theory]
    [InlineData("endless", """
        {"StartAt":"A","States":{
          "A":{"Type":"Choice","Choices":[{"Variable":"$.z","IsPresent":false,"Next":"A"}],"Default":"Z"},
          "Z":{"Type":"Succeed"}}}
        """, "States.Runtime")]
    [InlineData("grows", """
        {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"$","b.$":"$","c":"0123456789abcdef"},"Next":"B"},
          "B":{"Type":"Choice","Choices":[{"Variable":"$.z","IsPresent":true,"Next":"Z"}],"Default":"A"},"Z":{"Type":"Succeed"}}}
        """, "States.DataLimitExceeded")]
    [InlineData("many", """
        {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"States.ArrayRange(1, 1000000000, 1)"},"End":true}}}
        """, "States.Runtime")]
    [InlineData("wide", """
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{
          "StartAt":"N","States":{"N":{"Type":"Map","ItemsPath":"$$.Execution.Input.items","End":true,"ItemProcessor":{
            "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}}}}
        """, "States.Runtime")]
    public async Task A_workflow_that_eats_all_it_can_fails(string name, string definition, string error)
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync(name, definition);
        string input = $$"""{"items":[{{string.Join(',', Enumerable.Repeat("{}", 1000))}}]}""";

        JsonMap ended = await api.WhenEndedAsync(await api.StartAsync(machine, "e", input));

        Assert.Equal("FAILED", ended.Text("status"));
        Assert.Equal(error, ended.Text("error"));
        output.WriteLine($"{ended["cause"]}");
    }

    [Fact]
    public async Task Odd_texts_come_out_as_they_went_in()
    {
        using Api api = server.Connect();
        string machine = await api.CreateAsync("odd", Pass);
        const string Odd = """{"a":"\ud83c\udf0d \u0000 \uffff é 🌍","b":1.10,"c":1e5,"d":123456789012345678901234567890}""";

        JsonMap ended = await api.WhenEndedAsync(await api.StartAsync(machine, "odd", Odd));

        Assert.Equal(("SUCCEEDED", Odd), (ended.Text("status"), ended.Text("input")));
        Assert.Contains("123456789012345678901234567890", ended.Text("output"), StringComparison.Ordinal);
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Nested(int depth) =>
        Repeat("""{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[""", depth) + Pass
        + Repeat("]}}}", depth);

    private static Body Create(string name, string definition) => new(
        $"name {name}, definition of {definition.Length}: {definition[..Math.Min(definition.Length, 20)]}",
        $$"""{"name":"{{name}}","roleArn":"{{Api.Role}}","definition":{{new JsonString(definition)}}}""");

    /// <param name="input">As it stands in the request: escaped already.</param>
    private static Body Start(string input) => new(
        $"input of {input.Length}: {input[..Math.Min(input.Length, 20)]}",
        $$"""{"stateMachineArn":"{{Api.Account}}:stateMachine:alive","input":"{{input}}"}""");

    /// <summary>A request body with a name for the list of tests.</summary>
    public sealed record Body(string Name, byte[] Bytes)
    {
        public Body(string name, string text)
            : this(name, Encoding.UTF8.GetBytes(text))
        {
        }

        public override string ToString() => Name;
    }
}
