namespace FunctionsAsl.Core.Execution;

/// <summary>Timestamps as ASL writes them: RFC 3339, upper-case <c>T</c>, and <c>Z</c> or an offset (DG/state-wait).</summary>
public static class Timestamps
{
    private const int LongestFraction = 9;

    /// <summary>As the context object shows times: UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset time)
    {
        // "O" has a path of its own that is several times faster than a custom format: yyyy-MM-ddTHH:mm:ss.fffffffZ.
        Span<char> text = stackalloc char[28];
        time.UtcDateTime.TryFormat(text, out _, "O", DateTimeFormatInfo.InvariantInfo);
        text[23] = 'Z';
        return new string(text[..24]);
    }

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm[:ss[.fraction]](Z|±hh:mm)</c>, a fraction of up to nine digits.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        int zone = text.LastIndexOfAny(['Z', '+', '-']);
        if (zone < 16 || text[10] != 'T')
        {
            return false;
        }

        ReadOnlySpan<char> local = text.AsSpan(0, zone);
        int dot = local.IndexOf('.');
        if (dot >= 0 && !IsFraction(local[(dot + 1)..]))
        {
            return false;
        }

        // .NET counts in 100 ns, so a longer fraction is cut.
        ReadOnlySpan<char> cut = dot >= 0 && local.Length - dot > 8 ? local[..(dot + 8)] : local;
        string format = dot >= 0
            ? "yyyy-MM-dd'T'HH:mm:ss." + new string('f', cut.Length - dot - 1)
            : cut.Length > 16 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm";
        return DateTime.TryParseExact(cut, format, DateTimeFormatInfo.InvariantInfo, DateTimeStyles.None, out DateTime at)
            && TryParseOffset(text.AsSpan(zone), out TimeSpan offset)
            && TryApply(at, offset, out time);
    }

    private static bool IsFraction(ReadOnlySpan<char> digits) =>
        digits.Length is > 0 and <= LongestFraction && digits.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool TryParseOffset(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = default;
        if (zone is "Z")
        {
            return true;
        }

        if (zone.Length != 6 || !TimeSpan.TryParseExact(zone[1..], "hh\\:mm", DateTimeFormatInfo.InvariantInfo, out offset))
        {
            return false;
        }

        offset = zone[0] == '-' ? -offset : offset;
        return offset.Duration() <= TimeSpan.FromHours(14);
    }

    private static bool TryApply(DateTime at, TimeSpan offset, out DateTimeOffset time)
    {
        long utc = at.Ticks - offset.Ticks;
        bool valid = utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks;
        time = valid ? new DateTimeOffset(utc, TimeSpan.Zero) : default;
        return valid;
    }
}
