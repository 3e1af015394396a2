namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Sends the spans and metrics of this process to collectors, by the environment variables of OpenTelemetry's exporters. Where none is named,
/// nobody listens.
/// </summary>
public sealed class TelemetryExport : IAsyncDisposable
{
    private const string Interval = "OTEL_METRIC_EXPORT_INTERVAL";

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Action<string, Exception> _report;
    private readonly CancellationTokenSource _ending = new();
    private SpanListener? _spans;
    private Delivery<JsonMap>? _delivery;
    private MetricReader? _metrics;
    private OtlpCollector? _metricsCollector;
    private OtlpCollector? _spansCollector;
    private Task _reporting = Task.CompletedTask;
    private DateTimeOffset _reported;

    private TelemetryExport(Action<string, Exception> report) => _report = report;

    /// <param name="variable">As for <see cref="Settings.Read"/>.</param>
    /// <param name="http">As for <see cref="LogDeliveries.Open"/>, and may be the same.</param>
    /// <param name="report">Told of what could not be sent. It must not throw.</param>
    /// <param name="lines">Gets each span as a line of OTLP's JSON; <see langword="null"/> where nobody does. It must neither throw nor wait.</param>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static TelemetryExport Open(
        Func<string, string?> variable, HttpClient http, Action<string, Exception> report, Action<string>? lines = null)
    {
        http.MaxResponseContentBufferSize = OtlpCollector.LargestAnswer;
        var export = new TelemetryExport(report);
        OtlpCollector? spans = export._spansCollector = OpenTelemetrySettings.Read(OtlpSignal.Traces, variable, http, report);
        TimeSpan interval = IntervalOf(variable);
        var sampler = TraceSampler.Read(variable);
        if (OpenTelemetrySettings.Read(OtlpSignal.Metrics, variable, http, report) is { } metrics)
        {
            export._metricsCollector = metrics;
            export._metrics = new MetricReader(TimeProvider.System);
            export._reporting = export.ReportAsync(interval);
        }

        if (spans is not null)
        {
            // About what a span takes as JSON.
            export._delivery = new Delivery<JsonMap>(
                new OpenTelemetrySpans(spans), static span => span.Utf8Length, TimeProvider.System, report);
        }

        if (spans is not null || lines is not null)
        {
            JsonList resource = OpenTelemetrySettings.Resource(variable);
            export._spans = new SpanListener(sampler, span =>
            {
                export._delivery?.Add(span);
                lines?.Invoke(OtlpJson.Request(resource, OtlpSignal.Traces, [span]).ToString());
            });
        }

        return export;
    }

    /// <summary>Sends what is waiting, and the metrics as they are now, as far as that goes in a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _spans?.Dispose();
        await _ending.CancelAsync();
        await _reporting;
        await Task.WhenAll(
            _metrics is null ? Task.CompletedTask : SendMetricsAsync(CancellationToken.None), _delivery?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        _metrics?.Dispose();
        _metricsCollector?.Dispose();
        _spansCollector?.Dispose();
        _ending.Dispose();
    }

    private async Task ReportAsync(TimeSpan interval)
    {
        while (!_ending.IsCancellationRequested)
        {
            await Task.Delay(interval, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_ending.IsCancellationRequested)
            {
                await SendMetricsAsync(_ending.Token);
            }
        }
    }

    /// <summary>Sends them once: what comes next time has them too.</summary>
    private async Task SendMetricsAsync(CancellationToken cancel)
    {
        IReadOnlyList<JsonAny> metrics = _metrics!.Show();
        if (metrics.Count == 0)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(EndLimit);
        try
        {
            int refused = 0;
            foreach (IReadOnlyList<JsonAny> part in OtlpCollector.Split(metrics, static metric => metric.Utf8Length))
            {
                refused += await _metricsCollector!.PostAsync(part, limit.Token);
            }

            if (refused > 0)
            {
                Report(new RefusedException($"{refused} data points were refused."));
            }
        }
        catch (Exception e)
        {
            if (!cancel.IsCancellationRequested)
            {
                Report(e);
            }
        }
    }

    /// <summary>Once a minute at most: what fails may fail each time.</summary>
    private void Report(Exception e)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (now - _reported >= BetweenReports)
        {
            _reported = now;
            _report($"Sending to {_metricsCollector!.Name}", e);
        }
    }

    private static TimeSpan IntervalOf(Func<string, string?> variable)
    {
        string text = Settings.Value(Interval, variable) ?? "60000";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            && milliseconds > 0 && milliseconds <= LongestInterval.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : throw new SettingException($"{Interval} is a number of milliseconds, up to a day; it is '{text}'.");
    }
}
