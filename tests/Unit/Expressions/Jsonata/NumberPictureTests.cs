using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Pictures;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>What the cases of the suite leave open. Results are the reference's, unless a test says otherwise.</summary>
public sealed class NumberPictureTests
{
    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(0, "#.##", ".0")]
    [InlineData(0, "0.00e0", "0.00e0")]
    [InlineData(-0.4, "0", "-0")]
    [InlineData(0.5, "0", "0")]
    [InlineData(1.5, "0", "2")]
    [InlineData(1.005, "0.00", "1.00")]
    [InlineData(1.015, "0.00", "1.02")]
    [InlineData(1.1, "0.####################", "1.10000000000000008882")]
    [InlineData(123456789012345680000d, "#", "123456789012345683968")]
    [InlineData(-5, "0;(0)", "(5)")]
    [InlineData(5, "0;(0)", "5")]
    [InlineData(10, "0e0", "10e0")]
    [InlineData(-42, "0.0e00", "-4.2e01")]
    [InlineData(0.5, "'#0%'", "'50%'")]
    [InlineData(1234567, "#,###", "1,234,567")]
    [InlineData(12, "#,##0.00", "12.00")]
    public void Numbers_are_formatted(double value, string picture, string expected) =>
        Assert.Equal(expected, NumberPicture.Format(value, picture, null));

    // The reference writes 1e,+21, ,12,.00, 1.5, and so on here; this is XPath's.
    [Theory]
    [InlineData(1e21, "#,##0", "1,000,000,000,000,000,000,000")]
    [InlineData(12, "#,##,##0.00", "12.00")]
    [InlineData(1.5, "0.0##,###", "1.5")]
    [InlineData(0.123456789, "0.000,000,000", "0.123,456,789")]
    [InlineData(0.123, "#e9", "0.1e0")]
    [InlineData(1.5, "$0.0e0", "$1.5e0")]
    [InlineData(5, "0euros", "5euros")]
    [InlineData(1e308, "0%", "Infinity%")]
    public void Numbers_that_the_reference_garbles_are_formatted_as_xpath_says(double value, string picture, string expected) =>
        Assert.Equal(expected, NumberPicture.Format(value, picture, null));

    [Fact]
    public void More_digits_before_an_exponent_than_there_are_numbers_end_all_the_same() =>
        Assert.Equal("Infinity", NumberPicture.Format(1, new string('0', 400) + "e0", null));

    [Theory]
    [InlineData(1234.5, "#.##0,00", """{"decimal-separator":",","grouping-separator":"."}""", "1.234,50")]
    [InlineData(-1, "0", """{"minus-sign":"minus "}""", "minus 1")]
    [InlineData(-1, "0|<0>", """{"pattern-separator":"|"}""", "<1>")]
    [InlineData(12, "xx0", """{"digit":"x"}""", "12")]
    [InlineData(1200, "0.0E0", """{"exponent-separator":"E"}""", "1.2E3")]
    [InlineData(0.5, "0pc", """{"percent":"pc"}""", "50pc")]
    [InlineData(1e308, "0%", """{"infinity":"∞"}""", "∞%")]
    [InlineData(7, "0", """{"unknown":1}""", "7")]
    public void Options_replace_symbols(double value, string picture, string options, string expected) =>
        Assert.Equal(expected, NumberPicture.Format(value, picture, (JsonMap)JsonAny.Parse(options)));

    [Theory]
    [InlineData("""{"decimal-separator":null}""")]
    [InlineData("""{"zero-digit":""}""")]
    [InlineData("""{"grouping-separator":"::"}""")]
    [InlineData("""{"percent":5}""")]
    public void Options_that_are_no_symbols_are_refused(string options)
    {
        var thrown = Assert.Throws<JsonataException>(() => NumberPicture.Compile("0", (JsonMap)JsonAny.Parse(options)));
        Assert.Equal(("T0410", 3, "formatNumber"), (thrown.Code, thrown.Index, thrown.Token));
    }

    [Theory]
    [InlineData("", "D3085")]
    [InlineData("abc", "D3086")]
    [InlineData("0;", "D3085")]
    [InlineData("0%0", "D3086")]
    [InlineData("0.,0", "D3087")]
    [InlineData("0e", null)]
    [InlineData("0ee0", "D3093")]
    public void Bad_pictures_are_refused(string picture, string? code) =>
        Assert.Equal(code, (Record.Exception(() => NumberPicture.Compile(picture)) as JsonataException)?.Code);

    [Fact]
    public void A_compiled_picture_formats_any_number_of_times()
    {
        NumberPicture picture = NumberPicture.Compile("#,##0.0;(0)");
        Assert.Equal(["1,000.0", "(3)", "1,000.0"], [picture.Format(1000), picture.Format(-3), picture.Format(1000)]);
    }
}
