using System.Security.Cryptography;
using FunctionsAsl.AwsApi.Protocols;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>Calls operations of AWS's services, or of what answers like them. It tries once: whether again is the workflow's decision.</summary>
/// <param name="bound">Answers for resources that are bound to others; <see langword="null"/> where none is.</param>
internal sealed class AwsClient(HttpClient http, Endpoints endpoints, Credentials credentials, TimeProvider clock, IBoundServices? bound = null)
{
    /// <summary>A task's result has up to 256 KiB; more than this, which leaves room for markup and encodings, cannot become one.</summary>
    private const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <param name="variable">Looks settings up: endpoints and keys.</param>
    /// <param name="own">As for <see cref="Endpoints"/>.</param>
    public static AwsClient Open(Func<string, string?> variable, ServiceOptions options, Uri? own, HttpClient http, IBoundServices? bound = null) =>
        new(http, new Endpoints(variable, options.Region, own), new Credentials(variable), options.Clock, bound);

    /// <param name="arguments">Members of the operation's input as <see cref="Protocol.Write"/> takes them.</param>
    /// <param name="trace">What the call is a part of.</param>
    /// <param name="body">What is sent as the payload, which <paramref name="arguments"/> then has not; empty where they have it, or there is none.</param>
    /// <exception cref="AwsUnreachableException">There is no answer, or none of the service's protocol.</exception>
    /// <exception cref="TaskFailedException">The service has no endpoint.</exception>
    public ValueTask<AwsReply> CallAsync(
        ServiceModel service,
        OperationModel operation,
        JsonMap arguments,
        CancellationToken cancel,
        ReadOnlyMemory<byte> body = default,
        TraceContext? trace = null) =>
        bound?.Find(service.Entry.Name, arguments) is { } resource
            ? AskAsync(resource, operation, arguments, cancel)
            : SendAsync(service, operation, arguments, body, trace, ReadAsync, cancel);

    /// <summary>Where a service is, without what proves who calls.</summary>
    /// <exception cref="TaskFailedException">The service has no endpoint.</exception>
    public string PlaceOf(ServiceModel service)
    {
        Uri address = endpoints.Find(service).Address;
        return $"{address.Scheme}://{address.Authority}";
    }

    /// <summary>Calls an operation whose output is a stream of any length, as S3's <c>GetObject</c>.</summary>
    /// <returns>The reply, and what is to be read where it is no error; the caller disposes that. The output of the reply has no payload.</returns>
    /// <inheritdoc cref="CallAsync"/>
    public ValueTask<(AwsReply Reply, Stream? Content)> OpenAsync(
        ServiceModel service, OperationModel operation, JsonMap arguments, CancellationToken cancel, TraceContext? trace = null) =>
        SendAsync(service, operation, arguments, default, trace, OpenAsync, cancel);

    /// <summary>Asks a bound resource, whose answer looks like AWS's.</summary>
    private static async ValueTask<AwsReply> AskAsync(
        IBoundResource resource, OperationModel operation, JsonMap arguments, CancellationToken cancel)
    {
        try
        {
            BoundAnswer answer = await resource.CallAsync(operation.Name, arguments, cancel);
            return new AwsReply(new AwsAnswer { Output = answer.Output, RequestId = answer.RequestId }, 200, []);
        }
        catch (BoundException e)
        {
            var error = new AwsError(e.Code, e.Message, e.Status, operation.FindError(e.Code));
            return new AwsReply(new AwsAnswer { Error = error, RequestId = e.RequestId }, e.Status, []);
        }
    }

