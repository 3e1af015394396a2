using System.Diagnostics.Metrics;

namespace FunctionsAsl.Service.Protocol;

/// <summary>The meter of the service, whose instruments are named as CloudWatch's metrics of AWS/States (DG/procedure-cw-metrics).</summary>
internal static class ServiceMeter
{
    /// <summary>Of the meter, and of the source of the spans.</summary>
    public const string Name = "FunctionsAsl";

    private static readonly Meter Meter = new(Name, EngineVersion.Current);

    public static Counter<long> Count(string name) => Meter.CreateCounter<long>(name);

    /// <summary>Of milliseconds.</summary>
    public static Histogram<double> Time(string name) => Meter.CreateHistogram<double>(name, "ms");
}
