namespace FunctionsAsl.Integrations.Items;

/// <summary>A time as a listing's items have it: seconds since 1970, written as Java writes a double (ST distributed_map: 1.790204286E9).</summary>
internal static class EpochSeconds
{
    public static JsonAny Of(DateTimeOffset time)
    {
        decimal seconds = time.ToUnixTimeMilliseconds() / 1000m;
        int exponent = 0;
        while (Math.Abs(seconds) >= 10)
        {
            seconds /= 10;
            exponent++;
        }

        // Java takes to exponents from ten millions on; times before that are as good as none.
        return JsonAny.Parse(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0###################}E{exponent}"));
    }
}
