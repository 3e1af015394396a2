using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Serving;

/// <summary>Where logs, spans and metrics of this process go, by its settings: files of lines, collectors, a Logs endpoint.</summary>
public sealed class Outlets : IAsyncDisposable
{
    private readonly HttpClient _http = Settings.Http();
    private LineFile? _logs;
    private LineFile? _traces;
    private LogDeliveries? _deliveries;
    private TelemetryExport? _export;

    private Outlets()
    {
    }

    /// <param name="variable">As for <see cref="Settings.Read"/>.</param>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static async ValueTask<Outlets> OpenAsync(Func<string, string?> variable, ServiceOptions service)
    {
        var outlets = new Outlets();
        try
        {
            outlets._logs = LineFile.Open(LineFile.Logs);
            LineFile? traces = outlets._traces = LineFile.Open(LineFile.Traces);
            outlets._deliveries = LogDeliveries.Open(variable, service, outlets._http);
            outlets._export = TelemetryExport.Open(variable, outlets._http, service.ReportFailure, traces is null ? null : traces.Add);
            return outlets;
        }
        catch (SettingException)
        {
            await outlets.DisposeAsync();
            throw;
        }
    }

    /// <summary>The options of a service that logs to all of them.</summary>
    public ServiceOptions AddTo(ServiceOptions service) =>
        _deliveries!.AddTo(_logs is { } logs ? service with { Log = service.Log + (record => logs.Add(record.Text)) } : service);

    /// <summary>Has what is waiting written and sent, as far as that goes in a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        // What is written here first; what is sent may take until its limit.
        await CloseAsync(_logs);
        await Task.WhenAll(CloseAsync(_export), CloseAsync(_deliveries));
        await CloseAsync(_traces);
        _http.Dispose();
    }

    private static Task CloseAsync(IAsyncDisposable? outlet) => outlet?.DisposeAsync().AsTask() ?? Task.CompletedTask;
}
