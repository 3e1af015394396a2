using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Pictures;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>What the cases of the suite leave open. Results are the reference's, unless a test says otherwise.</summary>
public sealed class DateTimePictureTests
{
    private static readonly DateTimeOffset Now = new(2024, 2, 29, 22, 30, 15, 123, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, null, "1969-12-31T23:59:59.999Z")]
    [InlineData(253402300800000, null, "0000-01-01T00:00:00.000Z")]
    [InlineData(-62198755200001, null, "-0002-12-31T23:59:59.999Z")]
    [InlineData(8640000000000000, "[Y]-[M]-[D]", "275760-9-13")]
    [InlineData(-8640000000000000, "[Y]-[M]-[D]", "-271821-4-20")]
    [InlineData(5, "[f1]", "5")]
    [InlineData(0, "[h] [PNn] [P] [PN] [P1]", "12 am am AM am")]
    [InlineData(0, "[Y]] a]b [[", "1970] a]b [")]
    [InlineData(0, "[CN] [E]", "ISO ISO")]
    [InlineData(5097600000, "[MNn,1-2] [xN]", "Ma FEBRUARY")]
    [InlineData(0, "", "")]
    public void Times_are_formatted(long millis, string? picture, string expected) =>
        Assert.Equal(expected, DateTimePicture.Format(millis, picture, null));

    // The reference takes the zones west of UTC that have minutes for an hour more.
    [Theory]
    [InlineData("-0330", "[H01]:[m01] [Z]", "20:30 -03:30")]
    [InlineData("-0030", "[Z0]", "-0:30")]
    [InlineData("+0545", "[Z0001] [Z0] [z]", "+0545 +5:45 GMT+05:45")]
    [InlineData("530", "[Z]", "+05:30")]
    [InlineData("0000", "[Z01:01t] [Z]", "Z +00:00")]
    public void Zones_are_formatted(string timezone, string picture, string expected) =>
        Assert.Equal(expected, DateTimePicture.Format(0, picture, timezone));

    [Theory]
    [InlineData("[q]", "D3132")]
    [InlineData("[q1]", "D3132")]
    [InlineData("[]", "D3132")]
    [InlineData("[,2]", "D3132")]
    [InlineData("[Y,x]", "D3132")]
    [InlineData("[Y,]", "D3132")]
    [InlineData("[Y9,999]", "D3132")]
    [InlineData("[Y0٠]", "D3131")]
    [InlineData("[fn]", "D3133")]
    [InlineData("[YN]", "D3133")]
    [InlineData("[Yα]", "D3130")]
    [InlineData("[ZN]", "D3134")]
    [InlineData("[Z01:01:01]", "D3134")]
    [InlineData("[YN] [M", "D3135")]
    public void Bad_pictures_are_refused(string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => DateTimePicture.Format(0, picture, null)).Code);

    [Theory]
    [InlineData(0, "EST", 3)]
    [InlineData(0, "+05:30", 3)]
    [InlineData(0, "", 3)]
    [InlineData(0, "12345", 3)]
    [InlineData(8640000000000001, null, 1)]
    [InlineData(long.MinValue, null, 1)]
    public void Bad_arguments_are_refused(long millis, string? timezone, int index)
    {
        var thrown = Assert.Throws<JsonataException>(() => DateTimePicture.Format(millis, null, timezone));
        Assert.Equal(("T0410", "fromMillis", index), (thrown.Code, thrown.Token, thrown.Index));
    }

    [Theory]
    [InlineData("2018", 1514764800000)]
    [InlineData("2018Z", 1514764800000)]
    [InlineData("2018T10:00:00", 1514800800000)]
    [InlineData("2018-02-31", 1520035200000)]
    [InlineData("2018-02-01T24:00:00Z", 1517529600000)]
    [InlineData("2018-01-01T10:00:00.1239999+0100", 1514797200123)]
    [InlineData("2018-01-01T10:00:00.1Z", 1514800800100)]
    [InlineData("2018-01-01T10:00:00-0330", 1514813400000)]
    [InlineData("2018-01-01T10:00:00+23:59", 1514714460000)]
    [InlineData("0018-01-01", -61599139200000)]
    public void Iso_8601_is_parsed(string text, long expected) =>
        Assert.Equal(expected, DateTimePicture.Parse(text, null, Now, new StepBudget()));

    // The reference gives NaN for those that look like a timestamp.
    [Theory]
    [InlineData("")]
    [InlineData("18-01-01")]
    [InlineData("2018-13-01")]
    [InlineData("2018-00-01")]
    [InlineData("2018-01-00")]
    [InlineData("2018-01-32")]
    [InlineData("2018-01-01T25:00:00Z")]
    [InlineData("2018-01-01T24:00:01Z")]
    [InlineData("2018-01-01T10:60:00Z")]
    [InlineData("2018-01-01T10:00:00.Z")]
    [InlineData("2018-01-01T10:00:00+2400")]
    [InlineData("2018-01-01T10:00:00+01")]
    [InlineData("2018-01-01T10:00:00+0100Z")]
    [InlineData("2018-01-01+0100")]
    [InlineData("2018.5")]
    [InlineData("2018-01-01T10:00")]
    [InlineData("٢٠١٨")]
    public void What_is_not_iso_8601_is_refused(string text)
    {
        var thrown = Assert.Throws<JsonataException>(() => DateTimePicture.Parse(text, null, Now, new StepBudget()));
        Assert.Equal(("D3110", text), (thrown.Code, thrown.Value));
    }

    [Theory]
    [InlineData("18", "[Y]", "1918-01-01T00:00:00.000Z")]
    [InlineData("13/45/2018", "[M]/[D]/[Y]", "2019-02-14T00:00:00.000Z")]
    [InlineData("MARCH 2018", "[MN] [Y]", "2018-03-01T00:00:00.000Z")]
    [InlineData("20180102", "[Y0001][M01][D01]", "2018-01-02T00:00:00.000Z")]
    [InlineData("07", "[D01]", "2024-02-07T00:00:00.000Z")]
    [InlineData("5", "[m]", "2024-02-29T22:05:00.000Z")]
    [InlineData("7:15", "[h]:[m]", "2024-02-29T07:15:00.000Z")]
    [InlineData("Montag 2018", "[FNn] [Y]", "2018-01-01T00:00:00.000Z")]
    [InlineData("May", "[FNn]", null)]
    [InlineData("", "", null)]
    [InlineData("2018-1", "[Y]-[M]-[D]", null)]
    [InlineData("1May2Monday", "[D][MNn][H][FNn]", "2024-05-01T02:00:00.000Z")]
    public void Texts_are_parsed(string text, string picture, string? expected) =>
        Assert.Equal(expected, DateTimePicture.Parse(text, picture, Now, new StepBudget()) is long millis ? DateTimePicture.Format(millis, null, null) : null);

    // Here the reference fails, or is an hour or a day off.
    [Theory]
    [InlineData("2018-060 10", "[Y]-[d] [H]", "2018-03-01T10:00:00.000Z")]
    [InlineData("60", "[d]", "2024-02-29T00:00:00.000Z")]
    [InlineData("2018-400", "[Y]-[d]", "2019-02-04T00:00:00.000Z")]
    [InlineData("2 march 2018", "[D] [MN] [Y]", "2018-03-02T00:00:00.000Z")]
    [InlineData("٢٠١٨", "[Y٠٠٠٠]", "2018-01-01T00:00:00.000Z")]
    [InlineData("2018 -03:30", "[Y] [Z]", "2018-01-01T03:30:00.000Z")]
    [InlineData("2018 GMT-330", "[Y] [z0001]", "2018-01-01T03:30:00.000Z")]
    public void Texts_that_the_reference_misreads_are_parsed(string text, string picture, string expected) =>
        Texts_are_parsed(text, picture, expected);

    [Theory]
    [InlineData("1 foo 2018", "[D] [MNn] [Y]", "D3136")]
    [InlineData("foo 2018", "[MNn] [Y]", "D3136")]
    [InlineData("2018 1", "[Y] [H]", "D3136")]
    [InlineData("2018 ISO", "[Y] [C]", "D3133")]
    [InlineData("2018", "[Yα]", "D3130")]
    [InlineData("300000", "[Y]", "D3110")]
    [InlineData("99999999999999999999999999", "[H]", "D3110")]
    [InlineData("-five", "[Yw]", "D3030")]
    public void What_tells_no_time_is_refused(string text, string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => DateTimePicture.Parse(text, picture, Now, new StepBudget())).Code);

    [Fact]
    public void Ambiguous_pictures_take_as_long_as_they_may()
    {
        string picture = string.Concat(Enumerable.Repeat("[FNn]", 200));
        string text = new('x', 2000);
        Assert.Null(DateTimePicture.Parse(text + "1", picture, Now, new StepBudget()));
        Assert.Null(DateTimePicture.Parse(text, picture, Now, new StepBudget()));
        Assert.Throws<StepBudgetException>(() => DateTimePicture.Parse(new string('x', 200_000), picture, Now, new StepBudget()));
    }

    [Fact]
    public void A_compiled_picture_formats_and_parses_any_number_of_times()
    {
        DateTimePicture picture = DateTimePicture.Compile("[FNn], [D1o] [MNn] [Y] at [h]:[m] [P] and [s].[f001]");
        var steps = new StepBudget();
        for (long millis = -2_000_000_000_000; millis < 4_000_000_000_000; millis += 123_456_789_123)
        {
            Assert.Equal(millis, picture.Parse(picture.Format(millis, null), Now, steps));
        }
    }

    // The calendar of .NET, as far as it reaches; the reference errs in the first century.
    [Fact]
    public void Days_and_weeks_are_those_of_the_calendar()
    {
        DateTimePicture picture = DateTimePicture.Compile("[Y]-[M]-[D] [d] [X] [W] [F1]");
        for (DateTime day = new(1, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Year < 2500; day = day.AddDays(41))
        {
            int week = System.Globalization.ISOWeek.GetWeekOfYear(day);
            int year = System.Globalization.ISOWeek.GetYear(day);
            int weekday = day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
            Assert.Equal(
                $"{day.Year}-{day.Month}-{day.Day} {day.DayOfYear} {year} {week} {weekday}",
                picture.Format(new DateTimeOffset(day).ToUnixTimeMilliseconds(), null));
        }
    }
}
