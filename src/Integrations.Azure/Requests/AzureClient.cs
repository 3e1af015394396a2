using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;

namespace FunctionsAsl.Integrations.Azure.Requests;

/// <summary>Calls a service of Azure over HTTP with a token of the host's identity.</summary>
/// <param name="scope">What the token is for, as <c>https://eventgrid.azure.net/.default</c>.</param>
internal sealed class AzureClient(HttpClient http, string scope, TokenCredential identity)
{
    /// <summary>More than the description of any resource has.</summary>
    private const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <returns>The status, where the service says that it goes on, and the answer's JSON; an empty object of all else.</returns>
    /// <exception cref="BoundException">It was not done.</exception>
    public async ValueTask<(HttpStatusCode Status, Uri? Location, JsonMap Answer)> SendAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancel));
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
            await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancel);
            JsonMap read = Read(await answer.Content.ReadAsStringAsync(cancel));
            return answer.IsSuccessStatusCode ? (answer.StatusCode, answer.Headers.Location, read)
                : throw (answer.StatusCode == HttpStatusCode.NotFound ? NotFound() : Refusals.Of((int)answer.StatusCode, CodeOf(read)));
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

    private static JsonMap Read(string text)
    {
        try
        {
            return JsonAny.Parse(text) as JsonMap ?? JsonMap.Empty;
        }
        catch (JsonSyntaxException)
        {
            return JsonMap.Empty;
        }
    }

    /// <summary>The code of an error as the Resource Manager writes it; <see langword="null"/> where it is none that can be shown.</summary>
    private static string? CodeOf(JsonMap answer) =>
        (answer["error"] as JsonMap)?["code"] is JsonString { Value: { Length: <= 100 } code } && code.All(char.IsAsciiLetterOrDigit) ? code : null;

    private static BoundException NotFound() => new("NotFound", "The resource that this one is bound to does not exist.", (int)HttpStatusCode.NotFound);
}
