namespace FunctionsAsl.Service.Starts;

/// <summary>
/// <c>cron(minutes hours day-of-month month day-of-week year)</c>, with AWS's <c>?</c>, <c>L</c>, <c>W</c> and <c>#</c>. A time that clocks
/// skip is left out; one that they show twice counts once.
/// </summary>
internal sealed class CronSchedule : Schedule
{
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly TimeZoneInfo _zone;
    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[] _months;
    private readonly bool[] _years;
    // Which days of a month: by year, month and day.
    private readonly Func<int, int, int, bool> _isDay;

    private CronSchedule(string[] fields, TimeZoneInfo zone)
    {
        _zone = zone;
        _minutes = CronField.Parse(fields[0], "minutes", 0, 59, []);
        _hours = CronField.Parse(fields[1], "hours", 0, 23, []);
        _months = CronField.Parse(fields[3], "month", 1, 12, Months);
        _years = CronField.Parse(fields[5], "year", FirstYear, LastYear, []);
        _isDay = (fields[2], fields[4]) switch
        {
            ("?", not "?") => DayOfWeek(fields[4]),
            (not "?", "?") => DayOfMonth(fields[2]),
            _ => throw new FormatException("One of day-of-month and day-of-week is '?', and the other is not."),
        };
    }

    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static CronSchedule ParseFields(string text, TimeZoneInfo zone) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: 6 } fields
        ? new CronSchedule(fields, zone)
        : throw new FormatException("cron has six fields: minutes, hours, day-of-month, month, day-of-week and year.");

    public override DateTimeOffset? Next(DateTimeOffset since, DateTimeOffset after)
    {
        DateTime local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        // Where clocks are set back, what is shown was shown before: a day earlier is early enough.
        for (var day = DateOnly.FromDateTime(local).AddDays(-1); day.Year <= LastYear; day = Following(day))
        {
            if (day.Year < FirstYear || !_years[day.Year] || !_months[day.Month] || !_isDay(day.Year, day.Month, day.Day))
            {
                continue;
            }

            if (First(day, after) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The next day, without those of months and years that are not meant.</summary>
    private DateOnly Following(DateOnly day) =>
        day.Year >= FirstYear && !_years[day.Year] ? new DateOnly(day.Year + 1, 1, 1)
            : !_months[day.Month] ? new DateOnly(day.Year, day.Month, 1).AddMonths(1)
            : day.AddDays(1);

    private DateTimeOffset? First(DateOnly day, DateTimeOffset after)
    {
        for (int hour = 0; hour < 24; hour++)
        {
            for (int minute = 0; _hours[hour] && minute < 60; minute++)
            {
                if (_minutes[minute] && Place(day.ToDateTime(new TimeOnly(hour, minute)), _zone) is { } time && time > after)
                {
                    return time;
                }
            }
        }

        return null;
    }

    private static Func<int, int, int, bool> DayOfMonth(string field)
    {
        if (field == "L")
        {
            return static (year, month, day) => day == DateTime.DaysInMonth(year, month);
        }

        if (field == "LW")
        {
            return static (year, month, day) => day == NearestWeekday(year, month, DateTime.DaysInMonth(year, month));
        }

        if (field.EndsWith('W'))
        {
            int nearest = CronField.Number(field[..^1], "day-of-month", 1, 31, []);
            return (year, month, day) => nearest <= DateTime.DaysInMonth(year, month) && day == NearestWeekday(year, month, nearest);
        }

        bool[] days = CronField.Parse(field, "day-of-month", 1, 31, []);
        return (_, _, day) => days[day];
    }

    private static Func<int, int, int, bool> DayOfWeek(string field)
    {
        const string Name = "day-of-week";
        if (field.Split('#') is [var of, var nth])
        {
            int week = CronField.Number(of, Name, 1, 7, Days);
            int number = CronField.Number(nth, Name, 1, 5, []);
            return (year, month, day) => WeekDay(year, month, day) == week && (day - 1) / 7 == number - 1;
        }

        if (field == "L")
        {
            return static (year, month, day) => WeekDay(year, month, day) == Days.Length;
        }

        if (field.EndsWith('L'))
        {
            int last = CronField.Number(field[..^1], Name, 1, 7, Days);
            return (year, month, day) => WeekDay(year, month, day) == last && day > DateTime.DaysInMonth(year, month) - 7;
        }

        bool[] days = CronField.Parse(field, Name, 1, 7, Days);
        return (year, month, day) => days[WeekDay(year, month, day)];
    }

    // Sunday is 1.
    private static int WeekDay(int year, int month, int day) => (int)new DateTime(year, month, day).DayOfWeek + 1;

    /// <summary>The day from Monday to Friday that is nearest to a day, in the same month.</summary>
    private static int NearestWeekday(int year, int month, int day) => WeekDay(year, month, day) switch
    {
        1 => day < DateTime.DaysInMonth(year, month) ? day + 1 : day - 2,
        7 => day > 1 ? day - 1 : day + 2,
        _ => day,
    };
}
