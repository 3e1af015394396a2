using System.Collections;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Local;

/// <summary>
/// Logs and spans of a workflow that runs without a server. It has no <c>loggingConfiguration</c>, so all that happens is logged, without what it
/// works on. LOGS_ENDPOINT is not read: that has log groups that were made for state machines.
/// </summary>
internal static class RunTelemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_";

    /// <summary>The machine, as it logs. The log group has the name that AWS's console would give it.</summary>
    public static StateMachineRecord Logging(StateMachineRecord machine)
    {
        string[] arn = machine.Arn.Split(':');
        string group = $"arn:{arn[1]}:logs:{arn[3]}:{arn[4]}:log-group:/aws/vendedlogs/states/{machine.Name}-Logs:*";
        return machine with
        {
            LoggingConfiguration = JsonMap.Of(
                ("level", "ALL"),
                ("includeExecutionData", false),
                ("destinations", JsonList.Of([JsonMap.Of(("cloudWatchLogsLogGroup", JsonMap.Of(("logGroupArn", group))))]))),
        };
    }

    /// <returns><see langword="null"/> where nobody asked for anything, which costs nothing.</returns>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static async ValueTask<Outlets?> OpenAsync(ServiceOptions service) => IsAskedFor()
        ? await Outlets.OpenAsync(static name => name == LogDeliveries.LogsEndpoint ? null : Environment.GetEnvironmentVariable(name), service)
        : null;

    private static bool IsAskedFor() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(static entry =>
        entry.Key is LineFile.Logs or LineFile.Traces || ((string)entry.Key).StartsWith(Collector, StringComparison.Ordinal));
}
