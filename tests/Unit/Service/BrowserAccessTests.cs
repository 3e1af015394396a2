using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

/// <summary>Sessions on a host that checks keys itself; every <see cref="Routes"/> is a process over one store.</summary>
public sealed class BrowserAccessTests : IAsyncDisposable
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly List<string> _failures = [];
    private readonly MemoryStore _store = new();
    private readonly InProcessService _service;
    private readonly Routes _routes;

    public BrowserAccessTests()
    {
        _service = InProcessService.Create(_store, new TaskRunnerOptions
        {
            Service = new ServiceOptions { Clock = _clock, ReportFailure = (what, e) => _failures.Add($"{what}: {e.Message}") },
        });
        _routes = Process(_store);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_session_that_one_process_began_holds_for_all_and_for_twelve_hours()
    {
        HttpAnswer begun = await _routes.DispatchAsync(Call("POST", "/api/session", null), default);
        string set = Assert.Single(begun.Headers).Value;
        Assert.StartsWith("asl-session=", set, StringComparison.Ordinal);
        Assert.EndsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict", set, StringComparison.Ordinal);
        string cookie = set.Split(';')[0];
        SessionKeyRecord key = (await _store.Records<SessionKeyRecord>().Find("arn:aws:states:::session-key:browsers", default))!;
        Assert.Equal(43, key.Secret.Length);
        Assert.DoesNotContain(key.Secret, cookie + key, StringComparison.Ordinal);

        Routes other = Process(_store);
        foreach (Routes process in (Routes[])[_routes, other])
        {
            HttpAnswer answer = await process.DispatchConsoleAsync(Call("GET", "/console/api/state-machines", cookie), default);
            Assert.Equal((200, """{"stateMachines":[]}"""), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
        }

        // Whoever begins another has the same key.
        await other.DispatchAsync(Call("POST", "/api/session", null), default);
        Assert.Equal(key, await _store.Records<SessionKeyRecord>().Find(key.Arn, default));
        _clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await Ask(cookie));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await Ask(cookie));
    }

    [Fact]
    public async Task A_session_that_was_forged_or_prolonged_or_has_another_key_is_none()
    {
        string cookie = await Begin(_routes);
        Assert.Equal(200, await Ask(cookie));
        string[] parts = cookie.Split('.');
        Assert.Equal(401, await Ask($"{parts[0]}.{long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) + 1}.{parts[2]}"));
        Assert.Equal(401, await Ask($"{parts[0]}.+{parts[1]}.{parts[2]}"));
        Assert.Equal(401, await Ask($"{parts[0]}.{parts[1]}."));
        Assert.Equal(401, await Ask($"{parts[0]}.{parts[1]}.{parts[2][..^1]}"));
        Assert.Equal(401, await Ask($"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}"));
        Assert.Equal(401, await Ask($"asl-session=x.{parts[1]}.{parts[2]}"));
        Assert.Equal(401, await Ask($"asl-session=; {cookie}"));
        Assert.Equal(401, await Ask(await Begin(Process(new MemoryStore()))));
        Assert.Equal(401, await Ask(null));
        Assert.Equal(401, (await _routes.DispatchConsoleAsync(Call("GET", "/console/api/state-machines", null, "Bearer x"), default)).Status);
        Assert.Empty(_failures);
    }

    [Theory]
    [InlineData("POST", "/console/api/session", 401)]
    [InlineData("GET", "/console/api/session", 405)]
    [InlineData("DELETE", "/console/api/session", 200)]
    [InlineData("GET", "/console/api/nothing", 404)]
    [InlineData("GET", "/console", 404)]
    [InlineData("POST", "/console/", 404)]
    [InlineData("GET", "/console/health", 404)]
    [InlineData("GET", "/CONSOLE/api/state-machines", 404)]
    [InlineData("GET", "/api/state-machines", 404)]
    [InlineData("POST", "/api/session", 401)]
    [InlineData("POST", "/", 404)]
    public async Task A_session_opens_the_plain_routes_and_gets_no_further_one(string method, string path, int status)
    {
        HttpAnswer answer = await _routes.DispatchConsoleAsync(Call(method, path, await Begin(_routes)), default);
        Assert.Equal((status, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(method == "DELETE", answer.Headers.Any(static h => h.Key == "Set-Cookie"));
        if (method != "DELETE")
        {
            HttpAnswer without = await _routes.DispatchConsoleAsync(Call(method, path, null), default);
            Assert.Equal((401, "application/json"), (without.Status, without.ContentType));
        }
    }

    [Fact]
    public async Task Who_has_no_session_makes_no_key()
    {
        Assert.Equal(401, await Ask(null));
        Assert.Equal(401, await Ask("asl-session=a.9999999999.b"));
        Assert.Empty((await _store.Records<SessionKeyRecord>().List("", null, 10, default)).Items);
    }

    [Fact]
    public async Task Of_processes_that_begin_sessions_at_once_one_makes_the_key()
    {
        string[] cookies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Begin(Process(_store)))));
        foreach (string cookie in cookies)
        {
            Assert.Equal(200, await Ask(cookie));
        }

        Assert.Single((await _store.Records<SessionKeyRecord>().List("", null, 10, default)).Items);
    }

    [Fact]
    public async Task A_storage_that_fails_is_reported_and_asked_again()
    {
        var store = new FailingKeys(_store) { Fails = true };
        Routes routes = Process(store);
        Assert.Equal(500, (await routes.DispatchAsync(Call("POST", "/api/session", null), default)).Status);
        Assert.Equal(500, (await routes.DispatchConsoleAsync(Call("GET", "/console/api/state-machines", "asl-session=a.b.c"), default)).Status);
        Assert.Equal(2, _failures.Count);
        store.Fails = false;
        string cookie = await Begin(routes);
        store.Fails = true;
        // It is read once.
        Assert.Equal(200, (await routes.DispatchConsoleAsync(Call("GET", "/console/api/state-machines", cookie), default)).Status);
    }

    private Routes Process(IRecordStore store) => new(_service.Service, browsers: new BrowserAccess(store, _clock));

    private static async Task<string> Begin(Routes routes) => (await routes.DispatchAsync(Call("POST", "/api/session", null), default)).Headers[0].Value.Split(';')[0];

    private async Task<int> Ask(string? cookie) =>
        (await _routes.DispatchConsoleAsync(Call("GET", "/console/api/state-machines", cookie), default)).Status;

    private static HttpCall Call(string method, string path, string? cookie, string? authorization = null) => new(
        method, path, "", name => name == "Cookie" ? cookie : name == "Authorization" ? authorization : null, JsonMap.Empty.ToUtf8());

    /// <summary>A store whose records cannot be had at times.</summary>
    private sealed class FailingKeys(IRecordStore inner) : IRecordStore
    {
        public bool Fails { get; set; }

        public IRevisions Revisions => inner.Revisions;

        public IRunFiles RunFiles => inner.RunFiles;

        public IRecords<T> Records<T>()
            where T : class, IRecord<T> => new Keys<T>(this, inner.Records<T>());

        private sealed class Keys<T>(FailingKeys store, IRecords<T> inner) : IRecords<T>
            where T : class, IRecord<T>
        {
            public ValueTask<T?> Find(string arn, CancellationToken cancel) =>
                store.Fails ? throw new IOException("The disk is gone.") : inner.Find(arn, cancel);

            public ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel) => inner.TryWrite(expected, record, cancel);

            public ValueTask Remove(string arn, CancellationToken cancel) => inner.Remove(arn, cancel);

            public ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel) =>
                inner.List(prefix, after, count, cancel);
        }
    }
}
