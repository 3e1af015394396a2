namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>Reads the items of a Distributed Map from where its ItemReader says (DG/input-output-itemreader).</summary>
public interface IItemReader
{
    /// <summary>
    /// The items in the order of the source, one at a time: memory does not grow with the source, which may be far larger. An enumeration
    /// that is left early closes what it reads from.
    /// </summary>
    /// <exception cref="ItemReaderException">While items are taken: the source cannot be found or read, or is not what its reader says.</exception>
    IAsyncEnumerable<ReadItem> ReadAsync(ItemSource source, CancellationToken cancel);
}

/// <summary>An item of a source.</summary>
/// <param name="Value">The item; of an object of JSON <c>{"Key", "Value"}</c> for each member.</param>
/// <param name="Source">
/// Where it was read from, which the context object shows (<c>$$.Map.Item.Source</c>): <c>s3://BUCKET/KEY</c>, of a listing
/// <c>s3://BUCKET</c> (ST distributed_map).
/// </param>
public readonly record struct ReadItem(JsonAny Value, string Source);
