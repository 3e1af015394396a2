using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Aspire;

/// <summary>What the server tells of executions, as the dashboard of its app host has it.</summary>
public sealed class DashboardTests
{
    private static readonly string[] Spans = ["execution:order", "state:P", "state:S"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [DashboardFact]
    public async Task Spans_and_logs_of_an_execution_are_in_the_dashboard()
    {
        Uri dashboard = FreeAddress(20_000);
        await using var host = new AppHost(
            hasDashboard: true,
            $"--ASPNETCORE_URLS={dashboard.GetLeftPart(UriPartial.Authority)}",
            $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={FreeAddress(24_000).GetLeftPart(UriPartial.Authority)}",
            $"--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL={FreeAddress(28_000).GetLeftPart(UriPartial.Authority)}",
            "--environment=Development");
        IResourceBuilder<StepFunctionsResource> sfn = host.Builder.AddStepFunctions("sfn", program: AppHost.Program);
        await host.StartAsync();
        await host.WhenHealthyAsync(sfn.Resource);

        using var api = new HttpClient { BaseAddress = new Uri(sfn.Resource.Endpoint.Url) };
        string machine = await CallAsync(api, "CreateStateMachine", "stateMachineArn", JsonMap.Of(
            ("name", "order"),
            ("roleArn", "arn:aws:iam::123456789012:role/any"),
            ("definition", """{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"S"},"S":{"Type":"Succeed"}}}"""),
            ("loggingConfiguration", JsonMap.Of(
                ("level", "ALL"),
                ("destinations", JsonList.Of(JsonMap.Of(("cloudWatchLogsLogGroup", JsonMap.Of(("logGroupArn", "arn:aws:logs:us-east-1:123456789012:log-group:orders:*"))))))))));
        string execution = await CallAsync(api, "StartExecution", "executionArn", JsonMap.Of(("stateMachineArn", machine)));

        using var shown = new HttpClient { BaseAddress = dashboard, DefaultRequestHeaders = { { "X-API-Key", host.Builder.Configuration["AppHost:DashboardApiKey"] } } };
        JsonMap[] spans = await UntilAsync(
            shown, "spans", ["resourceSpans", "scopeSpans", "spans"], found => Spans.All(name => found.Any(span => Text(span, "name") == name)));
        JsonMap[] ours = [.. spans.Where(span => span.ToString().Contains(execution, StringComparison.Ordinal))];
        Assert.Equal(Spans, ours.Select(static span => Text(span, "name")).Order(StringComparer.Ordinal));
        Assert.Single(ours.Select(static span => Text(span, "traceId")).Distinct());
        Assert.Equal(Text(ours.Single(static span => Text(span, "name") == "execution:order"), "spanId"), Text(ours.Single(static span => Text(span, "name") == "state:S"), "parentSpanId"));

        JsonMap[] logs = await UntilAsync(
            shown, "logs", ["resourceLogs", "scopeLogs", "logRecords"], static found => found.Any(static log => log.ToString().Contains("ExecutionSucceeded", StringComparison.Ordinal)));
        Assert.All(logs, log => Assert.Contains(execution, log.ToString(), StringComparison.Ordinal));
    }

    /// <summary>An address that nobody has: its port is none of those that programs get by chance.</summary>
    private static Uri FreeAddress(int from)
    {
        while (true)
        {
            int port = Random.Shared.Next(from, from + 4_000);
            using var socket = new TcpListener(IPAddress.Loopback, port);
            try
            {
                socket.Start();
                return new Uri($"http://localhost:{port}");
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }

    private static async Task<string> CallAsync(HttpClient api, string operation, string answer, JsonMap input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(input.ToUtf8()) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0") } },
            Headers = { { "X-Amz-Target", "AWSStepFunctions." + operation } },
        };
        using HttpResponseMessage response = await api.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return Text((JsonMap)JsonAny.Parse(text), answer);
    }

    /// <summary>Asks the dashboard until it has what is looked for.</summary>
    /// <param name="path">The lists within each other, as OTLP has them.</param>
    private static async Task<JsonMap[]> UntilAsync(HttpClient dashboard, string what, string[] path, Func<JsonMap[], bool> isEnough)
    {
        using var limit = new CancellationTokenSource(Patience);
        string seen = "nothing";
        try
        {
            while (true)
            {
                // Until something has come from it the resource is not known; and before, the dashboard may not listen.
                (bool isOk, seen) = await GetAsync(dashboard, $"/api/telemetry/{what}?resource=sfn&limit=1000", limit.Token);
                if (isOk && ((JsonMap)JsonAny.Parse(seen))["data"] is JsonMap data)
                {
                    JsonMap[] found = [.. path.Aggregate((IEnumerable<JsonMap>)[data], static (all, name) => all.SelectMany(one => one[name] is JsonList list ? list.Cast<JsonMap>() : []))];
                    if (isEnough(found))
                    {
                        return found;
                    }
                }

                await Task.Delay(200, limit.Token);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The dashboard has no such {what}: {seen}", e);
        }
    }

    private static async Task<(bool IsOk, string Answer)> GetAsync(HttpClient dashboard, string path, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage response = await dashboard.GetAsync(path, cancel);
            string answer = await response.Content.ReadAsStringAsync(cancel);
            return response.StatusCode == HttpStatusCode.OK ? (true, answer) : (false, $"{response.StatusCode}: {answer}");
        }
        catch (HttpRequestException e)
        {
            return (false, e.Message);
        }
    }

    private static string Text(JsonMap map, string name) => (map[name] as JsonString)?.Value ?? "";
}
