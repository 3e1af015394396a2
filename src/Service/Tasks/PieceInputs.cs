using System.Globalization;
using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The inputs of the children of a piece: a line each, of the number of its items, a tab, and JSON without line breaks.</summary>
internal sealed class PieceInputs
{
    private readonly MemoryStream _lines = new();
    private readonly Utf8Lines? _read;

    public PieceInputs()
    {
    }

    private PieceInputs(Utf8Lines read) => _read = read;

    public int Children { get; private set; }

    public int Items { get; private set; }

    public long Bytes => _lines.Length;

    public void Add(JsonValue input, int items)
    {
        Children++;
        Items += items;
        _lines.Write(Encoding.ASCII.GetBytes(items.ToString(CultureInfo.InvariantCulture)));
        _lines.WriteByte((byte)'\t');
        _lines.Write(input.ToUtf8());
        _lines.WriteByte((byte)'\n');
    }

    public byte[] ToBytes() => _lines.ToArray();

    public static PieceInputs Load(byte[] bytes)
    {
        var lines = new Utf8Lines(bytes);
        return new PieceInputs(lines) { Children = lines.Count };
    }

    /// <summary>The input of a child, as UTF-8, and how many items it is of.</summary>
    public (ReadOnlyMemory<byte> Json, int Items) this[int child]
    {
        get
        {
            ReadOnlyMemory<byte> line = _read![child];
            int tab = line.Span.IndexOf((byte)'\t');
            return (line[(tab + 1)..], int.Parse(line.Span[..tab], NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }
}
