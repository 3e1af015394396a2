using FunctionsAsl.AwsApi.Signing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FunctionsAsl.Serving;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class HttpServerTests : IAsyncLifetime
{
    private const string Activity = """{"activityArn":"arn:aws:states:us-east-1:123456789012:activity:a"}""";
    private const string Host = "Host: localhost\r\n";
    private const string Target = Host + "X-Amz-Target: AWSStepFunctions.";

    private readonly StoppedClock _clock = new();
    private readonly InProcessService _service;
    private HttpServer _server = null!;

    public HttpServerTests() => _service = InProcessService.Create(
        new MemoryStore(), new TaskRunnerOptions { Service = new ServiceOptions { Clock = _clock } });

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync(new Routes(_service.Service), IPAddress.Loopback, 0, new AllowedHosts(["ours.test"]));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("GET /health HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("GET http://localhost/health?x=y HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("GET http://localhost HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("GET http://localhost?/health HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("GET /nothing HTTP/1.1\r\n" + Host + "\r\n", 404)]
    [InlineData("OPTIONS * HTTP/1.1\r\n" + Host + "\r\n", 404)]
    [InlineData("DELETE /health HTTP/1.1\r\n" + Host + "\r\n", 405)]
    [InlineData("POST / HTTP/1.1\r\n" + Target + "ListStateMachines\r\nContent-Length: 2\r\n\r\n{}", 200)]
    [InlineData("POST / HTTP/1.1\r\n" + Target + "ListStateMachines\r\nContent-Length: 2\r\n\r\n\u00ff}", 400)]
    [InlineData("POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("HEAD /health HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("HEAD /nothing HTTP/1.1\r\n" + Host + "\r\n", 404)]
    [InlineData("HEAD / HTTP/1.1\r\n" + Host + "\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: _x.evil.com\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: -x.evil.com:8083\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: localhost.evil.com\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: evillocalhost\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: 127.0.0.1.evil.com\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\nHost: ours.test:80\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: sync-localhost:8083\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: sync-states.LOCALHOST.:8083\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: 192.168.1.7:8083\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\nHost: [::1]:8083\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /health HTTP/1.1\r\n" + Host + "Origin: http://evil.example\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\n" + Host + "Origin: null\r\n\r\n", 403)]
    [InlineData("GET /health HTTP/1.1\r\n" + Host + "Origin: http://localhost\r\n\r\n", 200)]
    [InlineData("\u0000\u0001\u00ff\r\n\r\n", 400)]
    public async Task Any_bytes_get_an_answer(string request, int status)
    {
        Assert.Equal(status, await Send(Encoding.Latin1.GetBytes(request)));
        Assert.Equal(200, await Send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray()));
    }

    [Fact]
    public async Task A_body_without_end_is_refused()
    {
        string head = "POST / HTTP/1.1\r\n" + Target + "StartExecution\r\nContent-Length: 100000000\r\n\r\n";
        Assert.Equal(413, await Send([.. Encoding.ASCII.GetBytes(head), .. new byte[3 * 1024 * 1024]]));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_those_that_only_wait()
    {
        Assert.Equal(200, await Send(Call("CreateActivity", """{"name":"a"}""")));
        HttpServer server = await HttpServer.StartAsync(
            new Routes(_service.Service), IPAddress.Loopback, 0, endPolls: _service.Engine.EndPolls, stopLimit: Timeout.InfiniteTimeSpan);
        using Socket waiting = await PollAsync(server);

        // Nothing else ends the request: the clock stands still.
        await server.DisposeAsync();
    }

    /// <summary>faults.md R4: a full server says so, and keeps room for those who bring work.</summary>
    [Fact]
    public async Task A_full_server_refuses_by_name_and_still_answers_others()
    {
        Assert.Equal(200, await Send(Call("CreateActivity", """{"name":"a"}""")));
        await using HttpServer server = await StartAsync(new Connections(most: 3, requests: 2, polls: 1));
        using Socket waiting = await PollAsync(server);

        using Socket second = Connect(server);
        string refused = await Ask(second, Call("GetActivityTask", Activity));
        string listed = await Ask(second, Call("ListActivities", "{}"));

        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("x-amzn-ErrorType: ServiceUnavailable", refused, StringComparison.Ordinal);
        Assert.Contains("""{"__type":"ServiceUnavailable","message":"1 requests wait""", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", listed, StringComparison.Ordinal);
    }

    /// <summary>faults.md R4: an idle connection yields to a new one; one with a request never does.</summary>
    [Fact]
    public async Task An_idle_connection_yields_to_a_new_one()
    {
        Assert.Equal(200, await Send(Call("CreateActivity", """{"name":"a"}""")));
        await using HttpServer server = await StartAsync(new Connections(most: 4, requests: 3, polls: 1));
        using Socket waiting = await PollAsync(server);
        using Socket first = Connect(server);
        using Socket second = Connect(server);
        using Socket third = Connect(server);

        // The connections come in any order.
        using Socket newest = Connect(server);
        Task<bool>[] closed = [.. ((Socket[])[first, second, third, newest]).Select(IsClosed)];
        Task<bool> yielded = await Task.WhenAny(closed);
        Assert.True(await yielded);

        Assert.Equal(1, closed.Count(static c => c.IsCompleted));
        _service.Engine.EndPolls();
        Assert.Contains("taskToken", await Answer(waiting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_have_begun_to_come_have_a_room_of_their_own()
    {
        await using HttpServer server = await StartAsync(new Connections(bodies: 1000));
        using Socket large = Connect(server);
        string refused = await Ask(large, Call("ListActivities", "{}" + new string(' ', 2000)));
        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("too much to read", refused, StringComparison.Ordinal);

        // What was refused makes room, though it may be a moment after its answer.
        string answered;
        do
        {
            using Socket other = Connect(server);
            answered = await Ask(other, Call("ListActivities", "{}" + new string(' ', 900)));
        }
        while (answered.StartsWith("HTTP/1.1 503 ", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200 ", answered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_has_been_coming_for_longest_makes_room()
    {
        await using HttpServer server = await StartAsync(new Connections(bodies: 1000, bodyTime: 0));
        using Socket stalled = Connect(server);
        await stalled.SendAsync(Call("ListActivities", "{}" + new string(' ', 2000)).AsMemory()[..900]);
        Task<bool> closed = IsClosed(stalled);
        do
        {
            // Until the server has read what has come of the other.
            using Socket other = Connect(server);
            Assert.StartsWith("HTTP/1.1 200 ", await Ask(other, Call("ListActivities", "{}" + new string(' ', 900))), StringComparison.Ordinal);
        }
        while (!closed.IsCompleted);
    }

    [Fact]
    public async Task Who_has_no_key_is_refused_before_the_body_is_read()
    {
        var access = new Access([new AccessKey("id", "secret")], _clock);
        await using HttpServer server = await HttpServer.StartAsync(new Routes(_service.Service, access), IPAddress.Loopback, 0);
        using Socket socket = Connect(server);
        string refused = await Ask(
            socket, Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\n{Target}ListActivities\r\nContent-Length: 2000000\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", refused, StringComparison.Ordinal);
        Assert.Contains("MissingAuthenticationTokenException", refused, StringComparison.Ordinal);
    }

    private static byte[] Call(string operation, string body) => Encoding.ASCII.GetBytes(
        $"POST / HTTP/1.1\r\n{Target}{operation}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private async Task<int> Send(byte[] request)
    {
        using Socket socket = Connect(_server);
        await socket.SendAsync(request);
        byte[] answer = new byte[4096];
        int read = await socket.ReceiveAsync(answer);
        return int.Parse(Encoding.ASCII.GetString(answer, 0, read).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<bool> IsClosed(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<string> Ask(Socket socket, byte[] request)
    {
        await socket.SendAsync(request);
        return await Answer(socket);
    }

    private static async Task<string> Answer(Socket socket)
    {
        byte[] answer = new byte[4096];
        int read = await socket.ReceiveAsync(answer);
        return Encoding.ASCII.GetString(answer, 0, read);
    }

    private Task<HttpServer> StartAsync(Connections connections) => HttpServer.StartAsync(
        new Routes(_service.Service), IPAddress.Loopback, 0, endPolls: _service.Engine.EndPolls, connections: connections);

    /// <summary>A connection that waits for a task; there is none.</summary>
    private async Task<Socket> PollAsync(HttpServer server)
    {
        Socket waiting = Connect(server);
        await waiting.SendAsync(Call("GetActivityTask", Activity));
        await _clock.IsAwaited;
        return waiting;
    }

    private static Socket Connect(HttpServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(IPAddress.Loopback, new Uri(server.Endpoint).Port);
        return socket;
    }

    /// <summary>A clock without timers, which tells when one is asked for.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAwaited => _asked.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _asked.TrySetResult();
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
