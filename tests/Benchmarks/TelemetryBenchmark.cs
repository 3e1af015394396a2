using System.Diagnostics;
using System.Net;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// What spans and metrics cost: synchronous executions of three states on one thread, without and with those who
/// take them, in turns; the best of each.
/// </summary>
internal static class TelemetryBenchmark
{
    // The runtime compiles what it has run for a while once more; until then all is several times as slow.
    private const int Rounds = 6;

    public static async Task<int> RunAsync()
    {
        await using var service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions());
        byte[] body = SyncBenchmark.Start(SyncBenchmark.Read(
            await service.Service.InvokeAsync("AWSStepFunctions.CreateStateMachine", SyncBenchmark.Machine.ToUtf8(), default)));
        using var http = new HttpClient(new Nowhere());
        Measured off = Measured.None, taken = Measured.None, sent = Measured.None;
        for (int round = 0; round < Rounds; round++)
        {
            off = off.Best(Measure(service, body));
            using (Listen())
            {
                taken = taken.Best(Measure(service, body));
            }

            await using (TelemetryExport.Open(
                static name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://127.0.0.1:4318" : null, http, static (_, _) => { }))
            {
                sent = sent.Best(Measure(service, body));
            }
        }

        Table.Row("in process, one thread", "us each", "us of CPU each", "bytes each");
        Table.Row("nobody listens", off.Time, off.Cpu, off.Bytes);
        Table.Row("spans are taken", taken.Time, taken.Cpu, taken.Bytes);
        Table.Row("spans and metrics are sent", sent.Time, sent.Cpu, sent.Bytes);
        return 0;
    }

    /// <remarks>What sends has threads of its own: the processors' time has them too, and the warm-up.</remarks>
    private static Measured Measure(InProcessService service, byte[] body)
    {
        long calls = 0;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        var measured = Measurement.Of(() =>
        {
            calls++;
            ValueTask<ApiResponse> answer = service.Service.InvokeAsync("AWSStepFunctions.StartSyncExecution", body, default);
            if (!answer.IsCompleted || answer.Result.Status != 200)
            {
                throw new InvalidOperationException("It did not end on this thread with an answer.");
            }
        });
        TimeSpan used = Environment.CpuUsage.TotalTime - before;
        return new Measured(measured.Time.TotalMicroseconds, used.TotalMicroseconds / calls, measured.Bytes);
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

    /// <param name="Time">Microseconds on this thread.</param>
    /// <param name="Cpu">Microseconds of the processors.</param>
    private sealed record Measured(double Time, double Cpu, double Bytes)
    {
        public static Measured None { get; } = new(double.MaxValue, double.MaxValue, double.MaxValue);

        public Measured Best(Measured other) => new(Math.Min(Time, other.Time), Math.Min(Cpu, other.Cpu), Math.Min(Bytes, other.Bytes));
    }

    private sealed class Nowhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) });
    }
}
