using System.Net.Http.Headers;

namespace FunctionsAsl.Integrations.Azure.Messages;

/// <summary>An address of Azure that takes messages.</summary>
internal sealed class AzureEndpoint(AzureClient client, Uri address)
{
    /// <param name="headers">Besides the content's type.</param>
    /// <exception cref="BoundException">It was not taken.</exception>
    public async ValueTask PostAsync(
        byte[] body, string type, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        foreach ((string name, string value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        await client.SendAsync(message, cancel);
    }
}
