using System.Buffers.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>Values without parts, as a text of the wire, and back.</summary>
internal static class Scalar
{
    public const string UnixTimestamp = "unixTimestamp";
    public const string Iso8601 = "iso8601";
    public const string Rfc822 = "rfc822";

    /// <param name="timestampFormat">Of timestamps whose shape names none.</param>
    /// <exception cref="AwsFormatException">The value does not fit.</exception>
    public static string Write(JsonAny value, Shape shape, string timestampFormat) => (shape.Kind, value) switch
    {
        (ShapeKind.Timestamp, _) => WriteTimestamp(value, shape, timestampFormat) switch
        {
            JsonString text => text.Value,
            var number => number.ToString(),
        },
        (ShapeKind.Boolean, JsonBoolean given) => given.Value ? "true" : "false",
        (ShapeKind.Blob, JsonString blob) => Base64.IsValid(blob.Value) ? blob.Value : throw Misfit(value, shape),
        (ShapeKind.String or ShapeKind.Float or ShapeKind.Double, JsonString text) => text.Value,
        (ShapeKind.Integer or ShapeKind.Long, JsonNumber number) => number.TryGetInt64(out long whole) ? Text(whole) : throw Misfit(value, shape),
        (ShapeKind.Float or ShapeKind.Double, JsonNumber number) => number.Text,
        _ => throw Misfit(value, shape),
    };

    /// <exception cref="AwsFormatException">The text does not fit.</exception>
    public static JsonAny Read(string text, Shape shape) => shape.Kind switch
    {
        ShapeKind.Boolean => text.Equals("true", StringComparison.OrdinalIgnoreCase),
        ShapeKind.Integer or ShapeKind.Long => long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : throw Misread(text, shape),
        ShapeKind.Float or ShapeKind.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? double.IsFinite(number) ? number : new JsonString(text)
            : throw Misread(text, shape),
        ShapeKind.Timestamp => ReadTimestamp(text),
        ShapeKind.String or ShapeKind.Blob => text,
        _ => throw Misread(text, shape),
    };

    /// <param name="value">ISO 8601 text, or seconds since 1970.</param>
    public static JsonAny WriteTimestamp(JsonAny value, Shape shape, string format)
    {
        DateTimeOffset time = (value is JsonString or JsonNumber ? TimeOf(value) : null) ?? throw Misfit(value, shape);
        return (shape.TimestampFormat ?? format) switch
        {
            Iso8601 => Iso(time),
            Rfc822 => time.ToString("R", CultureInfo.InvariantCulture),
            _ when time.Millisecond == 0 => time.ToUnixTimeSeconds(),
            _ => time.ToUnixTimeMilliseconds() / 1000.0,
        };
    }

    /// <param name="value">Seconds since 1970, or a text in any of the formats.</param>
    public static JsonAny ReadTimestamp(JsonAny value) =>
        TimeOf(value) is { } time ? Iso(time) : throw new AwsFormatException($"The answer has a timestamp that is none: {value}");

    // As Java's Instant, and so Step Functions, writes it: with as many groups of three digits as it takes.
    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
            : time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"
            : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'",
        CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeOf(JsonAny value) => value switch
    {
        JsonNumber number => FromSeconds(number.AsDouble),
        JsonString text when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => FromSeconds(seconds),
        JsonString text when DateTimeOffset.TryParse(
            text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) => time,
        _ => null,
    };

    private static DateTimeOffset? FromSeconds(double seconds)
    {
        // A double has no exact microseconds of today.
        double milliseconds = Math.Round(seconds * 1000);
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;
    }

    private static string Text(long whole) => whole.ToString(CultureInfo.InvariantCulture);

    private static AwsFormatException Misfit(JsonAny value, Shape shape) => new($"A {value.Kind} cannot be written as {shape.Kind} {shape.Name}.");

    private static AwsFormatException Misread(string text, Shape shape) => new($"The answer has no {shape.Kind} {shape.Name}: '{text}'.");
}
