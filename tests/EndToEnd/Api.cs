using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using FunctionsAsl.Json;

namespace FunctionsAsl.EndToEnd;

/// <summary>The AWS protocol, spoken by hand: for what no SDK would send, and where many calls must be cheap.</summary>
internal sealed class Api : IDisposable
{
    public const string Account = "arn:aws:states:us-east-1:123456789012";
    public const string Role = "arn:aws:iam::123456789012:role/any";

    /// <summary>For a machine that has much else to do.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(10);

    public Api(string endpoint)
        : this(endpoint, new SocketsHttpHandler())
    {
    }

    /// <param name="handler">Answers in the place of a server.</param>
    public Api(string endpoint, HttpMessageHandler handler) =>
        Http = new HttpClient(handler) { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromMinutes(2) };

    public HttpClient Http { get; }

    /// <summary>Calls an operation that succeeds.</summary>
    public async Task<JsonMap> CallAsync(string operation, params (string Name, JsonAny Value)[] members)
    {
        (HttpStatusCode status, JsonMap answer) = await SendAsync(operation, JsonMap.Of(members).ToUtf8());
        return status == HttpStatusCode.OK ? answer : throw new ApiCallException(operation, status, answer);
    }

    /// <summary>Sends any bytes.</summary>
    public async Task<(HttpStatusCode Status, JsonMap Answer)> SendAsync(string? operation, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        if (operation is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", "AWSStepFunctions." + operation);
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        return (response.StatusCode, (JsonMap)JsonAny.Parse(await response.Content.ReadAsByteArrayAsync()));
    }

    /// <summary>Creates a state machine and returns its ARN.</summary>
    public async Task<string> CreateAsync(string name, string definition) =>
        (await CallAsync("CreateStateMachine", ("name", name), ("definition", definition), ("roleArn", Role))).Text("stateMachineArn");

    /// <summary>Starts an execution and returns its ARN.</summary>
    public async Task<string> StartAsync(string machineArn, string name, string input = "{}") =>
        (await CallAsync("StartExecution", ("stateMachineArn", machineArn), ("name", name), ("input", input))).Text("executionArn");

    /// <summary>The description of an execution, once it has ended.</summary>
    public async Task<JsonMap> WhenEndedAsync(string executionArn)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < EndLimit)
        {
            JsonMap described = await CallAsync("DescribeExecution", ("executionArn", executionArn));
            if (described.Text("status") != "RUNNING")
            {
                return described;
            }

            await Task.Delay(50);
        }

        JsonMap latest = await CallAsync(
            "GetExecutionHistory", ("executionArn", executionArn), ("reverseOrder", true), ("maxResults", 10));
        throw new TimeoutException($"{executionArn} still runs after {EndLimit}; its latest events: {latest["events"]}");
    }

    /// <summary>All pages of a list.</summary>
    public async Task<List<JsonMap>> AllAsync(string operation, string list, params (string Name, JsonAny Value)[] members)
    {
        List<JsonMap> all = [];
        JsonAny? next = null;
        do
        {
            JsonMap page = await CallAsync(operation, next is null ? members : [.. members, ("nextToken", next)]);
            all.AddRange(((JsonList)page[list]!).Cast<JsonMap>());
            next = page["nextToken"];
        }
        while (next is not null);
        return all;
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>The service refused a call that should have succeeded.</summary>
internal sealed class ApiCallException(string operation, HttpStatusCode status, JsonMap answer)
    : Exception($"{operation}: {(int)status} {answer}")
{
    /// <summary>The exception's name in the API model.</summary>
    public string Type { get; } = (answer["__type"] as JsonString)?.Value ?? "";
}

/// <summary>Reading JSON where a test knows what is there.</summary>
internal static class Json
{
    public static string Text(this JsonAny value, string name) => ((JsonString)value.At(name)).Value;

    public static long Integer(this JsonAny value, string name) =>
        ((JsonNumber)value.At(name)).TryGetInt64(out long whole) ? whole : throw new InvalidCastException($"{name} is not whole");

    public static JsonList List(this JsonAny value, string name) => (JsonList)value.At(name);

    public static JsonAny At(this JsonAny value, string name) =>
        ((JsonMap)value)[name] ?? throw new KeyNotFoundException($"There is no {name} in {value}");
}
