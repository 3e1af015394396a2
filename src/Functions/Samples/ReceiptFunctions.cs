using System.Globalization;

namespace FunctionsAsl.Functions.Samples;

/// <summary>An activity function as an app's author writes one: Task states call it as <c>…:function:WriteReceipt</c>.</summary>
public static class ReceiptFunctions
{
    /// <exception cref="ArgumentException">The order costs nothing: the error <c>ArgumentException</c> of the state.</exception>
    [Function("WriteReceipt")]
    public static Receipt Write([ActivityTrigger] ReceiptOrder order) => order.TotalCents > 0
        ? new Receipt(order.OrderId, string.Create(CultureInfo.InvariantCulture, $"Order {order.OrderId}: {order.TotalCents / 100m:0.00} EUR"))
        : throw new ArgumentException($"Order {order.OrderId} costs nothing.", nameof(order));
}

public sealed record ReceiptOrder(string OrderId, long TotalCents);

public sealed record Receipt(string OrderId, string Text);
