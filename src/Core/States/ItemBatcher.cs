namespace FunctionsAsl.Core.States;

/// <summary>The field ItemBatcher: one child execution of a Distributed Map runs several items (DG/input-output-itembatcher).</summary>
internal sealed record ItemBatcher(MapNumber? MaxItems, MapNumber? MaxInputBytes, Template? BatchInput)
{
    private static readonly string[] Limiting = ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];

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
    public ItemBatch Evaluate(JsonAny input, JsonAny effectiveInput, StateScope scope, string state) => new(
        MaxItems?.ReadPositive(input, scope) ?? int.MaxValue,
        Math.Min(MaxInputBytes?.ReadPositive(input, scope) ?? Limits.PayloadBytes, Limits.PayloadBytes),
        BatchInput is null ? null : Oversize.RefuseInput(BatchInput.Evaluate(effectiveInput, scope), state));

    /// <summary>The input of the child that runs the next items: as many as fit, at least one.</summary>
    /// <param name="item">An item's own input.</param>
    /// <param name="range">First, the first item and how many are left; then those that the input is of.</param>
    /// <exception cref="StatesException">A single item is too large already.</exception>
    public static JsonAny Fill(ItemBatch batch, Func<int, JsonAny> item, ref ItemRange range, string state)
    {
        var batched = new Batch(batch, state);
        int most = (int)Math.Min(range.Count, batch.MaxItems);
        while (batched.Count < most && batched.TryAdd(item(range.First + batched.Count)))
        {
        }

        range = range with { Count = batched.Count };
        return batched.Build();
    }
}

/// <summary>Items of one child, as they come.</summary>
/// <param name="state">The Map state, for texts.</param>
internal sealed class Batch(ItemBatch limits, string state)
{
    private static readonly JsonShape Alone = new("Items");
    private static readonly JsonShape WithInput = new("BatchInput", "Items");

    private readonly List<JsonAny> _items = [];
    // {"BatchInput":…,"Items":[…]}
    private long _bytes = limits.Input is { } common ? JsonSize.Of(common) + 27 : 12;

    public int Count => _items.Count;

    /// <summary>Whether the item, which is its own input, fits; the first one always does.</summary>
    public bool TryAdd(JsonAny item)
    {
        long bytes = _bytes + JsonSize.Of(item) + (Count > 0 ? 1 : 0);
        if (Count > 0 && (bytes > limits.MaxInputBytes || Count >= limits.MaxItems))
        {
            return false;
        }

        _bytes = bytes;
        _items.Add(item);
        return true;
    }

    /// <summary>The input of the child.</summary>
    /// <exception cref="StatesException">A single item is too large already.</exception>
    public JsonAny Build()
    {
        JsonList all = JsonList.Of(_items);
        return Oversize.RefuseInput(
            limits.Input is null ? JsonMap.Adopt(Alone, [all]) : JsonMap.Adopt(WithInput, [limits.Input, all]), state);
    }
}
