using System.Diagnostics;
using System.Net;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Benchmarks;

/// <summary>What spans and metrics cost: synchronous executions of three states on one thread, without and with those who take them.</summary>
internal static class TelemetryBenchmark
{
    public static async Task<int> RunAsync()
    {
        await using var service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions());
        byte[] body = SyncBenchmark.Start(SyncBenchmark.Read(
            await service.Service.InvokeAsync("AWSStepFunctions.CreateStateMachine", SyncBenchmark.Machine.ToUtf8(), default)));
        Table.Row("in process, one thread", "us each", "bytes each");
        Measure("nobody listens", service, body);
        using (Listen())
        {
            Measure("spans are taken", service, body);
        }

        using var http = new HttpClient(new Nowhere());
        await using (TelemetryExport.Open(
            static name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://127.0.0.1:4318" : null, http, static (_, _) => { }))
        {
            Measure("spans and metrics are sent", service, body);
        }

        Measure("nobody listens any more", service, body);
        return 0;
    }

    private static void Measure(string name, InProcessService service, byte[] body)
    {
        var measured = Measurement.Of(() =>
        {
            ValueTask<ApiResponse> answer = service.Service.InvokeAsync("AWSStepFunctions.StartSyncExecution", body, default);
            if (!answer.IsCompleted || answer.Result.Status != 200)
            {
                throw new InvalidOperationException("It did not end on this thread with an answer.");
            }
        });
        Table.Row(name, measured.Time.TotalMicroseconds, measured.Bytes);
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ExecutionTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Nowhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) });
    }
}
