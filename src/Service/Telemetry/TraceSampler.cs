namespace FunctionsAsl.Service.Telemetry;

/// <summary>Which traces are taken, by their ids: the same in every process (<c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_TRACES_SAMPLER_ARG</c>).</summary>
/// <param name="ratio">Of all traces, from 0 to 1.</param>
internal sealed class TraceSampler(double ratio)
{
    private const string Variable = "OTEL_TRACES_SAMPLER";

    // The last 56 bits are random (W3C Trace Context, level 2).
    private const int RandomDigits = 14;

    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static TraceSampler Read(Func<string, string?> variable) => Settings.Value(Variable, variable) switch
    {
        null or "always_on" or "parentbased_always_on" => new TraceSampler(1),
        "always_off" or "parentbased_always_off" => new TraceSampler(0),
        "traceidratio" or "parentbased_traceidratio" => new TraceSampler(Ratio(Settings.Value(Variable + "_ARG", variable) ?? "1")),
        { } other => throw new SettingException(
            $"{Variable} is always_on, always_off or traceidratio, also with parentbased_ in front; it is '{other}'."),
    };

    public bool Takes(string traceId) =>
        ratio >= 1 || long.Parse(traceId.AsSpan()[^RandomDigits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) < (long)(ratio * (1L << 56));

    private static double Ratio(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio) && ratio <= 1
            ? ratio
            : throw new SettingException($"{Variable}_ARG is a number from 0 to 1; it is '{text}'.");
}
