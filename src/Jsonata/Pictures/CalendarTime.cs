namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A point in time on the proleptic Gregorian calendar, in the range of ECMAScript: 100 million days around 1970.</summary>
internal readonly struct CalendarTime
{
    /// <summary>The last point in time, in milliseconds since 1970.</summary>
    public const long MaxMillis = 8_640_000_000_000_000;

    private const int CycleYears = 400;
    private const int CycleDays = 146_097;
    private const long MillisPerDay = 86_400_000;

    // The calendar repeats every 400 years, to the day of the week: all dates are reckoned in the cycle from 2000 on.
    private static readonly DateTime Start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly long StartDay = (Start - DateTime.UnixEpoch).Days;

    private readonly DateTime _time;
    private readonly int _yearsAside;

    /// <param name="millis">Milliseconds since 1970, UTC; at most <see cref="MaxMillis"/> from it.</param>
    /// <param name="offset">Minutes east of UTC.</param>
    public CalendarTime(long millis, int offset)
    {
        long local = millis + (offset * 60_000L) - (StartDay * MillisPerDay);
        (long cycle, long rest) = Math.DivRem(local, CycleDays * MillisPerDay);
        if (rest < 0)
        {
            cycle--;
            rest += CycleDays * MillisPerDay;
        }

        _time = new DateTime(Start.Ticks + (rest * TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified);
        _yearsAside = (int)cycle * CycleYears;
        Offset = offset;
    }

    /// <summary>Minutes east of UTC.</summary>
    public int Offset { get; }

    public int Year => _time.Year + _yearsAside;

    public int Month => _time.Month;

    public int Day => _time.Day;

    public int DayOfYear => _time.DayOfYear;

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    public int DayOfWeek => _time.DayOfWeek == System.DayOfWeek.Sunday ? 7 : (int)_time.DayOfWeek;

    /// <summary>The week within <see cref="YearOfWeek"/> (ISO 8601).</summary>
    public int WeekOfYear => ((Thursday.DayOfYear - 1) / 7) + 1;

    /// <summary>The year that has most days of this week.</summary>
    public int YearOfWeek => Thursday.Year + _yearsAside;

    /// <summary>The week within <see cref="MonthOfWeek"/>.</summary>
    public int WeekOfMonth => ((Thursday.Day - 1) / 7) + 1;

    /// <summary>The month that has most days of this week.</summary>
    public int MonthOfWeek => Thursday.Month;

    public int Hour => _time.Hour;

    public int Minute => _time.Minute;

    public int Second => _time.Second;

    public int Millisecond => _time.Millisecond;

    // A week belongs to the year and the month that its Thursday lies in.
    private DateTime Thursday => _time.AddDays(4 - DayOfWeek);

    /// <summary>Milliseconds since 1970 of a time UTC; parts beyond their range carry over.</summary>
    /// <param name="year">The year.</param>
    /// <param name="month">The month, 1 for January.</param>
    /// <param name="day">The day of the month.</param>
    /// <param name="millisOfDay">The time of the day.</param>
    /// <returns>The point in time; <see langword="null"/> where it is out of range.</returns>
    public static long? ToMillis(double year, double month, double day, double millisOfDay)
    {
        double months = (year * 12) + month - 1 - (Start.Year * 12);
        if (!(Math.Abs(months) < 1e9))
        {
            return null;
        }

        double cycle = Math.Floor(months / (CycleYears * 12));
        double days = Start.AddMonths((int)(months - (cycle * CycleYears * 12))).Subtract(DateTime.UnixEpoch).Days + (cycle * CycleDays) + day - 1;
        double millis = (days * MillisPerDay) + millisOfDay;
        return Math.Abs(millis) <= MaxMillis ? (long)millis : null;
    }
}
