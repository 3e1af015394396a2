using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Local;

/// <summary>A server that runs somewhere, asked over the AWS protocol.</summary>
/// <param name="attempts">How often it is asked at most where it is too busy to answer: three times, as AWS's SDKs do.</param>
internal sealed class RunningServer(string endpoint, int attempts = 3) : IDisposable
{
    private const int PageSize = 1000;

    // What fails on the server's side may do so for ever.
    private const int AttemptsAtFailures = 3;

    // As AWS's clients.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    // What AWS's services say who want to be asked later; other refusals have the same status.
    private static readonly string[] Throttling =
        ["ThrottlingException", "Throttling", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "RequestThrottledException"];

    private readonly HttpClient _http = Settings.Http();
    private readonly Signer? _signer = Settings.Signer(
        "states",
        Settings.Value("AWS_DEFAULT_REGION", Environment.GetEnvironmentVariable) ?? new ServiceOptions().Region,
        Environment.GetEnvironmentVariable);
    private readonly string? _token = Settings.Value("AWS_SESSION_TOKEN", Environment.GetEnvironmentVariable);
    private readonly Uri _endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
        ? address
        : throw new UsageException($"'{endpoint}' is no address as http://127.0.0.1:8083.");

    public static Option<string> Option() => new("--endpoint")
    {
        Description = "Where the server is.",
        DefaultValueFactory = _ => "http://127.0.0.1:8083",
    };

