using System.Net;
using System.Net.Http.Headers;

namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>A resource as Azure's Resource Manager (ARM) has it, and what belongs to it.</summary>
/// <param name="address">As <c>https://management.azure.com/subscriptions/…/NAME</c>.</param>
/// <param name="version">The API version of all calls.</param>
internal sealed class ArmResource(AzureClient client, Uri address, string version, TimeProvider clock)
{
    /// <summary>How often is asked for the end of what was accepted and goes on, once a second.</summary>
    private const int MaxLooks = 30;

    /// <param name="address">Of the resource: its host is also whom the tokens are for.</param>
    public static string ScopeOf(Uri address) => $"https://{address.Authority}/.default";

    /// <param name="path">What follows the resource's own, with a slash before it; empty for the resource itself. Names in it are checked.</param>
    /// <exception cref="BoundException">It is not there (status 404), or could not be had.</exception>
    public async ValueTask<JsonMap> GetAsync(string path, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, AddressOf(path), body: null, cancel)).Answer;

    /// <summary>Has something done, and waits for the answer where the Resource Manager has it elsewhere (202 and Location).</summary>
    /// <param name="path">As for <see cref="GetAsync"/>.</param>
    /// <exception cref="BoundException">It was refused, or the end of it is not known.</exception>
    public async ValueTask<JsonMap> PostAsync(string path, JsonMap? body, CancellationToken cancel)
    {
        (HttpStatusCode status, Uri? location, JsonMap answer) = await SendAsync(HttpMethod.Post, AddressOf(path), body, cancel);
        for (int look = 0; status == HttpStatusCode.Accepted && answer.Count == 0 && location is not null; look++)
        {
            // The token goes to whom it is for. An address may be written without its host (RFC 9110, 10.2.2).
            location = new Uri(address, location);
            if (location.Scheme != address.Scheme || location.Authority != address.Authority || look == MaxLooks)
            {
                throw new BoundException("InternalFailure", "The resource that this one is bound to did not say what came of it.", 500);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancel);
            Uri at = location;
            (status, location, answer) = await SendAsync(HttpMethod.Get, at, body: null, cancel);
            location ??= at;
        }

        return answer;
    }

    private Uri AddressOf(string path) => new($"{address.AbsoluteUri.TrimEnd('/')}{path}?api-version={version}");

    private async ValueTask<(HttpStatusCode Status, Uri? Location, JsonMap Answer)> SendAsync(
        HttpMethod method, Uri at, JsonMap? body, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(method, at);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body.ToUtf8()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await client.SendAsync(message, cancel);
    }
}
