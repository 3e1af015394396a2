using System.Text;

namespace FunctionsAsl.Integrations.Items;

/// <summary>The names of the columns of a CSV file: what is common to all of its items.</summary>
internal sealed class CsvHeader
{
    /// <summary>Bytes of the names and the delimiters between them (DG/input-output-itemreader: 10 KB). Each item has all the columns, however short its row.</summary>
    public const int MaxBytes = 10 * 1024;

    private readonly JsonShape _shape;

    // Where the value of each column stands in an item.
    private readonly int[] _places;

    /// <exception cref="ItemReaderException">Two columns have one name, or the names are too long together.</exception>
    public CsvHeader(IReadOnlyList<string> names)
    {
        if (names.Sum(static name => Encoding.UTF8.GetByteCount(name) + 1L) - 1 > MaxBytes)
        {
            // AWS's text is not known.
            throw new ItemReaderException(string.Create(CultureInfo.InvariantCulture, $"The CSV headers have more than {MaxBytes} bytes"));
        }

        int[] order = HashOrder.Of(names);
        _shape = JsonShape.Of(order.Select(i => names[i]).ToArray())
            ?? throw new ItemReaderException("CSV headers cannot contain duplicates.");
        _places = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            _places[order[i]] = i;
        }
    }

    public int Count => _places.Length;

    /// <summary>The item of a row; values that are missing are empty (DG/example-csv-parse-dist-map).</summary>
    public JsonMap ItemOf(IReadOnlyList<string> fields)
    {
        var values = new JsonAny[_places.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[_places[i]] = i < fields.Count && fields[i].Length > 0 ? new JsonString(fields[i]) : JsonString.Empty;
        }

        return JsonMap.Adopt(_shape, values);
    }
}
