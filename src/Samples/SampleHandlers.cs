using System.Collections.Frozen;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>The code behind the Task states of the samples.</summary>
public static class SampleHandlers
{
    /// <summary>The handlers by the name that stands in a definition. They tell what they do on the standard error stream.</summary>
    public static IReadOnlyDictionary<string, ITaskHandler> All { get; } = Create(Console.Error);

    /// <summary>The handlers by the name that stands in a definition.</summary>
    /// <param name="log">Where they tell what they do. Handlers run at the same time: it must bear that.</param>
    public static IReadOnlyDictionary<string, ITaskHandler> Create(TextWriter log) => new Dictionary<string, ITaskHandler>
    {
        ["ValidateOrder"] = new ValidateOrder(),
        ["PriceItem"] = new PriceItem(),
        ["AddUpPrices"] = new AddUpPrices(),
        ["SaveOrder"] = new SaveOrder(log),
        ["ChargeCard"] = new ChargeCard(log),
        ["RefundCard"] = new RefundCard(log),
        ["NotifyCustomer"] = new NotifyCustomer(log),
        ["NotifyRestaurant"] = new NotifyRestaurant(log),
        ["UpdateOrderStatus"] = new UpdateOrderStatus(log),
        ["DeliverOrder"] = new DeliverOrder(log),

        ["AskForApproval"] = new AskForApproval(log),
        ["PayExpense"] = new PayExpense(log),
        ["TellRequester"] = new TellRequester(log),

        ["BuildCommit"] = new BuildCommit(log),
        ["RunSuite"] = new RunSuite(),
        ["DeployImage"] = new DeployImage(log),
        ["AskForRelease"] = new AskForRelease(log),

        ["FetchFile"] = new FetchFile(),
        ["SplitRows"] = new SplitRows(),
        ["CheckRow"] = new CheckRow(),
        ["QuarantineFile"] = new QuarantineFile(log),
        ["PublishFile"] = new PublishFile(log),

        ["ExtractSales"] = new ExtractSales(),
        ["LoadTotals"] = new LoadTotals(log),
        ["UnloadTotals"] = new UnloadTotals(log),
        ["KeepBadRows"] = new KeepBadRows(log),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
