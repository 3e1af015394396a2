using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;

namespace FunctionsAsl.Integrations.Azure.Messages;

/// <summary>An address of Azure that takes messages over HTTP from whoever has a token.</summary>
/// <param name="scope">What the token is for, as <c>https://eventgrid.azure.net/.default</c>.</param>
internal sealed class AzureEndpoint(HttpClient http, Uri address, string scope, TokenCredential identity)
{
    /// <param name="headers">Besides the content's type.</param>
    /// <exception cref="BoundException">It was not taken.</exception>
    public async ValueTask PostAsync(
        byte[] body, string type, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancel));
        foreach ((string name, string value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using HttpResponseMessage answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                throw answer.StatusCode == HttpStatusCode.NotFound ? NotFound() : Refusals.Of((int)answer.StatusCode, code: null);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw Refusals.Of(0, code: null, e);
        }
    }

    private async ValueTask<string> TokenAsync(CancellationToken cancel)
    {
        try
        {
            return (await identity.GetTokenAsync(new TokenRequestContext([scope]), cancel)).Token;
        }
        catch (AuthenticationFailedException e)
        {
            throw Refusals.Of((int)HttpStatusCode.Unauthorized, code: null, e);
        }
    }

    private static BoundException NotFound() => new("NotFound", "The resource that this one is bound to does not exist.", (int)HttpStatusCode.NotFound);
}
