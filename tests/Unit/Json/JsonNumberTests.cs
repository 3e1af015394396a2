using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Json;

public sealed class JsonNumberTests
{
    /// <summary>Some are found by a division, by millionths or by thousandths: they are the shortest texts that read back all the same.</summary>
    [Fact]
    public void Computed_numbers_are_written_as_short_as_they_can_be() =>
        Prop.ForAll(
            Gen.Choose(int.MinValue, int.MaxValue).SelectMany(
                static _ => Gen.Choose(int.MinValue, int.MaxValue),
                static (high, low) => ((long)high << 32) | (uint)low).SelectMany(
                static _ => Gen.Choose(0, 40),
                static (digits, shift) => digits >> shift).SelectMany(
                static _ => Gen.Elements(10.0, 1_000, 1_000_000, 1_000_000_000),
                static (digits, unit) => digits / unit).ToArbitrary(),
            static value =>
            {
                // In this range .NET writes them as ECMAScript does.
                string expected = value.ToString("R", CultureInfo.InvariantCulture);
                return expected.Contains('E', StringComparison.Ordinal) || JsonNumber.FormatDouble(value) == expected;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1_764_426_000_123, "1764426000.123")]
    [InlineData(1_764_426_000_120, "1764426000.12")]
    [InlineData(999_999_999_999, "999999999.999")]
    [InlineData(1_000_000_000_001, "1000000000.001")]
    [InlineData(253_402_300_799_999, "253402300799.999")]
    [InlineData(-62_135_596_799_999, "-62135596799.999")]
    public void Milliseconds_are_written_as_seconds(long milliseconds, string expected) =>
        Assert.Equal(expected, JsonNumber.Of(milliseconds / 1000.0).Text);
}
