using System.Runtime.CompilerServices;

namespace FunctionsAsl.Integrations.Items;

/// <summary>CSV and its relatives with other delimiters: each row is an object of texts.</summary>
internal sealed class CsvFormat : IItemFormat
{
    public InputType Type => InputType.Csv;

    public async IAsyncEnumerable<JsonAny> ReadAsync(
        Stream content, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        CsvHeader? header = config.CsvHeaders is { } given ? new CsvHeader(given) : null;
        // One more field than a header may have is one with too many.
        var row = new CsvRow(config.CsvDelimiter, header?.Count ?? CsvHeader.MaxBytes + 2);
        using var window = new Window(content);
        await window.SkipMarkAsync(cancel);
        bool isEmpty = true;
        while (window.Bytes.Length > 0 || !window.IsLast)
        {
            if (window.Bytes.IsEmpty || !row.TryRead(window.Bytes, window.IsLast, out int length))
            {
                await window.FillAsync(cancel);
                continue;
            }

            // AWS does not say what a line with nothing in it is; nobody means an item by it.
            bool isBlank = CsvRow.IsBlank(window.Bytes[..length]);
            window.Take(length);
            if (isBlank)
            {
                continue;
            }

            if (header is null)
            {
                header = new CsvHeader(row.Fields);
                row = new CsvRow(config.CsvDelimiter, header.Count);
                continue;
            }

            isEmpty = false;
            yield return header.ItemOf(row.Fields);
        }

        if (isEmpty && config.CsvHeaders is null)
        {
            // So it fails on AWS, by what is told of it; the whole text is not known.
            throw new ItemReaderException("The CSV file contains only CSV headers");
        }
    }
}
