using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace FunctionsAsl.Serving;

/// <summary>
/// Kestrel with one handler: every request goes to the <see cref="Routes"/>. No host and no middleware: they would double the
/// time to start.
/// </summary>
public sealed class HttpServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    // Milliseconds.
    private const long NoticedWait = 10;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // For the answers to those that were told to end.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _stopLimit;
    private readonly Action? _endPolls;
    private readonly KestrelServer _kestrel;
    private readonly Routes _routes;
    private readonly AllowedHosts _hosts;
    private readonly ServerLog? _log;
    private readonly Tls? _tls;
    private readonly Randomness _randomness = new();
    private readonly CancellationTokenSource _stopping = new();

    private HttpServer(
        Routes routes,
        IPAddress host,
        int port,
        AllowedHosts hosts,
        ServerLog? log,
        Action? endPolls,
        TimeSpan stopLimit,
        Connections connections,
        Tls? tls)
    {
        _tls = tls;
        _stopLimit = stopLimit;
        _endPolls = endPolls;
        _routes = routes;
        _hosts = hosts;
        _log = log;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(host, port, listen =>
        {
            listen.Use(next => connection => connections.Serve(connection, next));
            if (tls is not null)
            {
                listen.Use(next => connection => tls.Serve(connection, next));
            }
        });
        // This class stops reading by itself, and the service says what is too long.
        options.Limits.MaxRequestBodySize = null;
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), Log.Instance);
        _kestrel = new KestrelServer(Options.Create(options), transport, Log.Instance);
    }

    /// <summary>Where it listens, as <c>http://127.0.0.1:8083</c>.</summary>
    public string Endpoint { get; private set; } = "";

    /// <param name="port">The port; 0 takes any that is free.</param>
    /// <param name="hosts">The names under which it may be asked.</param>
    /// <param name="log">Told of every answer.</param>
    /// <param name="endPolls">Has those who wait for work be answered that there is none; called when the server ends.</param>
    /// <param name="stopLimit">How long requests may take to end when the server does; 5 seconds where it is not given.</param>
    /// <param name="connections">How much it takes on.</param>
    /// <param name="tls">What it is encrypted with; <see langword="null"/> for plain HTTP.</param>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public static async Task<HttpServer> StartAsync(
        Routes routes,
        IPAddress host,
        int port,
        AllowedHosts? hosts = null,
        ServerLog? log = null,
        Action? endPolls = null,
        TimeSpan? stopLimit = null,
        Connections? connections = null,
        Tls? tls = null)
    {
        var server = new HttpServer(
            routes, host, port, hosts ?? new AllowedHosts([]), log, endPolls, stopLimit ?? StopLimit, connections ?? new Connections(), tls);
        await server._kestrel.StartAsync(server, CancellationToken.None);
        string address = server._kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        // Kestrel does not know that it is read through TLS.
        server.Endpoint = tls is null ? address : "https" + address[address.IndexOf(':', StringComparison.Ordinal)..];
        return server;
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        IHttpRequestLifetimeFeature lifetime = context.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        Connections.Place place = context.GetRequiredFeature<Connections.Place>();
        bool isTakenOn = false;
        long start = Environment.TickCount64;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(lifetime.RequestAborted, _stopping.Token);
        try
        {
            HttpCall head = Head(request);
            HttpAnswer answer;
            HttpCall call = head;
            if ((WhyForeign(request.Headers.Host, request.Headers.Origin) is { } foreign
                ? Routes.Error(403, "Forbidden", foreign)
                : _routes.RefuseUnread(head)) is { } refusal)
            {
                // Nothing of its body is read.
                answer = refusal;
            }
            else if (await TryReadAsync(context, place, cancel.Token) is not { } body)
            {
                answer = Routes.Unavailable(head, "The server has too much to read already. Try again later.");
            }
            else if (place.Begin(Routes.IsPoll(head)) is { } full)
            {
                answer = Routes.Unavailable(head, full);
            }
            else
            {
                isTakenOn = true;
                call = head with { Body = body };
                answer = await DispatchAsync(call, lifetime.RequestAborted, cancel.Token);
            }

            _log?.Answered(call, answer);
            // A quick look at the socket, but one at the system's cost: only who has waited can have gone meanwhile. A task is worth it always.
            if ((Routes.IsPoll(call) || Environment.TickCount64 - start >= NoticedWait) && HasGone(context))
            {
                // Those who wait for the client's end hear of it before the request is over: a task it was given goes to another.
                await cancel.CancelAsync();
            }

            await WriteAsync(context, answer, lifetime.RequestAborted);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            // The body broke the protocol, or came too slowly.
            context.GetRequiredFeature<IHttpResponseFeature>().StatusCode = e.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or it has sent only a part before the server went.
            lifetime.Abort();
        }
        finally
        {
            place.DropBody();
            if (isTakenOn)
            {
                place.End();
            }
        }
    }

    /// <summary>
    /// Stops accepting, and has every request that has come answered: those that wait for work at once, and those that do not end by
    /// themselves that the service is not available.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource();
        Task stopped = _kestrel.StopAsync(limit.Token);
        _endPolls?.Invoke();
        if (_stopLimit != Timeout.InfiniteTimeSpan)
        {
            _stopping.CancelAfter(_stopLimit);
            limit.CancelAfter(_stopLimit + LastWords);
        }

        await stopped;
        _kestrel.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Whether the client has hung up, which Kestrel may not have noticed yet.</summary>
    private static bool HasGone(IFeatureCollection context)
    {
        try
        {
            return context.Get<IConnectionSocketFeature>()?.Socket is { } socket && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // Kestrel has noticed just now.
            return true;
        }
    }

    /// <summary>
    /// What is wrong with a request that a web page may have had a browser send: from another origin, or under a name that was made to
    /// point here.
    /// </summary>
    private string? WhyForeign(StringValues host, StringValues origin)
    {
        if (origin.Count > 0 && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out Uri? from)
            && string.Equals(from.Authority, host.ToString(), StringComparison.OrdinalIgnoreCase)))
        {
            return "Requests of other sites are refused.";
        }

        return _hosts.Allow(host.ToString())
            ? null
            : $"The server is not known as '{host}'. Ask it by its IP address or as localhost, or start it with --allow-host NAME.";
    }

    private async ValueTask<HttpAnswer> DispatchAsync(HttpCall call, CancellationToken gone, CancellationToken cancel)
    {
        try
        {
            return await _routes.DispatchAsync(call, cancel);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return Routes.Unavailable(call, "The server is being stopped.");
        }
    }

    /// <returns>The body, or as much of it as there is room for in the service; <see langword="null"/> where the server has no room.</returns>
    private static async ValueTask<ReadOnlyMemory<byte>?> TryReadAsync(IFeatureCollection context, Connections.Place place, CancellationToken cancel)
    {
        PipeReader reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        ArrayBufferWriter<byte>? body = null;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancel);
            if (!place.TakeBody((int)read.Buffer.Length))
            {
                return null;
            }

            if (body is null && read.IsCompleted)
            {
                // All at once, as most come.
                byte[] whole = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return whole;
            }

            body ??= new ArrayBufferWriter<byte>();
            foreach (ReadOnlyMemory<byte> part in read.Buffer)
            {
                body.Write(part.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || body.WrittenCount > StepFunctionsService.MaxBodyBytes)
            {
                return body.WrittenMemory;
            }
        }
    }

    /// <summary>A request without its body.</summary>
    private HttpCall Head(IHttpRequestFeature request)
    {
        // As it was sent; "GET http://host/path" is allowed too (RFC 9112, 3.2.2).
        string target = request.RawTarget;
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            int path = target.IndexOf('/', scheme + 3);
            target = path < 0 ? "/" : target[path..];
        }

        int end = target.IndexOf('?', StringComparison.Ordinal);
        return new HttpCall(
            request.Method,
            end < 0 ? target : target[..end],
            end < 0 ? "" : target[(end + 1)..],
            name => request.Headers[name] is { Count: > 0 } header ? header.ToString() : null,
            default)
        {
            IsSecure = _tls is not null,
        };
    }

    private async Task WriteAsync(IFeatureCollection context, HttpAnswer answer, CancellationToken cancel)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = answer.Status;
        response.Headers.ContentType = answer.ContentType;
        response.Headers.ContentLength = answer.Body.Length;
        response.Headers["x-amzn-RequestId"] = _randomness.Uuid();
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(answer.Body, cancel);
    }
}
