using System.Collections.Concurrent;
using System.Net;
using System.Text;
using FunctionsAsl.Integrations;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>What answers for services that run jobs: by the operation, in turn, and the last answer for ever.</summary>
internal sealed class JobServices : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Queue<(int Status, string Body)>> _answers = new(StringComparer.Ordinal);

    /// <summary>What was called: operation, or method and path, with the request's body.</summary>
    public ConcurrentQueue<(string Call, string Body)> Calls { get; } = [];

    /// <summary>Where each call went, and by whose authority.</summary>
    public ConcurrentQueue<(Uri Address, string? Authorization)> Requests { get; } = [];

    /// <summary>Has an operation answer so.</summary>
    /// <param name="call">As <c>StartJobRun</c>, or <c>POST /v1/submitjob</c>.</param>
    public JobServices With(string call, params string[] bodies) => With(call, [.. bodies.Select(static body => (200, body))]);

    public JobServices With(string call, params (int Status, string Body)[] answers)
    {
        _answers[call] = new Queue<(int, string)>(answers);
        return this;
    }

    /// <summary>The bodies of the calls of an operation.</summary>
    public string[] Of(string call) => [.. Calls.Where(c => c.Call == call).Select(static c => c.Body)];

    /// <summary>A service whose tasks call these.</summary>
    public TaskFixture Fixture(IStore? store = null) => new(Configure, store);

    public TaskRunnerOptions Configure(TaskRunnerOptions options) => TaskIntegrations.AddTo(
        options, static name => name == "AWS_ENDPOINT_URL" ? "http://aws.test:4566" : null, own: null, new HttpClient(this, disposeHandler: false));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string call = request.Headers.TryGetValues("X-Amz-Target", out IEnumerable<string>? target)
            ? target.First().Split('.')[^1]
            : $"{request.Method} {request.RequestUri!.AbsolutePath}";
        Requests.Enqueue((request.RequestUri!, request.Headers.Authorization?.ToString()));
        Calls.Enqueue((call, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        (int status, string body) = (500, "{}");
        if (_answers.TryGetValue(call, out Queue<(int, string)>? answers))
        {
            lock (answers)
            {
                (status, body) = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
            }
        }

        return new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
    }
}
