namespace FunctionsAsl.Core.States;

/// <summary>The field ItemBatcher: one child execution of a Distributed Map runs several items (DG/input-output-itembatcher).</summary>
internal sealed record ItemBatcher(MapNumber? MaxItems, MapNumber? MaxInputBytes, Template? BatchInput)
{
    private static readonly string[] Limiting = ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];
    private static readonly JsonShape Batch = new("Items");
    private static readonly JsonShape BatchWithInput = new("BatchInput", "Items");

    public static ItemBatcher? Read(Fields fields)
    {
        if (fields.Nested("ItemBatcher") is not { } batcher)
        {
            return null;
        }

        var read = new ItemBatcher(
            MapNumber.ReadCount(batcher, "MaxItemsPerBatch", min: 1),
            MapNumber.ReadCount(batcher, "MaxInputBytesPerBatch", min: 1, max: Limits.PayloadBytes),
            batcher.Template("BatchInput"));
        if (!Limiting.Any(batcher.Has))
        {
            // AWS's text is not known.
            fields.Report("One of 'MaxItemsPerBatch' and 'MaxInputBytesPerBatch' is required", "ItemBatcher");
        }

        batcher.End();
        return read;
    }

    /// <exception cref="StatesException">A limit is not one, or the input of all batches is too large.</exception>
    public ItemBatch Evaluate(JsonValue input, JsonValue effectiveInput, StateScope scope, string state) => new(
        MaxItems?.ReadPositive(input, scope) ?? int.MaxValue,
        Math.Min(MaxInputBytes?.ReadPositive(input, scope) ?? Limits.PayloadBytes, Limits.PayloadBytes),
        BatchInput is null ? null : Oversize.RefuseInput(BatchInput.Evaluate(effectiveInput, scope), state));

    /// <summary>The input of the child that runs the next items: as many as fit, at least one.</summary>
    /// <param name="item">An item's own input.</param>
    /// <param name="range">First, the first item and how many are left; then those that the input is of.</param>
    /// <exception cref="StatesException">A single item is too large already.</exception>
    public static JsonValue Fill(ItemBatch batch, Func<int, JsonValue> item, ref ItemRange range, string state)
    {
        var items = new List<JsonValue>();
        // {"BatchInput":…,"Items":[…]}
        long bytes = batch.Input is { } common ? JsonSize.Of(common) + 27 : 12;
        int most = (int)Math.Min(range.Count, batch.MaxItems);
        while (items.Count < most)
        {
            JsonValue next = item(range.First + items.Count);
            bytes += JsonSize.Of(next) + (items.Count > 0 ? 1 : 0);
            if (bytes > batch.MaxInputBytes && items.Count > 0)
            {
                break;
            }

            items.Add(next);
        }

        range = range with { Count = items.Count };
        JsonArray all = JsonArray.Of(items);
        return Oversize.RefuseInput(
            batch.Input is null ? JsonObject.Adopt(Batch, [all]) : JsonObject.Adopt(BatchWithInput, [batch.Input, all]), state);
    }
}
