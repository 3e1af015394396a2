using System.Net.Http.Headers;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Integrations.Status;

/// <summary>Posts each event to an address, as EventBridge's API destinations do.</summary>
internal sealed class StatusWebhook(HttpClient http, Uri address) : ITarget<JsonMap>
{
    /// <summary>Without path and query: they may have a secret.</summary>
    public string Name { get; } = $"{address.Scheme}://{address.Authority[(address.Authority.IndexOf('@') + 1)..]}";

    public IEnumerable<IReadOnlyList<JsonMap>> Split(IReadOnlyList<JsonMap> records) => records.Select(static change => (JsonMap[])[change]);

    public async Task<int> SendAsync(IReadOnlyList<JsonMap> part, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(part[0].ToUtf8());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await http.PostAsync(address, content, cancel);
        int status = (int)answer.StatusCode;
        return status switch
        {
            >= 200 and < 300 => 0,
            // It may be told to wait; all else that is the sender's fault is so again.
            >= 300 and < 500 and not (408 or 429) => throw new RefusedException($"{Name} answered {status}."),
            _ => throw new HttpRequestException($"{Name} answered {status}."),
        };
    }
}
