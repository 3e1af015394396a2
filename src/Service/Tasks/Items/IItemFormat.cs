namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>Reads the items of one object. A host may bring one for what is not built in, as <see cref="InputType.Parquet"/>.</summary>
public interface IItemFormat
{
    InputType Type { get; }

    /// <param name="content">The object, unpacked; read once from its beginning. It may not be able to seek. The caller disposes it.</param>
    /// <exception cref="ItemReaderException">While items are taken: the object is not of this format.</exception>
    IAsyncEnumerable<JsonAny> ReadAsync(Stream content, ReaderConfig config, CancellationToken cancel);
}
