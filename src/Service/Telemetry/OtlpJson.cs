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
    public static JsonMap Request(JsonList resource, OtlpSignal signal, IEnumerable<JsonAny> records) => JsonMap.Of(
        ($"resource{signal.Data}", JsonList.Of([JsonMap.Of(
            ("resource", JsonMap.Of(("attributes", resource))),
            ($"scope{signal.Data}", JsonList.Of([JsonMap.Of(
                ("scope", JsonMap.Of(("name", ExecutionTelemetry.Name))), (signal.Records, JsonList.Of(records)))])))])));

    /// <summary>How many records an answer says were refused.</summary>
    public static long Rejected(ReadOnlySpan<byte> answer, OtlpSignal signal)
    {
        try
        {
            return !answer.IsEmpty
                && (JsonAny.Parse(answer) as JsonMap)?["partialSuccess"] is JsonMap partial
                && partial[signal.Rejected] is { } rejected
                && long.TryParse(rejected is JsonString text ? text.Value : rejected.ToString(), CultureInfo.InvariantCulture, out long count)
                    ? count
                    : 0;
        }
        catch (JsonSyntaxException)
        {
            return 0;
        }
    }
}
