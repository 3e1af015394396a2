namespace FunctionsAsl.Service.Starts;

/// <summary>When something starts again and again, as EventBridge Scheduler says it (scheduler/latest/UserGuide/schedule-types).</summary>
internal abstract class Schedule
{
    /// <summary>The first time after <paramref name="after"/>; <see langword="null"/> where there is none.</summary>
    /// <param name="since">When the schedule was first seen.</param>
    public abstract DateTimeOffset? Next(DateTimeOffset since, DateTimeOffset after);

    /// <param name="expression"><c>rate(5 minutes)</c>, <c>cron(0 10 * * ? *)</c> or <c>at(2026-01-01T00:00:00)</c>.</param>
    /// <param name="zone">What the times of the last two are of.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static Schedule Parse(string expression, TimeZoneInfo zone)
    {
        int open = expression.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !expression.EndsWith(')'))
        {
            throw new FormatException("It must be rate(…), cron(…) or at(…).");
        }

        string inner = expression[(open + 1)..^1];
        return expression[..open] switch
        {
            "rate" => new RateSchedule(Rate(inner)),
            "cron" => CronSchedule.ParseFields(inner, zone),
            "at" => new OneTimeSchedule(Time(inner, zone)),
            _ => throw new FormatException("It must be rate(…), cron(…) or at(…)."),
        };
    }

    /// <summary>A local time; <see langword="null"/> where clocks skip it. Of two that are shown alike it is the first.</summary>
    public static DateTimeOffset? Place(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            return null;
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static TimeSpan Rate(string text)
    {
        // Twenty years; far more minutes would be no TimeSpan.
        const int MostMinutes = 20 * 366 * 24 * 60;
        if (text.Split(' ') is [var number, var unit]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count > 0
            && unit.TrimEnd('s') is "minute" or "hour" or "day")
        {
            long minutes = (long)count * (unit[0] == 'm' ? 1 : unit[0] == 'h' ? 60 : 24 * 60);
            if (minutes <= MostMinutes)
            {
                return TimeSpan.FromMinutes(minutes);
            }
        }

        throw new FormatException("A rate is a number from 1 and minutes, hours or days, as rate(5 minutes).");
    }

    private static DateTimeOffset Time(string text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            throw new FormatException("A time is written as at(2026-01-31T09:30:00).");
        }

        return Place(local, zone) ?? throw new FormatException("Clocks skip this time in the time zone.");
    }

    /// <summary>At once, and then again and again; a day has 24 hours.</summary>
    private sealed class RateSchedule(TimeSpan every) : Schedule
    {
        public override DateTimeOffset? Next(DateTimeOffset since, DateTimeOffset after) =>
            after < since ? since : since + (every * (((after - since).Ticks / every.Ticks) + 1));
    }

    private sealed class OneTimeSchedule(DateTimeOffset time) : Schedule
    {
        public override DateTimeOffset? Next(DateTimeOffset since, DateTimeOffset after) => after < time ? time : null;
    }
}
