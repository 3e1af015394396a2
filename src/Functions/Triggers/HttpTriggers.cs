using System.Net;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>
/// Hands every request to the <see cref="Routes"/>. A caller proves itself by a function key, all but those that ask for health, and browsers,
/// which got a session for one.
/// </summary>
public sealed class HttpTriggers(Routes routes, OrchestrationClient client)
{
    // Routes are tried in the order of the functions' names: this one comes before the one that takes everything.
    [Function("asl-health")]
    public Task<HttpResponseData> Health(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequestData request, CancellationToken cancel) =>
        Answer(request, routes.DispatchAsync, cancel);

    /// <summary>The host asks for no key here: the session is looked at by the <see cref="Routes"/>.</summary>
    [Function("asl-console")]
    public Task<HttpResponseData> Console(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "put", "post", "delete", Route = "console/{*path}")] HttpRequestData request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancel) =>
        Answer(request, durable, routes.DispatchConsoleAsync, cancel);

    [Function("asl-http")]
    public Task<HttpResponseData> Any(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "put", "post", "delete", Route = "{*path}")] HttpRequestData request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancel) =>
        Answer(request, durable, routes.DispatchAsync, cancel);

    private Task<HttpResponseData> Answer(
        HttpRequestData request, DurableTaskClient durable, Func<HttpCall, CancellationToken, ValueTask<HttpAnswer>> dispatch, CancellationToken cancel)
    {
        client.Use(durable);
        return Answer(request, dispatch, cancel);
    }

    private static async Task<HttpResponseData> Answer(
        HttpRequestData request, Func<HttpCall, CancellationToken, ValueTask<HttpAnswer>> dispatch, CancellationToken cancel)
    {
        HttpAnswer answer;
        try
        {
            answer = await dispatch(await Read(request, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The caller has gone, or this instance is: whoever is still there asks again.
            return request.CreateResponse(HttpStatusCode.ServiceUnavailable);
        }

        HttpResponseData response = request.CreateResponse((HttpStatusCode)answer.Status);
        response.Headers.Add("Content-Type", answer.ContentType);
        response.Headers.Add("x-amzn-RequestId", Guid.NewGuid().ToString());
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers.Add(name, value);
        }

        // It is written to memory. What was done is told, whoever has gone by now.
        await response.Body.WriteAsync(answer.Body, CancellationToken.None);
        return response;
    }

    private static async ValueTask<HttpCall> Read(HttpRequestData request, CancellationToken cancel)
    {
        byte[] body = new byte[Math.Min(request.Body.Length, StepFunctionsService.MaxBodyBytes + 1)];
        await request.Body.ReadExactlyAsync(body, cancel);
        return new HttpCall(request.Method, request.Url.AbsolutePath, request.Url.Query.TrimStart('?'), Header, body)
        {
            // The platform may speak HTTPS with the caller and HTTP with the app.
            IsSecure = request.Url.Scheme == Uri.UriSchemeHttps || Header("X-Forwarded-Proto") == Uri.UriSchemeHttps,
        };

        string? Header(string name) => request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;
    }
}
