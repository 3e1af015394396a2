using DurableTask.Core;
using DurableTask.Core.Exceptions;
using Newtonsoft.Json.Linq;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// The order sample as one would write it for the durable engine: the same functions in the same order, with the same retry and the
/// same wait. No function has a time-out of its own.
/// </summary>
/// <param name="timeOut">How long the order may take; <see langword="null"/> where that has no limit.</param>
internal sealed class OrderByHand(TimeSpan? timeOut) : TaskOrchestration<JObject, JToken>
{
    private static readonly TimeSpan Kitchen = TimeSpan.FromSeconds(2);

    public override async Task<JObject> RunTask(OrchestrationContext context, JToken order)
    {
        if (timeOut is not { } limit)
        {
            return await RunAsync(context, order);
        }

        using var ended = new CancellationTokenSource();
        Task<JObject> run = RunAsync(context, order);
        Task<bool> late = context.CreateTimer(context.CurrentUtcDateTime + limit, true, ended.Token);
        if (await Task.WhenAny(run, late) == late)
        {
            throw new OrchestrationException("The order took too long.");
        }

        await ended.CancelAsync();
        return await run;
    }

    private static async Task<JObject> RunAsync(OrchestrationContext context, JToken order)
    {
        JToken validation = await Call(context, "ValidateOrder", order);
        if (!(bool)validation["valid"]!)
        {
            throw new OrchestrationException($"The order was refused: {validation["problems"]}");
        }

        JToken id = order["orderId"]!;
        JArray lines = [.. await Task.WhenAll(order["items"]!.Select((item, at) =>
            Call(context, "PriceItem", new JObject { ["line"] = at + 1, ["item"] = item })))];
        JToken sum = await Call(context, "AddUpPrices", lines);
        var total = (long)sum["itemsCents"]! + (long)order["restaurant"]!["deliveryCents"]!;
        await Call(context, "SaveOrder", new JObject
        {
            ["orderId"] = id,
            ["customerId"] = order["customer"]!["id"],
            ["totalCents"] = total,
            ["savedAt"] = context.CurrentUtcDateTime,
        });
        JToken payment = await ChargeAsync(context, order["card"]!, total);
        JToken[] notified = await Task.WhenAll(
            Call(context, "NotifyCustomer", new JObject
            {
                ["orderId"] = id,
                ["phone"] = order["customer"]!["phone"],
                ["text"] = $"{order["customer"]!["name"]}, your order {id} was sent to {order["restaurant"]!["name"]}.",
            }),
            Call(context, "NotifyRestaurant", new JObject { ["orderId"] = id, ["restaurant"] = order["restaurant"], ["items"] = order["items"] }));
        await Call(context, "UpdateOrderStatus", new JObject { ["orderId"] = id, ["status"] = "COOKING" });
        await context.CreateTimer(context.CurrentUtcDateTime + Kitchen, true);
        JToken delivery = await Call(context, "DeliverOrder", new JObject { ["orderId"] = id, ["customer"] = order["customer"] });
        JToken status = await Call(context, "UpdateOrderStatus", new JObject { ["orderId"] = id, ["status"] = "DELIVERED" });
        return new JObject
        {
            ["orderId"] = id,
            ["status"] = status["status"],
            ["lines"] = lines,
            ["totalCents"] = total,
            ["payment"] = payment,
            ["notified"] = new JArray(notified.Select(static n => n["sentTo"])),
            ["deliveredTo"] = delivery["address"],
        };
    }

    private static Task<JToken> Call(OrchestrationContext context, string function, JToken input) =>
        context.ScheduleTask<JToken>(function, "", input);

    /// <summary>A busy card network is asked again after 1, 2 and 4 seconds.</summary>
    private static async Task<JToken> ChargeAsync(OrchestrationContext context, JToken card, long cents)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await Call(context, "ChargeCard", new JObject
                {
                    ["paymentId"] = context.OrchestrationInstance.InstanceId,
                    ["card"] = card,
                    ["cents"] = cents,
                    ["attempt"] = attempt,
                });
            }
            catch (TaskFailedException) when (attempt < 3)
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1 << attempt), true);
            }
        }
    }
}