    /// <summary>Asks for something that may be asked for again.</summary>
    /// <exception cref="ServerException">The server refuses, or does not answer as one.</exception>
    public async Task<JsonMap> CallAsync(string operation, JsonMap request, CancellationToken cancel)
    {
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync(operation, request, cancel);
            }
            catch (ServerException e) when (e.IsBusy && attempt < (e.HasFailed ? Math.Min(attempts, AttemptsAtFailures) : attempts))
            {
                // Not all who were refused at once come again at once.
                await Task.Delay(Backoff.Shorter(e.RetryAfter ?? (pause * (0.5 + (Random.Shared.NextDouble() / 2))), LongestPause), cancel);
                pause = Backoff.After(pause, LongestPause);
            }
        }
    }

    private async Task<JsonMap> AskAsync(string operation, JsonMap request, CancellationToken cancel)
    {
        byte[] body = request.ToUtf8();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(ApiResponse.ContentType);
        using var post = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
        post.Headers.Add("X-Amz-Target", "AWSStepFunctions." + operation);
        if (_signer is not null && _token is not null)
        {
            post.Headers.Add("X-Amz-Security-Token", _token);
        }

        _signer?.Sign(post, body);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(CallLimit);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(post, limit.Token);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.IsSuccessStatusCode
                ? (JsonMap)JsonAny.Parse(answer)
                : throw Refusal(response, answer);
        }
        catch (HttpRequestException e)
        {
            throw new ServerException(e.InnerException is System.Security.Authentication.AuthenticationException refused
                ? $"{_endpoint} cannot be trusted: {refused.Message} Set SSL_CERT_FILE to its certificate if it is yours."
                : $"{_endpoint} did not answer: {e.Message}. Is asl serve running there?");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Silent(CallLimit);
        }
        catch (Exception e) when (e is JsonSyntaxException or InvalidCastException)
        {
            throw Stranger();
        }
    }

    private ServerException Silent(TimeSpan limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"{_endpoint} did not answer within {limit.TotalSeconds} seconds."));

    private ServerException Stranger() => new($"{_endpoint} is no server of Step Functions.");

    private ServerException Refusal(HttpResponseMessage response, byte[] answer)
    {
        string? code = null;
        try
        {
            // The type may come with its namespace before a hash.
            code = (JsonAny.Parse(answer) is JsonMap map ? Text(map, "__type") : null)?.Split('#')[^1];
        }
        catch (JsonSyntaxException)
        {
            // It comes from something between.
        }

        return new ServerException($"{_endpoint} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}")
        {
            Code = code,
            IsBusy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout || Throttling.Contains(code),
            HasFailed = response.StatusCode == HttpStatusCode.InternalServerError,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    /// <summary>Asks whether the server and its storage answer.</summary>
    /// <exception cref="ServerException">They do not.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(CheckLimit);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri(_endpoint, "/ready"), limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new ServerException($"{_endpoint} answered {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException e)
        {
            throw new ServerException($"{_endpoint} did not answer: {e.Message}.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Silent(CheckLimit);
        }
    }

    /// <summary>All items of a list, page by page.</summary>
    /// <exception cref="ServerException">As <see cref="CallAsync"/>.</exception>
    public async Task<List<JsonMap>> ListAsync(string operation, string list, JsonMap request, CancellationToken cancel)
    {
        List<JsonMap> all = [];
        await foreach (JsonMap item in EachAsync(operation, list, request, cancel))
        {
            all.Add(item);
        }

        return all;
    }

    /// <summary>The same one by one, a page at a time.</summary>
    /// <exception cref="ServerException">As <see cref="CallAsync"/>.</exception>
    public async IAsyncEnumerable<JsonMap> EachAsync(
        string operation, string list, JsonMap request, [EnumeratorCancellation] CancellationToken cancel)
    {
        JsonAny? next = null;
        do
        {
            JsonMap page = await CallAsync(
                operation, (next is null ? request : request.With("nextToken", next)).With("maxResults", PageSize), cancel);
            foreach (JsonAny item in page[list] as JsonList ?? throw Stranger())
            {
                yield return item as JsonMap ?? throw Stranger();
            }

            next = page["nextToken"];
        }
        while (next is not null);
    }

    /// <summary>The events of an execution's history, the first <paramref name="known"/> left out.</summary>
    /// <exception cref="ServerException">As <see cref="CallAsync"/>.</exception>
    public async Task<IEnumerable<HistoryEvent>> HistoryAsync(string executionArn, int known, CancellationToken cancel)
    {
        List<JsonMap> events =
            await ListAsync("GetExecutionHistory", "events", JsonMap.Of(("executionArn", executionArn)), cancel);
        return events.Skip(known).Select(Read);
    }

    public static DateTimeOffset Time(JsonMap shown, string name) =>
        shown[name] is JsonNumber time ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(time.AsDouble * 1000)) : throw new InvalidCastException(name);

    public static string? Text(JsonMap shown, string name) => (shown[name] as JsonString)?.Value;

    public void Dispose() => _http.Dispose();

    /// <summary>An event as GetExecutionHistory shows it.</summary>
    public static HistoryEvent Read(JsonMap shown)
    {
        const string Ending = "EventDetails";
        var details = shown.Where(static m => m.Key.EndsWith(Ending, StringComparison.Ordinal)).Select(static m => m.Value)
            .FirstOrDefault() as JsonMap;
        return new HistoryEvent(
            Number(shown, "id"),
            Number(shown, "previousEventId"),
            Time(shown, "timestamp"),
            Enum.Parse<HistoryEventType>(Text(shown, "type")!),
            details is null ? null : JsonMap.Of([.. details.Where(static m => !IsAdded(m.Key, m.Value)).Select(static m => (m.Key, AsValue(m.Key, m.Value)))]));
    }

    /// <summary>The API shows data as its text.</summary>
    private static JsonAny AsValue(string name, JsonAny shown) =>
        name is "input" or "output" or "parameters" && shown is JsonString text ? JsonAny.ParseVerbatim(text.Value) : shown;

    /// <summary>The API says of all data that none of it is left out.</summary>
    private static bool IsAdded(string name, JsonAny shown) =>
        name is "inputDetails" or "outputDetails" && shown is JsonMap { Count: 1 } said && said["truncated"] is JsonBoolean { Value: false };

    private static long Number(JsonMap shown, string name) =>
        shown[name] is JsonNumber number && number.TryGetInt64(out long value) ? value : throw new InvalidCastException(name);
}

/// <summary>A server cannot be asked, or refuses; the message says why.</summary>
internal sealed class ServerException(string message) : Exception(message)
{
    /// <summary>The error's name, where the server refuses with one.</summary>
    public string? Code { get; init; }

    /// <summary>Whether it may answer later.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Whether that is since it has failed, and not since it has much to do.</summary>
    public bool HasFailed { get; init; }

    /// <summary>When that is, where it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
