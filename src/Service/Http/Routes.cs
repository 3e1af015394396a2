using System.Collections.Immutable;
using FunctionsAsl.Service.Starts;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Every route there is, for any host: the AWS protocol at <c>POST /</c>, and plain routes for people and apps. A host
/// either binds the rows of <see cref="All"/> or hands every request over; both end in <see cref="DispatchAsync"/>.
/// </summary>
public sealed class Routes
{
    private const string HealthPath = "/health";
    private const string ReadyPath = "/ready";
    private const string Json = "application/json";
    private const string Poll = "GetActivityTask";

    private readonly StepFunctionsService _service;
    private readonly Access? _access;
    private readonly BrowserAccess? _browsers;
    private readonly ConsolePage? _console;

    private readonly Func<CancellationToken, ValueTask<bool>>? _isReady;

    /// <param name="access">Who may ask; <see langword="null"/> where everybody may who gets here.</param>
    /// <param name="browsers">Who may ask from a browser, where the host itself checks who gets here.</param>
    /// <param name="isReady">Whether the host can do its work; <see langword="null"/> where it always can.</param>
    /// <param name="starts">What events start; <see langword="null"/> where there are no rules.</param>
    /// <param name="console">The page for people; <see langword="null"/> where there is none.</param>
    public Routes(
        StepFunctionsService service,
        Access? access = null,
        BrowserAccess? browsers = null,
        Func<CancellationToken, ValueTask<bool>>? isReady = null,
        RuleStarts? starts = null,
        ConsolePage? console = null)
    {
        _service = service;
        _access = access;
        _browsers = browsers;
        _console = console;
        _isReady = isReady;
        var plain = new PlainRoutes(service);
        All =
        [
            new("GET", "/", About),
            new("POST", "/", InvokeAsync),
            new("GET", HealthPath, PlainRoutes.Health),
            new("GET", ReadyPath, ReadyAsync),
            new("POST", Access.SessionPath, BeginSessionAsync),
            new("DELETE", Access.SessionPath, static (call, _) => new(Sessions.End(call.Http))),
            new("GET", "/api/state-machines", plain.ListStateMachines),
            new("PUT", "/api/state-machines/{name}", plain.PutStateMachine),
            new("GET", "/api/state-machines/{name}", plain.GetStateMachine),
            new("DELETE", "/api/state-machines/{name}", plain.DeleteStateMachine),
            new("POST", "/api/state-machines/{name}/executions", plain.StartExecution),
            new("GET", "/api/executions", plain.ListExecutions),
            new("GET", "/api/executions/{stateMachine}/{name}", plain.GetExecution),
            new("GET", "/api/executions/{stateMachine}/{name}/history", plain.GetHistory),
            new("POST", "/api/executions/{stateMachine}/{name}/stop", plain.StopExecution),
            new("POST", "/api/events", new EventRoutes(starts).Put),
            new("POST", "/api/operations/{operation}", plain.CallOperation),
            new("GET", "/api/services", AwsServiceRoutes.List),
            new("GET", "/api/services/{name}", new AwsServiceRoutes().Describe),
        ];
    }

    public ImmutableArray<Route> All { get; }

