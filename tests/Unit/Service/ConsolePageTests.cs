using System.IO.Compression;
using System.Text;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

/// <summary>The files of the console, and what the page asks for.</summary>
public sealed class ConsolePageTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["console/index.html.gz"] = "<html>",
        ["console/assets/main-1.js.gz"] = "run()",
        ["console/assets/main-1.css.gz"] = "a{}",
        ["console/secret.gz"] = "no asset",
    };

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly InProcessService _service;
    private readonly Routes _routes;

    public ConsolePageTests()
    {
        _service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions { Service = new ServiceOptions { Clock = _clock } });
        _routes = new Routes(_service.Service, new Access([new AccessKey("me", "0123456789abcdef")], _clock), console: new ConsolePage(Open));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("/console", "text/html; charset=utf-8", "<html>")]
    [InlineData("/console/", "text/html; charset=utf-8", "<html>")]
    [InlineData("/console/executions/arn%3Aaws%2Fx", "text/html; charset=utf-8", "<html>")]
    [InlineData("/console/assets/main-1.js", "text/javascript; charset=utf-8", "run()")]
    [InlineData("/console/assets/main-1.css", "text/css; charset=utf-8", "a{}")]
    [InlineData("/console/secret", "text/html; charset=utf-8", "<html>")]
    public async Task Anybody_may_load_the_page(string path, string type, string text)
    {
        HttpAnswer answer = await Ask("GET", path);
        Assert.Equal((200, type, text), (answer.Status, answer.ContentType, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal(path.Contains("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache", Header(answer, "Cache-Control"));

        HttpAnswer packed = await Ask("GET", path, ("Accept-Encoding", "br, GZIP;q=0.5"));
        Assert.Equal(("gzip", text), (Header(packed, "Content-Encoding"), Unpack(packed.Body)));
        HttpAnswer unpacked = await Ask("GET", path, ("Accept-Encoding", "br, gzip;q=0"));
        Assert.Equal((null, text), (Header(unpacked, "Content-Encoding"), Encoding.UTF8.GetString(unpacked.Body.Span)));
        HttpAnswer again = await Ask("GET", path, ("If-None-Match", Header(answer, "ETag")!));
        Assert.Equal((304, 0), (again.Status, again.Body.Length));
    }

    [Theory]
    [InlineData("GET", "/console/assets/main-2.js", 404)]
    [InlineData("GET", "/console/assets/../secret", 404)]
    [InlineData("GET", "/console/assets/", 404)]
    [InlineData("POST", "/console", 405)]
    [InlineData("DELETE", "/console/assets/main-1.js", 405)]
    public async Task What_is_not_there_is_refused(string method, string path, int status) => Assert.Equal(status, (await Ask(method, path)).Status);

    [Fact]
    public async Task A_build_without_the_page_says_how_to_get_it()
    {
        var routes = new Routes(_service.Service, console: new ConsolePage(static _ => null));
        HttpAnswer answer = await routes.DispatchAsync(Call("GET", "/console"), default);
        Assert.Equal(404, answer.Status);
        Assert.Contains("Node 20", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_page_asks_for_needs_a_session()
    {
        Assert.Equal(401, (await Ask("POST", "/console/api/operations/ListStateMachines")).Status);
        Assert.Equal(401, _routes.RefuseUnread(Call("POST", "/console/api/operations/ListStateMachines"))?.Status);
        Assert.Null(_routes.RefuseUnread(Call("GET", "/console/machines/x")));

        HttpAnswer begun = await Ask("POST", "/api/session", ("Authorization", "Bearer 0123456789abcdef"));
        string cookie = Header(begun, "Set-Cookie")!.Split(';')[0];
        HttpAnswer listed = await Ask("POST", "/console/api/operations/ListStateMachines", ("Cookie", cookie));
        Assert.Equal((200, """{"stateMachines":[]}"""), (listed.Status, Encoding.UTF8.GetString(listed.Body.Span)));
        Assert.Equal(401, (await Ask("POST", "/console/api/operations/ListStateMachines", ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"))).Status);
    }

    [Theory]
    [InlineData("DescribeStateMachine", """{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:no"}""", 404, "StateMachineDoesNotExist")]
    [InlineData("DescribeStateMachine", "{}", 400, "ValidationException")]
    [InlineData("DescribeStateMachine", "[]", 400, "SerializationException")]
    [InlineData("DescribeNothing", "{}", 404, "UnknownOperationException")]
    public async Task Any_operation_is_refused_in_plain_words(string operation, string body, int status, string error)
    {
        HttpAnswer answer = await _routes.DispatchAsync(
            Call("POST", $"/api/operations/{operation}", body, ("Authorization", "Bearer 0123456789abcdef")), default);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith($$"""{"error":"{{error}}",""", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_for_work_by_either_road_polls()
    {
        Assert.True(Routes.IsPoll(Call("POST", "/console/api/operations/GetActivityTask")));
        Assert.True(Routes.IsPoll(Call("POST", "/api/operations/GetActivityTask")));
        Assert.False(Routes.IsPoll(Call("POST", "/api/operations/ListActivities")));
    }

    private static MemoryStream? Open(string name)
    {
        if (!Files.TryGetValue(name, out string? text))
        {
            return null;
        }

        var packed = new MemoryStream();
        using (var pack = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            pack.Write(Encoding.UTF8.GetBytes(text));
        }

        packed.Position = 0;
        return packed;
    }

    private static string Unpack(ReadOnlyMemory<byte> packed)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static string? Header(HttpAnswer answer, string name) =>
        answer.Headers.Where(h => h.Key == name).Select(static h => h.Value).SingleOrDefault();

    private ValueTask<HttpAnswer> Ask(string method, string path, params (string Name, string Value)[] headers) =>
        _routes.DispatchAsync(Call(method, path, "", headers), default);

    private static HttpCall Call(string method, string path, string body = "", params (string Name, string Value)[] headers) => new(
        method,
        path,
        "",
        name => headers.Where(h => h.Name == name).Select(static h => h.Value).FirstOrDefault(),
        Encoding.UTF8.GetBytes(body));
}
