using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed class EtlTests
{
    private static readonly JsonMap Day = Sample.Input("etl");

    [Fact]
    public async Task A_days_sales_are_loaded_and_reported()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("etl", Day);
        JsonAny output = execution.Output;
        Assert.Equal("Espresso", output.At("bestSeller"));
        Assert.Equal(4, output.At("products"));
        Assert.Equal(1, output.At("badRows"));
        // 52 × 2.50 EUR, 8 × 14 USD at 0.92 EUR, 6 × 2300 JPY at 0.0061 EUR, 25 × 1.90 EUR.
        Assert.Equal(13000 + 10304 + 8418 + 4750, output.At("turnoverCents"));
        Assert.Equal(
            JsonList.Of("Espresso       52      130.00", "Mug             8      103.04", "Beans 1 kg      6       84.18", "Croissant      25       47.50"),
            output.At("report"));
        Assert.Equal(
            [
                "Beans 1 kg: 6 sold, 84.18 EUR",
                "Croissant: 25 sold, 47.50 EUR",
                "Espresso: 52 sold, 130.00 EUR",
                "Mug: 8 sold, 103.04 EUR",
                """Not loaded: {"product":"Mug","quantity":0,"unitPrice":14,"currency":"USD"}""",
            ],
            execution.Log.Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(1), execution.Run.Elapsed);
    }

    [Fact]
    public async Task Too_many_bad_rows_are_a_failure_that_shows_one()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("etl", Day.Change("maxRejectedPercent", 10));
        Assert.Equal("TooManyBadRows", execution.Run.Error);
        Assert.Equal(
            """1 of 6 rows are bad, as {"product":"Mug","quantity":0,"unitPrice":14,"currency":"USD"}""", execution.Run.Cause);
        Assert.Empty(execution.Log);
    }

    [Fact]
    public async Task A_day_without_sales_ends_well()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("etl", Day.Change("channels", JsonList.Empty));
        Assert.Equal(0, execution.Output.At("loaded"));
    }

    [Fact]
    public async Task What_was_loaded_is_taken_out_where_the_bad_rows_cannot_be_kept()
    {
        JsonMap row = JsonMap.Of(("product", "Mug"), ("quantity", 1), ("unitPrice", 1), ("currency", "XXX"));
        JsonMap shop = JsonMap.Of(("name", "shop"), ("sales", JsonList.Of(Enumerable.Repeat((JsonAny)row, 11))));
        await using SampleExecution execution = await SampleExecution.ToEnd(
            "etl", Day.Change("channels", JsonList.Of(shop)).Change("maxRejectedPercent", 100));
        Assert.Equal("NoRoom", execution.Run.Error);
        Assert.Equal("The sales were not loaded: There is room for 10 bad rows, not for 11.", execution.Run.Cause);
        Assert.StartsWith("Taken out again: 2026-03-14/", Assert.Single(execution.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_stays_busy_fails_the_extraction()
    {
        JsonMap busy = JsonMap.Of(("name", "web"), ("busy", 9), ("sales", JsonList.Empty));
        await using SampleExecution execution = await SampleExecution.ToEnd("etl", Day.Change("channels", JsonList.Of(busy)));
        Assert.Equal("ChannelBusy", execution.Run.Error);
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 4), execution.Run.Elapsed);
    }
}
