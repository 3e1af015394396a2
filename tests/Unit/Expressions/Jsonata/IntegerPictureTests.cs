using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Pictures;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>What the cases of the suite leave open. Results are the reference's, unless a test says otherwise.</summary>
public sealed class IntegerPictureTests
{
    [Theory]
    [InlineData(-3.5, "0", "-4")]
    [InlineData(11, "0;o", "11th")]
    [InlineData(112, "0;o", "112th")]
    [InlineData(122, "0;o", "122nd")]
    [InlineData(-5, "w", "-five")]
    [InlineData(0, "w;o", "zeroth")]
    [InlineData(20, "Ww;o", "Twentieth")]
    [InlineData(101, "W;o", "ONE HUNDRED AND FIRST")]
    [InlineData(1e30, "w", "one million trillion trillion")]
    [InlineData(0, "a", "")]
    [InlineData(3999, "I", "MMMCMXCIX")]
    [InlineData(123456789012345680000d, "0", "123456789012345680000")]
    [InlineData(999999999999999, "0", "999999999999999")]
    [InlineData(3500379094599796, "0", "3500379094599796")]
    [InlineData(32265150512567010, "#,##0", "32,265,150,512,567,010")]
    [InlineData(1234, "0,", "1234,")]
    [InlineData(12345, "#'#0:00", "1'23:45")]
    public void Numbers_are_formatted(double value, string picture, string expected) =>
        Assert.Equal(expected, IntegerPicture.Format(value, picture));

    // The reference writes 1e,+21, ,:1, and a th behind all digits but ASCII's.
    [Theory]
    [InlineData(1e21, "#,##0", "1,000,000,000,000,000,000,000")]
    [InlineData(1, "#:#,0", "1")]
    [InlineData(2, "١;o", "٢nd")]
    public void Numbers_that_the_reference_garbles_are_formatted_as_xpath_says(double value, string picture, string expected) =>
        Assert.Equal(expected, IntegerPicture.Format(value, picture));

    [Theory]
    [InlineData("  -12", "0", -12)]
    [InlineData("12 apples", "0", 12)]
    [InlineData("12,5", "#,##0", 125)]
    [InlineData("MCMXCIX", "i", 1999)]
    [InlineData("IIX", "I", 8)]
    [InlineData("", "a", 0)]
    [InlineData("nineteen hundred and eighty-four", "w", 1984)]
    [InlineData("123456789012345678901", "0", 123456789012345680000d)]
    public void Numbers_are_parsed(string text, string picture, double expected) =>
        Assert.Equal(expected, IntegerPicture.Parse(text, picture));

    // The reference stops at any sign but a comma, and gives 33 for the lower case.
    [Theory]
    [InlineData("1:234", "#:##0", 1234)]
    [InlineData("a", "A", 1)]
    public void Numbers_that_the_reference_misreads_are_parsed(string text, string picture, double expected) =>
        Assert.Equal(expected, IntegerPicture.Parse(text, picture));

    // The reference gives NaN, which is no JSON.
    [Theory]
    [InlineData("abc", "0")]
    [InlineData("", "0")]
    [InlineData("-", "0")]
    [InlineData("12", "١")]
    [InlineData("A1", "A")]
    [InlineData("ABC", "I")]
    [InlineData("one potato", "w")]
    [InlineData("-one", "w")]
    [InlineData("", "w")]
    public void Texts_that_are_no_number_are_refused(string text, string picture)
    {
        var thrown = Assert.Throws<JsonataException>(() => IntegerPicture.Parse(text, picture));
        Assert.Equal(("D3030", text), (thrown.Code, thrown.Value));
    }

    [Fact]
    public void Numbers_too_large_for_json_are_refused() =>
        Assert.Equal("D3030", Assert.Throws<JsonataException>(() => IntegerPicture.Parse(new string('9', 400), "0")).Code);

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("α")]
    public void Other_numberings_are_refused_when_they_are_used(string picture)
    {
        IntegerPicture compiled = IntegerPicture.Compile(picture);
        Assert.Equal("D3130", Assert.Throws<JsonataException>(() => compiled.Format(1)).Code);
        Assert.Equal("D3130", Assert.Throws<JsonataException>(() => compiled.Parse("1")).Code);
    }

    [Fact]
    public void Roman_numerals_end_where_they_would_fill_the_memory()
    {
        Assert.Equal(9999 + 12, IntegerPicture.Format(9_999_888, "I").Length);
        Assert.Equal("D3130", Assert.Throws<JsonataException>(() => IntegerPicture.Format(1e300, "I")).Code);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("#,##0;o")]
    [InlineData("٠٠٠")]
    [InlineData("a")]
    [InlineData("I")]
    [InlineData("Ww")]
    [InlineData("W;o")]
    public void What_was_formatted_is_parsed(string picture)
    {
        IntegerPicture compiled = IntegerPicture.Compile(picture);
        for (int value = 1; value < 4_000_000; value = (value * 3 / 2) + 1)
        {
            Assert.Equal(value, compiled.Parse(compiled.Format(value)));
        }
    }
}