    /// <param name="read">Makes something of the answer, and disposes it.</param>
    private async ValueTask<T> SendAsync<T>(
        ServiceModel service,
        OperationModel operation,
        JsonMap arguments,
        ReadOnlyMemory<byte> body,
        TraceContext? trace,
        ReadAnswer<T> read,
        CancellationToken cancel)
    {
        Endpoint endpoint = endpoints.Find(service);
        // The client's own ends with the headers.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(http.Timeout);
        try
        {
            AwsRequest request = Protocol.Of(service).Write(service, operation, arguments);
            request = body.IsEmpty ? request : request with { Body = body };
            SessionKey key = await credentials.FindAsync(endpoint);
            using HttpRequestMessage message = Message(service, operation, arguments, request, endpoint, key);
            trace?.AddTo(message.Headers);
            HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await read(service, operation, response, limit.Token);
        }
        catch (AwsFormatException e)
        {
            throw new AwsUnreachableException(e.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AwsUnreachableException($"Unable to execute HTTP request: Connect to {endpoint.Address.Authority} failed: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new AwsUnreachableException($"Unable to execute HTTP request: {endpoint.Address.Authority} did not answer in time", e);
        }
    }

    private static async ValueTask<AwsReply> ReadAsync(
        ServiceModel service, OperationModel operation, HttpResponseMessage response, CancellationToken cancel)
    {
        using (response)
        {
            return Reply(service, operation, response, await ReadAsync(response.Content, cancel));
        }
    }

    private async ValueTask<(AwsReply Reply, Stream? Content)> OpenAsync(
        ServiceModel service, OperationModel operation, HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
        {
            return (await ReadAsync(service, operation, response, cancel), null);
        }

        try
        {
            Stream content = await response.Content.ReadAsStreamAsync(cancel);
            return (Reply(service, operation, response, []), new AnswerStream(response, content, http.Timeout));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static AwsReply Reply(ServiceModel service, OperationModel operation, HttpResponseMessage response, byte[] body)
    {
        KeyValuePair<string, string>[] headers =
        [
            .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .Select(static h => KeyValuePair.Create(h.Key, h.Value.ToString())),
        ];
        var read = new AwsResponse((int)response.StatusCode, new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase), body);
        return new AwsReply(Protocol.Of(service).Read(service, operation, read), read.Status, headers);
    }

    private HttpRequestMessage Message(
        ServiceModel service, OperationModel operation, JsonMap arguments, AwsRequest request, Endpoint endpoint, SessionKey key)
    {
        var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
        Checksum.AddTo(headers, operation, arguments, request.Body.Span);
        Uri address = AddressOf(request, endpoint);
        Sign(headers, service, operation, request, address, endpoint, key);
        var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        // What describes a body goes with one, and was signed.
        if (!request.Body.IsEmpty || request.Method is "POST" or "PUT" or "PATCH"
            || headers.Keys.Any(static name => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
        }

        foreach ((string name, string value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    /// <summary>The path is sent as it was written: a name may have two slashes, or a segment of dots.</summary>
    private static Uri AddressOf(AwsRequest request, Endpoint endpoint)
    {
        string authority = (endpoint.IsAws ? request.HostPrefix : "") + endpoint.Address.Authority;
        string query = request.Query.Length == 0 ? "" : "?" + request.Query;
        return new Uri(
            $"{endpoint.Address.Scheme}://{authority}{PathOf(request, endpoint)}{query}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static string PathOf(AwsRequest request, Endpoint endpoint) => endpoint.Address.AbsolutePath.TrimEnd('/') + request.Path;

    private void Sign(
        Dictionary<string, string> headers,
        ServiceModel service,
        OperationModel operation,
        AwsRequest request,
        Uri address,
        Endpoint endpoint,
        SessionKey key)
    {
        if (operation.Unsigned)
        {
            return;
        }

        bool isS3 = service.SignatureVersion.StartsWith("s3", StringComparison.Ordinal);
        if (isS3)
        {
            headers["x-amz-content-sha256"] = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        }

        if (key.Token is { } token)
        {
            headers["X-Amz-Security-Token"] = token;
        }

        var signed = new RequestToSign(
            request.Method,
            PathOf(request, endpoint),
            request.Query,
            name => name == "host" ? address.Authority : headers.GetValueOrDefault(name),
            request.Body)
        {
            KeepsPath = isS3,
        };
        string[] names = [.. headers.Keys.Select(static name => name.ToLowerInvariant()).Where(static name => name.StartsWith("x-amz-", StringComparison.Ordinal))];
        foreach ((string name, string value) in new Signer(key.Key, endpoint.Region, service.SigningName, clock).Sign(signed, names))
        {
            headers[name] = value;
        }
    }

    /// <summary>An answer's body, of at most as many bytes as a task can use.</summary>
    /// <exception cref="TaskFailedException">It has more.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        try
        {
            await content.LoadIntoBufferAsync(MaxAnswerBytes, cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new TaskFailedException(
                ErrorName.DataLimitExceeded,
                string.Create(CultureInfo.InvariantCulture, $"The service answered with more than {MaxAnswerBytes} bytes."));
        }

        return await content.ReadAsByteArrayAsync(cancel);
    }

    private delegate ValueTask<T> ReadAnswer<T>(
        ServiceModel service, OperationModel operation, HttpResponseMessage response, CancellationToken cancel);
}
