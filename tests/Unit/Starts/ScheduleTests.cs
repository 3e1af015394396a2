using FunctionsAsl.Service.Starts;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

public sealed class ScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>The examples of the user guide are among them; 2026-01-01 is a Thursday.</summary>
    [Theory]
    [InlineData("cron(0 10 * * ? *)", "2026-01-01T10:00 2026-01-02T10:00 2026-01-03T10:00")]
    [InlineData("cron(15 12 * * ? *)", "2026-01-01T12:15 2026-01-02T12:15")]
    [InlineData("cron(0 18 ? * MON-FRI *)", "2026-01-01T18:00 2026-01-02T18:00 2026-01-05T18:00")]
    [InlineData("cron(0 8 1 * ? *)", "2026-01-01T08:00 2026-02-01T08:00")]
    [InlineData("cron(0/15 * * * ? *)", "2026-01-01T00:15 2026-01-01T00:30 2026-01-01T00:45 2026-01-01T01:00")]
    [InlineData("cron(0/10 * ? * mon-fri *)", "2026-01-01T00:10")]
    [InlineData("cron(0/5 8-17 ? * 2-6 *)", "2026-01-01T08:00 2026-01-01T08:05")]
    [InlineData("cron(0,30 20-2/6 ? * * *)", "2026-01-01T02:00 2026-01-01T02:30 2026-01-01T20:00")]
    [InlineData("cron(0 0 ? * FRI-SUN 2027)", "2027-01-01T00:00 2027-01-02T00:00 2027-01-03T00:00 2027-01-08T00:00")]
    [InlineData("cron(0 0 L * ? *)", "2026-01-31T00:00 2026-02-28T00:00")]
    [InlineData("cron(0 0 LW * ? *)", "2026-01-30T00:00 2026-02-27T00:00")]
    [InlineData("cron(0 0 3W * ? *)", "2026-01-02T00:00 2026-02-03T00:00")]
    [InlineData("cron(0 0 1W * ? *)", "2026-02-02T00:00 2026-03-02T00:00")]
    [InlineData("cron(0 0 31W * ? *)", "2026-01-30T00:00 2026-03-31T00:00")]
    [InlineData("cron(0 0 ? * 3#2 *)", "2026-01-13T00:00 2026-02-10T00:00")]
    [InlineData("cron(0 0 ? * MON#5 *)", "2026-03-30T00:00 2026-06-29T00:00")]
    [InlineData("cron(0 0 ? * 6L *)", "2026-01-30T00:00 2026-02-27T00:00")]
    [InlineData("cron(0 0 ? * L *)", "2026-01-03T00:00 2026-01-10T00:00")]
    [InlineData("cron(0 0 29 FEB ? *)", "2028-02-29T00:00 2032-02-29T00:00")]
    [InlineData("cron(30 9 15 6 ? 2026,2199)", "2026-06-15T09:30 2199-06-15T09:30 -")]
    [InlineData("cron(0 0 31 2 ? *)", "-")]
    [InlineData("rate(1 minute)", "2026-01-01T00:01 2026-01-01T00:02")]
    [InlineData("rate(12 hours)", "2026-01-01T12:00 2026-01-02T00:00")]
    [InlineData("rate(5 days)", "2026-01-06T00:00 2026-01-11T00:00")]
    [InlineData("at(2026-11-20T13:00:00)", "2026-11-20T13:00 -")]
    [InlineData("at(2026-01-01T00:00:00)", "-")]
    public void Times_follow_each_other(string expression, string times)
    {
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(times, Times(Schedule.Parse(expression, TimeZoneInfo.Utc), since, since, times.Split(' ').Length));
    }

    /// <summary>Clocks are set forward on 2026-03-29 at 2:00, back on 2026-10-25 at 3:00.</summary>
    [Theory]
    [InlineData("cron(30 2 * * ? *)", "2026-03-27T12:00", "2026-03-28T01:30 2026-03-30T00:30")]
    [InlineData("cron(30 2 * * ? *)", "2026-10-24T12:00", "2026-10-25T00:30 2026-10-26T01:30")]
    [InlineData("cron(0/30 2 * * ? *)", "2026-10-25T00:15", "2026-10-25T00:30 2026-10-26T01:00")]
    [InlineData("cron(0 10 * * ? *)", "2026-03-28T10:00", "2026-03-29T08:00 2026-03-30T08:00")]
    [InlineData("at(2026-07-01T00:00:00)", "2026-01-01T00:00", "2026-06-30T22:00 -")]
    public void A_time_zone_has_its_own_days(string expression, string after, string times)
    {
        DateTimeOffset from = DateTimeOffset.Parse(after + "Z", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(times, Times(Schedule.Parse(expression, Berlin), from, from, times.Split(' ').Length));
    }

    [Fact]
    public void A_rate_begins_when_it_is_first_seen()
    {
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero);
        var rate = Schedule.Parse("rate(5 minutes)", TimeZoneInfo.Utc);
        Assert.Equal(since, rate.Next(since, since.AddTicks(-1)));
        Assert.Equal(since.AddMinutes(15), rate.Next(since, since.AddMinutes(12)));
    }

    [Theory]
    [InlineData("every day")]
    [InlineData("rate(5)")]
    [InlineData("rate(0 minutes)")]
    [InlineData("rate(5 seconds)")]
    [InlineData("rate(99999999999 days)")]
    [InlineData("rate(2000000000 days)")]
    [InlineData("at(2026-01-01)")]
    [InlineData("cron(0 10 * * ?)")]
    [InlineData("cron(0 10 * * * *)")]
    [InlineData("cron(0 10 ? * ? *)")]
    [InlineData("cron(60 10 * * ? *)")]
    [InlineData("cron(0 24 * * ? *)")]
    [InlineData("cron(0 0 0 * ? *)")]
    [InlineData("cron(0 0 * 13 ? *)")]
    [InlineData("cron(0 0 ? * 8 *)")]
    [InlineData("cron(0 0 ? * 2#6 *)")]
    [InlineData("cron(0 0 * * ? 1969)")]
    [InlineData("cron(0/0 0 * * ? *)")]
    [InlineData("cron(1-2-3 0 * * ? *)")]
    [InlineData("cron(-1 0 * * ? *)")]
    [InlineData("cron(a 0 * * ? *)")]
    [InlineData("cron(, 0 * * ? *)")]
    public void What_is_no_schedule_is_refused(string expression) =>
        Assert.Throws<FormatException>(() => Schedule.Parse(expression, TimeZoneInfo.Utc));

    [Fact]
    public void A_time_that_clocks_skip_is_none() =>
        Assert.Throws<FormatException>(() => Schedule.Parse("at(2026-03-29T02:30:00)", Berlin));

    private static string Times(Schedule schedule, DateTimeOffset since, DateTimeOffset after, int count)
    {
        List<string> times = [];
        for (DateTimeOffset? next = after; next is not null && times.Count < count;)
        {
            next = schedule.Next(since, next.Value);
            times.Add(next?.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture) ?? "-");
        }

        return string.Join(' ', times);
    }
}
