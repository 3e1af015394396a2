using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>The services that get what state machines log, by the settings.</summary>
public sealed class LogDeliveries : IAsyncDisposable
{
    public const string LogsEndpoint = "LOGS_ENDPOINT";

    private readonly List<Delivery<LogRecord>> _deliveries = [];
    private ILogGroups? _groups;
    private OtlpCollector? _collector;

    private LogDeliveries()
    {
    }

    /// <summary>How many records have come that are neither delivered nor lost yet.</summary>
    public long Undelivered => _deliveries.Sum(static delivery => delivery.Undelivered);

    /// <param name="variable">As for <see cref="Settings.Read"/>.</param>
    /// <param name="http">Carries these calls and no others, with answers of a bounded size. Who gives it disposes of it.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static LogDeliveries Open(Func<string, string?> variable, ServiceOptions service, HttpClient http)
    {
        http.MaxResponseContentBufferSize = OtlpCollector.LargestAnswer;
        var deliveries = new LogDeliveries();
        if (Settings.Address(LogsEndpoint, variable) is { } endpoint)
        {
            Signer? signer = Settings.Signer("logs", service.Region, variable);
            var logs = new CloudWatchLogs(http, endpoint, signer, Settings.Value("AWS_SESSION_TOKEN", variable), service.Clock);
            deliveries._groups = logs;
            deliveries.Add(logs, service);
        }

        if (OpenTelemetrySettings.Read(OtlpSignal.Logs, variable, http, service.ReportFailure) is { } collector)
        {
            deliveries._collector = collector;
            deliveries.Add(new OpenTelemetryLogs(collector), service);
        }

        return deliveries;
    }

    /// <summary>The options of a service that logs here too.</summary>
    public ServiceOptions AddTo(ServiceOptions service) => service with
    {
        Log = _deliveries.Aggregate(service.Log, static (log, delivery) => log + delivery.Add),
        LogGroups = _groups,
    };

    /// <summary>Delivers what is waiting, as far as that goes in a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_deliveries.Select(static delivery => delivery.DisposeAsync().AsTask()));
        _collector?.Dispose();
    }

    private void Add(ITarget<LogRecord> target, ServiceOptions service) =>
        _deliveries.Add(new Delivery<LogRecord>(target, static record => record.Text.Length, TimeProvider.System, service.ReportFailure));
}
