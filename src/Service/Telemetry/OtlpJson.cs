namespace FunctionsAsl.Service.Telemetry;

/// <summary>What OTLP's messages have in common, in the JSON of Protocol Buffers.</summary>
internal static class OtlpJson
{
    /// <summary>As 64-bit integers are: a text.</summary>
    public static JsonAny Long(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static JsonAny Nanoseconds(DateTimeOffset time) => Long((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    public static JsonMap Text(string text) => JsonMap.Of(("stringValue", text));

    /// <param name="attributes">Values are texts, whole numbers and truths; those that are <see langword="null"/> are left out.</param>
    public static JsonList Attributes(IEnumerable<KeyValuePair<string, object?>> attributes) => JsonList.Of(attributes
        .Where(static a => a.Value is not null)
        .Select(static a => (JsonAny)JsonMap.Of(("key", a.Key), ("value", a.Value switch
        {
            bool truth => JsonMap.Of(("boolValue", truth)),
            long number => JsonMap.Of(("intValue", Long(number))),
            _ => Text(Convert.ToString(a.Value, CultureInfo.InvariantCulture) ?? ""),
        }))));

    /// <summary>A request: what one process says of itself, in one scope.</summary>
    /// <param name="signal">As <c>Logs</c>.</param>
    /// <param name="records">As <c>logRecords</c>, with what these are.</param>
    public static JsonMap Request(JsonList resource, string signal, string records, IEnumerable<JsonAny> values) => JsonMap.Of(
        ($"resource{signal}", JsonList.Of([JsonMap.Of(
            ("resource", JsonMap.Of(("attributes", resource))),
            ($"scope{signal}", JsonList.Of([JsonMap.Of(("scope", JsonMap.Of(("name", ExecutionTelemetry.Name))), (records, JsonList.Of(values)))])))])));
}
