using System.Globalization;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>Says whether the order can be taken, and all that is wrong with it.</summary>
/// <remarks>An order that is wrong is an answer, not a failure: the workflow decides what becomes of it.</remarks>
internal sealed class ValidateOrder : ITaskHandler
{
    private const int MaxQuantity = 50;

    private static readonly string[] Texts =
    [
        "/orderId",
        "/customer/id", "/customer/name", "/customer/phone", "/customer/address",
        "/restaurant/id", "/restaurant/name",
        "/card/token",
    ];

    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        var problems = new List<JsonAny>();
        foreach (string path in Texts)
        {
            if (Find(input, path) is not JsonString { Value.Length: > 0 })
            {
                problems.Add($"{path} is missing.");
            }
        }

        if (!IsWhole(Find(input, "/restaurant/deliveryCents"), 0, long.MaxValue))
        {
            problems.Add("/restaurant/deliveryCents is no price.");
        }

        if (Find(input, "/items") is JsonList { Count: > 0 } items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (!IsItem(items[i]))
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"/items/{i} is no dish with a quantity and a price."));
                }
            }
        }
        else
        {
            problems.Add("/items is empty.");
        }

        return new(JsonMap.Of(("valid", problems.Count == 0), ("problems", JsonList.Of(problems))));
    }

    private static bool IsItem(JsonAny item) =>
        Find(item, "/dish") is JsonString { Value.Length: > 0 }
        && IsWhole(Find(item, "/quantity"), 1, MaxQuantity)
        && IsWhole(Find(item, "/unitCents"), 1, 1_000_000);

    private static bool IsWhole(JsonAny? value, long min, long max) =>
        value is JsonNumber number && number.TryGetInt64(out long whole) && whole >= min && whole <= max;

    private static JsonAny? Find(JsonAny? value, string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            value = (value as JsonMap)?[name];
        }

        return value;
    }
}

/// <summary>The price of one line of the order.</summary>
internal sealed class PriceItem : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny item = input.Member("item");
        return new(JsonMap.Of(
            ("line", input.Integer("line")),
            ("dish", item.Text("dish")),
            ("quantity", item.Integer("quantity")),
            ("cents", item.Integer("quantity") * item.Integer("unitCents"))));
    }
}

/// <summary>The sum over the priced lines.</summary>
internal sealed class AddUpPrices : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) =>
        new(JsonMap.Of(("itemsCents", ((JsonList)input).Sum(static line => line.Integer("cents")))));
}

/// <summary>Stands for a row in a database. The order's id is its key: written twice, it is still one row.</summary>
internal sealed class SaveOrder(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string record = $"orders/{input.Text("customerId")}/{input.Text("orderId")}";
        await log.WriteLineAsync($"{record}: {TaskInput.Euros(input.Integer("totalCents"))}");
        return JsonMap.Of(("record", record), ("savedAt", input.Text("savedAt")));
    }
}

/// <summary>
/// Stands for a payment provider. The input's <c>card.declines</c> says how many attempts find the card network busy, so that a
/// retry can be seen; a card over its limit is refused for good.
/// </summary>
internal sealed class ChargeCard(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny card = input.Member("card");
        long cents = input.Integer("cents");
        long attempt = input.Integer("attempt");
        string label = string.Create(CultureInfo.InvariantCulture, $"Charge, attempt {attempt + 1}");
        if (cents > card.Integer("limitCents"))
        {
            throw new TaskFailedException("CardLimitExceeded", $"The card does not cover {TaskInput.Euros(cents)}.");
        }

        if (attempt < card.Integer("declines"))
        {
            await log.WriteLineAsync($"{label}: the card network is busy.");
            throw new TaskFailedException("CardNetworkBusy", "The card network is busy.");
        }

        // A real provider is given the payment's id too, as its idempotency key.
        await log.WriteLineAsync($"{label}: {TaskInput.Euros(cents)} charged.");
        return JsonMap.Of(("paymentId", input.Text("paymentId")), ("cents", cents), ("attempt", attempt));
    }
}

/// <summary>Gives the money of a payment back.</summary>
internal sealed class RefundCard(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        long cents = input.Integer("chargedCents");
        await log.WriteLineAsync($"{TaskInput.Euros(cents)} refunded.");
        return JsonMap.Of(("paymentId", input.Text("paymentId")), ("refundedCents", cents));
    }
}

/// <summary>Stands for a message to the customer's phone.</summary>
internal sealed class NotifyCustomer(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        await log.WriteLineAsync($"To {input.Text("phone")}: {input.Text("text")}");
        return JsonMap.Of(("sentTo", input.Text("phone")));
    }
}

/// <summary>Sends the order to the kitchen. A restaurant that is not <c>open</c> fails the task as <c>RestaurantClosed</c>.</summary>
internal sealed class NotifyRestaurant(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny restaurant = input.Member("restaurant");
        if (!restaurant.Flag("open"))
        {
            throw new TaskFailedException("RestaurantClosed", $"{restaurant.Text("name")} has closed.");
        }

        IEnumerable<string> dishes = input.List("items").Select(
            static item => string.Create(CultureInfo.InvariantCulture, $"{item.Integer("quantity")} x {item.Text("dish")}"));
        await log.WriteLineAsync($"To {restaurant.Text("name")}: {string.Join(", ", dishes)}");
        return JsonMap.Of(("sentTo", restaurant.Text("id")));
    }
}

/// <summary>What the customer's app shows.</summary>
internal sealed class UpdateOrderStatus(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        await log.WriteLineAsync($"Order {input.Text("orderId")}: {input.Text("status")}");
        return JsonMap.Of(("orderId", input.Text("orderId")), ("status", input.Text("status")));
    }
}

/// <summary>Takes the order to the door. A customer who is not <c>atHome</c> fails the task as <c>NobodyAtHome</c>.</summary>
internal sealed class DeliverOrder(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny customer = input.Member("customer");
        string address = customer.Text("address");
        if (!customer.Flag("atHome"))
        {
            throw new TaskFailedException("NobodyAtHome", $"Nobody opened at {address}.");
        }

        await log.WriteLineAsync($"Order {input.Text("orderId")} handed over at {address}.");
        return JsonMap.Of(("address", address));
    }
}
