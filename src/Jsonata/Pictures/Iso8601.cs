namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>The texts that <c>$toMillis</c> reads without a picture: a year, with or without more down to the time and its zone.</summary>
internal static class Iso8601
{
    /// <summary>Milliseconds since 1970; without a zone the time is UTC, and digits beyond the milliseconds are cut off.</summary>
    /// <returns><see langword="null"/> where the text is no such timestamp.</returns>
    public static long? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        int month = 1;
        int day = 1;
        double millis = 0;
        if (!TakeNumber(ref rest, 4, out int year)
            || (Take(ref rest, '-') && !TakeNumber(ref rest, 2, out month))
            || (Take(ref rest, '-') && !TakeNumber(ref rest, 2, out day))
            || (Take(ref rest, 'T') && !TakeTime(ref rest, out millis)))
        {
            return null;
        }

        // The 31st of a shorter month is taken for a day of the next, as ECMAScript engines do.
        return (rest is "" or "Z") && month is >= 1 and <= 12 && day is >= 1 and <= 31 ? CalendarTime.ToMillis(year, month, day, millis) : null;
    }

    /// <summary>Takes a time of the day, with its zone unless that is Z.</summary>
    private static bool TakeTime(ref ReadOnlySpan<char> rest, out double millis)
    {
        millis = 0;
        if (!TakeNumber(ref rest, 2, out int hour) || !Take(ref rest, ':') || !TakeNumber(ref rest, 2, out int minute)
            || !Take(ref rest, ':') || !TakeNumber(ref rest, 2, out int second))
        {
            return false;
        }

        int fraction = 0;
        if (Take(ref rest, '.'))
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and int count ? count : rest.Length;
            if (digits == 0)
            {
                return false;
            }

            fraction = int.Parse(rest[..Math.Min(digits, 3)].ToString().PadRight(3, '0'), NumberFormatInfo.InvariantInfo);
            rest = rest[digits..];
        }

        if (!TakeOffset(ref rest, out int offset))
        {
            return false;
        }

        int time = (((((hour * 60) + minute) * 60) + second) * 1000) + fraction;
        millis = time - (offset * 60_000);
        return minute < 60 && second < 60 && time <= 86_400_000;
    }

    /// <summary>Takes the minutes east of UTC, if they are given.</summary>
    private static bool TakeOffset(ref ReadOnlySpan<char> rest, out int offset)
    {
        offset = 0;
        bool isWest = Take(ref rest, '-');
        if (!isWest && !Take(ref rest, '+'))
        {
            return true;
        }

        if (!TakeNumber(ref rest, 2, out int hours))
        {
            return false;
        }

        Take(ref rest, ':');
        bool isWhole = TakeNumber(ref rest, 2, out int minutes) && rest.IsEmpty && hours < 24 && minutes < 60;
        offset = ((hours * 60) + minutes) * (isWest ? -1 : 1);
        return isWhole;
    }

    private static bool Take(ref ReadOnlySpan<char> rest, char c)
    {
        if (rest.IsEmpty || rest[0] != c)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, int digits, out int number)
    {
        number = 0;
        if (rest.Length < digits || rest[..digits].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        number = int.Parse(rest[..digits], NumberStyles.None, NumberFormatInfo.InvariantInfo);
        rest = rest[digits..];
        return true;
    }
}
