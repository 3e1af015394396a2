using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>Stands for a channel's own system: the sales are in the input. One that is busy fails as <c>ChannelBusy</c>, as often as it says.</summary>
internal sealed class ExtractSales : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny channel = input.Member("channel");
        string name = channel.Text("name");
        if (channel is JsonMap o && o.Contains("busy") && input.Integer("attempt") < channel.Integer("busy"))
        {
            throw new TaskFailedException("ChannelBusy", $"The channel '{name}' is busy.");
        }

        return new(JsonMap.Of(("channel", name), ("rows", channel.List("sales"))));
    }
}

/// <summary>Stands for the warehouse. Loading the same run again replaces it, so a repeated call does no harm.</summary>
internal sealed class LoadTotals(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonList products = input.List("products");
        foreach (JsonAny product in products)
        {
            await log.WriteLineAsync($"{product.Text("product")}: {product.Integer("quantity")} sold, {TaskInput.Euros(product.Integer("cents"))}");
        }

        return JsonMap.Of(("loaded", products.Count));
    }
}

/// <summary>Takes a run out of the warehouse.</summary>
internal sealed class UnloadTotals(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        await log.WriteLineAsync($"Taken out again: {input.Text("runId")}");
        return JsonMap.Empty;
    }
}

/// <summary>Stands for the place where somebody looks at what could not be loaded. It has room for ten rows.</summary>
internal sealed class KeepBadRows(TextWriter log) : ITaskHandler
{
    private const int Room = 10;

    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonList rows = input.List("rows");
        if (rows.Count > Room)
        {
            throw new TaskFailedException("NoRoom", $"There is room for {Room} bad rows, not for {rows.Count}.");
        }

        foreach (JsonAny row in rows)
        {
            await log.WriteLineAsync($"Not loaded: {row}");
        }

        return JsonMap.Of(("kept", rows.Count));
    }
}
