using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed class OrderTests
{
    private static readonly JsonMap Order = Sample.Input("order");

    [Fact]
    public async Task An_order_is_delivered_although_the_first_charge_fails()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", Order);

        JsonAny receipt = execution.Output;
        Assert.Equal("DELIVERED", receipt.At("status"));
        Assert.Equal(JsonAny.Parse("""{"itemsCents":2480,"deliveryCents":290,"totalCents":2770}"""), receipt.At("bill"));
        Assert.Equal(
            JsonAny.Parse("""
                [{"line":1,"dish":"Margherita","quantity":2,"cents":1900},{"line":2,"dish":"Tiramisu","quantity":1,"cents":580}]
                """),
            receipt.At("lines"));
        Assert.Equal(2770, receipt.At("payment.chargedCents"));
        Assert.Equal(2, receipt.At("payment.attempts"));
        Assert.True(Guid.TryParse(((JsonString)receipt.At("payment.paymentId")!).Value, out _));
        Assert.Equal(JsonAny.Parse("""{"customer":"+49 30 5550 123","restaurant":"R-3"}"""), receipt.At("notified"));
        Assert.Equal("Lindenstrasse 12, Berlin", receipt.At("deliveredTo"));

        Assert.Equal(TimeSpan.FromSeconds(1 + 2), execution.Run.Elapsed);
        string[] log = [.. execution.Log];
        Assert.Equal(
            [
                "orders/C-7/A-1001: 27.70 EUR",
                "Charge, attempt 1: the card network is busy.",
                "Charge, attempt 2: 27.70 EUR charged.",
            ],
            log[..3]);
        // The two notifications go out at the same time.
        Assert.Equal(
            ["To +49 30 5550 123: Mira, your order A-1001 was sent to Trattoria Roma.", "To Trattoria Roma: 2 x Margherita, 1 x Tiramisu"],
            log[3..5].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Order A-1001: COOKING", "Order A-1001 handed over at Lindenstrasse 12, Berlin.", "Order A-1001: DELIVERED"],
            log[5..]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public async Task A_charge_is_tried_four_times(int declines, int attempts)
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", Order.Change("card.declines", declines));
        Assert.Equal(attempts, execution.Output.At("payment.attempts"));
    }

    [Fact]
    public async Task An_order_is_cancelled_when_the_card_network_stays_busy()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", Sample.Input("order.declined"));

        execution.Run.AssertFailed("CardNetworkBusy", "Order A-1002 was cancelled: The card network is busy.");
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 4), execution.Run.Elapsed);
        Assert.Equal(
            [
                "orders/C-7/A-1002: 27.70 EUR",
                "Charge, attempt 1: the card network is busy.",
                "Charge, attempt 2: the card network is busy.",
                "Charge, attempt 3: the card network is busy.",
                "Charge, attempt 4: the card network is busy.",
                "Order A-1002: CANCELLED",
            ],
            execution.Log);
    }

    [Fact]
    public async Task A_card_over_its_limit_is_not_tried_again()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", Order.Change("card.limitCents", 2769));

        execution.Run.AssertFailed("CardLimitExceeded", "Order A-1001 was cancelled: The card does not cover 27.70 EUR.");
        Assert.Equal(TimeSpan.Zero, execution.Run.Elapsed);
        Assert.Equal(["orders/C-7/A-1001: 27.70 EUR", "Order A-1001: CANCELLED"], execution.Log);
    }

    [Theory]
    [InlineData("restaurant.open", "RestaurantClosed", "Order A-1001 was cancelled: Trattoria Roma has closed.")]
    [InlineData("customer.atHome", "NobodyAtHome", "Order A-1001 was cancelled: Nobody opened at Lindenstrasse 12, Berlin.")]
    public async Task The_money_goes_back_when_the_order_cannot_be_kept(string flag, string error, string cause)
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", Order.Change(flag, false));

        execution.Run.AssertFailed(error, cause);
        // The customer's message may already be on its way when the restaurant's fails: it comes at any time.
        Assert.Equal(
            ["27.70 EUR refunded.", "Order A-1001: CANCELLED"],
            execution.Log.Where(static line => !line.StartsWith("To +49", StringComparison.Ordinal)).TakeLast(2));
    }

    [Theory]
    [InlineData("""{}""", "/orderId is missing.")]
    [InlineData("""{"orderId":"A","items":[]}""", "/items is empty.")]
    [InlineData("""{"orderId":"A","items":[{"dish":"Soup","quantity":0,"unitCents":1}]}""", "/items/0 is no dish")]
    [InlineData("""{"orderId":"A","items":[{"dish":"Soup","quantity":1.5,"unitCents":1}]}""", "/items/0 is no dish")]
    [InlineData("""{"orderId":"A","restaurant":{"deliveryCents":-1}}""", "/restaurant/deliveryCents is no price.")]
    public async Task An_order_that_is_not_valid_is_refused_before_anything_is_done(string input, string problem)
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("order", (JsonMap)JsonAny.Parse(input));

        Assert.Equal("OrderRefused", execution.Run.Error);
        Assert.StartsWith("The order was refused: [\"", execution.Run.Cause, StringComparison.Ordinal);
        Assert.Contains(problem, execution.Run.Cause, StringComparison.Ordinal);
        Assert.Empty(execution.Log);
    }
}