    /// <summary>Answers any request.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled. Nothing else is thrown.</exception>
    public async ValueTask<HttpAnswer> DispatchAsync(HttpCall call, CancellationToken cancel)
    {
        try
        {
            if (_console is not null && ConsolePage.Has(call))
            {
                return _console.Answer(call);
            }

            call = ConsolePage.ToPlain(call);
            if (_access?.Refuse(call) is { } refusal)
            {
                return refusal;
            }

            // What lies here is ours, whatever it was signed for.
            if (!IsPlain(call) && OtherService.Answer(call, _service.Options) is { } other)
            {
                return other;
            }

            string[] path = call.Path.Split('/');
            // The host leaves the body out.
            string method = call.Method == "HEAD" ? "GET" : call.Method;
            List<string> allowed = [];
            foreach (Route route in All)
            {
                if (route.Match(path) is not { } values)
                {
                    continue;
                }

                if (route.Method == method)
                {
                    return await route.Handler(new RouteCall(call, values), cancel);
                }

                allowed.Add(route.Method);
            }

            return allowed.Count == 0
                ? NotFound(call)
                : Error(405, "MethodNotAllowed", $"{call.Path} does not answer to {call.Method}.") with
                {
                    Headers = [new("Allow", string.Join(", ", allowed))],
                };
        }
        catch (ApiException e)
        {
            return Error(e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return Failed(call, e);
        }
    }

    /// <summary>
    /// Answers a request that nobody has checked, on a host that checks others itself: for the console, which anybody may load, and what it asks
    /// for in a session. That has the path of a plain route behind <c>/console</c>, to the letter; what the host takes for the same by its own
    /// rules leads to nothing.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async ValueTask<HttpAnswer> DispatchConsoleAsync(HttpCall call, CancellationToken cancel)
    {
        BrowserAccess browsers = _browsers ?? throw new InvalidOperationException("Browsers have no sessions here.");
        HttpCall plain = ConsolePage.ToPlain(call);
        try
        {
            if (_console is not null && ConsolePage.Has(call))
            {
                return _console.Answer(call);
            }

            if (await browsers.Refuse(plain, cancel) is { } refusal)
            {
                return refusal;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return Failed(call, e);
        }

        return ReferenceEquals(plain, call) ? NotFound(call) : await DispatchAsync(plain, cancel);
    }

    internal static HttpAnswer Answer(int status, JsonMap body) => new(status, Json, body.ToUtf8(), []);

    /// <summary>A refusal for people and apps.</summary>
    public static HttpAnswer Error(int status, string error, string message) =>
        Answer(status, JsonMap.Of(("error", error), ("message", message)));

    /// <summary>The answer of a host that cannot take a request on; clients try again.</summary>
    public static HttpAnswer Unavailable(HttpCall call, string message)
    {
        var refusal = new ApiException("ServiceUnavailable", message, 503);
        return call.Target is null ? Error(refusal) : Framed(ApiResponse.Of(refusal));
    }

    /// <summary>Why a request is refused before its body is read; <see langword="null"/> where that is to be read.</summary>
    public HttpAnswer? RefuseUnread(HttpCall head) =>
        _console is not null && ConsolePage.Has(head) ? null : _access?.RefuseUnread(ConsolePage.ToPlain(head));

    /// <summary>Whether it only asks how the host is, as anybody may.</summary>
    internal static bool IsProbe(HttpCall call) => call.Path is HealthPath or ReadyPath;

    /// <summary>Whether a request is for people and apps, and for no client of AWS.</summary>
    internal static bool IsPlain(HttpCall call) => IsProbe(call) || call.Path.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>Whether a request waits until there is something to do for whoever sent it.</summary>
    public static bool IsPoll(HttpCall call) =>
        call.Target == StepFunctionsService.TargetPrefix + Poll || ConsolePage.ToPlain(call).Path == "/api/operations/" + Poll;

    private static HttpAnswer NotFound(HttpCall call) => Error(404, "NotFound", $"There is nothing at {call.Path}.");

    private HttpAnswer Failed(HttpCall call, Exception e)
    {
        _service.Options.ReportFailure($"{call.Method} {call.Path}", e);
        return Error(500, "InternalFailure", "The request failed for a reason that is not its own.");
    }

    private static HttpAnswer Error(ApiException refusal)
    {
        var body = new JsonMap.Builder();
        body.Set("error", refusal.Type);
        body.Set("message", refusal.Message);
        if (!refusal.Diagnostics.IsEmpty)
        {
            body.Set("diagnostics", JsonList.Of(refusal.Diagnostics.Select(static found => (JsonAny)JsonMap.Of(
                ("severity", found.Severity.ToString().ToUpperInvariant()),
                ("code", found.Code),
                ("message", found.Message),
                ("location", found.Location)))));
        }

        return Answer(HttpStatus(refusal), body.Build());
    }

    /// <summary>The AWS protocol answers 400 to everything; people and proxies know more codes.</summary>
    private static int HttpStatus(ApiException refusal) => refusal.Type switch
    {
        "StateMachineDoesNotExist" or "ExecutionDoesNotExist" or "ActivityDoesNotExist" or "ResourceNotFound" or "UnknownOperationException" => 404,
        "ExecutionAlreadyExists" or "StateMachineAlreadyExists" or "StateMachineDeleting" or "ConflictException" => 409,
        "UnsupportedOperationException" => 501,
        "ThrottlingException" => 429,
        _ => refusal.Status,
    };

    /// <summary>An answer of the AWS protocol.</summary>
    internal static HttpAnswer Framed(ApiResponse response) => new(
        response.Status,
        ApiResponse.ContentType,
        response.Body,
        response.ErrorType is null ? [] : [new("x-amzn-ErrorType", response.ErrorType)]);

    private async ValueTask<HttpAnswer> InvokeAsync(RouteCall call, CancellationToken cancel) =>
        Framed(await _service.InvokeAsync(call.Http.Target, call.Http.Body, cancel));

    /// <summary>Where everybody may ask, a session is nothing.</summary>
    private async ValueTask<HttpAnswer> BeginSessionAsync(RouteCall call, CancellationToken cancel) =>
        _access?.Begin(call.Http) ?? (_browsers is null ? Answer(200, JsonMap.Empty) : await _browsers.Begin(call.Http, cancel));

    /// <summary>Tells a load balancer whether to send requests here.</summary>
    private async ValueTask<HttpAnswer> ReadyAsync(RouteCall call, CancellationToken cancel)
    {
        try
        {
            if (_isReady is null || await _isReady(cancel))
            {
                return Answer(200, JsonMap.Of(("status", "ready")));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _service.Options.ReportFailure(ReadyPath, e);
        }

        return Error(503, "ServiceUnavailable", "The host cannot do its work now.");
    }

    /// <summary>Says to whoever comes with a browser what this is.</summary>
    private ValueTask<HttpAnswer> About(RouteCall call, CancellationToken cancel) => new(Answer(200, JsonMap.Of(
        ("name", "FunctionsAsl"),
        ("version", EngineVersion.Current),
        ("about", "AWS Step Functions, for its clients at POST / (AWS JSON 1.0) and for everyone at the other routes."),
        ("routes", JsonList.Of(All.Select(static route => (JsonAny)$"{route.Method} {route.Template}"))))));
}
