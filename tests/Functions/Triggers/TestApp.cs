using System.Net;
using System.Text;
using FunctionsAsl.Durable;
using FunctionsAsl.Functions.Adapters;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>The app over storage in memory, with a durable engine that starts nothing: what was started is up to the test.</summary>
internal sealed class TestApp
{
    private readonly Mock<DurableTaskClient> _durable = new("test");

    private TestApp(TaskHandlers handlers)
    {
        var options = new TaskRunnerOptions
        {
            Handlers = handlers,
            Service = new ServiceOptions { Clock = Clock, ReportFailure = (what, e) => Failures.Add($"{what}: {e.Message}"), ReportNote = Notes.Add },
        };
        _durable
            .Setup(d => d.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object>(), It.IsAny<StartOrchestrationOptions>(), It.IsAny<CancellationToken>()))
            .Callback((TaskName _, object? input, StartOrchestrationOptions? _, CancellationToken _) => Started.Add((JsonText)input!))
            .ReturnsAsync("");
        Service = DurableService.Create(Blobs, new MemoryQueues(Clock), Client, options, ["WriteReceipt"]);
        Routes = new Routes(Service.Service, browsers: new BrowserAccess(Service.Records, Clock));
        Http = new HttpTriggers(Routes, Client);
        Activities = new DurableTriggers(Service, Client);
    }

    public VirtualClock Clock { get; } = new();

    public MemoryBlobs Blobs { get; } = new();

    public OrchestrationClient Client { get; } = new();

    public DurableTaskClient Durable => _durable.Object;

    public DurableService Service { get; }

    public Routes Routes { get; }

    public HttpTriggers Http { get; }

    public DurableTriggers Activities { get; }

    /// <summary>What orchestrations were started with.</summary>
    public List<JsonText> Started { get; } = [];

    public List<string> Failures { get; } = [];

    public List<string> Notes { get; } = [];

    public static TestApp Create(TaskHandlers? handlers = null) => new(handlers ?? new TaskHandlers());

    public static HttpRequestData Request(
        string method, string url, string body = "", string? target = null, string? cookie = null, string scheme = "https")
    {
        var request = new Mock<HttpRequestData>(Mock.Of<FunctionContext>());
        HttpHeadersCollection headers = [];
        if (target is not null)
        {
            headers.Add("X-Amz-Target", target);
        }

        if (cookie is not null)
        {
            headers.Add("Cookie", cookie);
        }

        request.Setup(r => r.Method).Returns(method);
        request.Setup(r => r.Url).Returns(new Uri($"{scheme}://app.test{url}"));
        request.Setup(r => r.Headers).Returns(headers);
        request.Setup(r => r.Body).Returns(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        request.Setup(r => r.CreateResponse()).Returns(() =>
        {
            Mock<HttpResponseData> response = new Mock<HttpResponseData>(Mock.Of<FunctionContext>()).SetupAllProperties();
            response.Object.Headers = [];
            response.Object.Body = new MemoryStream();
            return response.Object;
        });
        return request.Object;
    }

    public static string Text(HttpResponseData response) => Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());

    /// <summary>Calls the app as a client that has a key.</summary>
    /// <exception cref="InvalidOperationException">The app refused.</exception>
    public async Task<string> Call(string method, string url, string body = "")
    {
        HttpResponseData response = await Http.Any(Request(method, url, body), Durable, default);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted
            ? Text(response)
            : throw new InvalidOperationException($"{response.StatusCode}: {Text(response)}");
    }
}
