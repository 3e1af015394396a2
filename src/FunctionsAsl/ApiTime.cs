namespace FunctionsAsl;

/// <summary>Times of the AWS protocol: seconds since 1970 with milliseconds.</summary>
internal static class ApiTime
{
    public static DateTimeOffset Read(JsonNode seconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds.GetValue<double>() * 1000));
}
