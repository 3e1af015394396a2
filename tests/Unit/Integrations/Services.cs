using System.Net;
using System.Text;
using FunctionsAsl.Integrations;
using FunctionsAsl.Unit.Tasks;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>What answers for AWS's services; it remembers the last request.</summary>
internal sealed class Services(int status, string body, params (string Name, string Value)[] headers) : HttpMessageHandler
{
    public string? Line { get; private set; }

    public string Body { get; private set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A service whose tasks call this one.</summary>
    /// <param name="settings">As <c>AWS_ENDPOINT_URL</c>.</param>
    public TaskFixture Fixture(Dictionary<string, string>? settings = null, Uri? own = null)
    {
        settings ??= new(StringComparer.Ordinal) { ["AWS_ENDPOINT_URL"] = "http://aws.test:4566" };
        return new TaskFixture(o => TaskIntegrations.AddTo(o, settings.GetValueOrDefault, own, new HttpClient(this)));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Line = $"{request.Method} {request.RequestUri}";
        Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues value) in request.Headers.NonValidated
            .Concat(request.Content?.Headers.NonValidated ?? default))
        {
            Headers[name] = value.ToString();
        }

        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
