namespace FunctionsAsl.Service.Operations;

/// <summary>Times as the API shows them: seconds since 1970 with milliseconds.</summary>
public static class Timestamp
{
    public static JsonNumber Of(DateTimeOffset time) => JsonNumber.Of(time.ToUnixTimeMilliseconds() / 1000.0);

    /// <summary>Now, as precise as the API shows it, so that every answer about one moment is the same.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
