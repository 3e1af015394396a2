using System.Buffers;
using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The inputs of the children of a piece: a line each, of the number of its items, a tab, and JSON without line breaks.</summary>
internal sealed class PieceInputs(byte[] bytes)
{
    private readonly Utf8Lines _lines = new(bytes);

    public int Children => _lines.Count;

    /// <summary>The input of a child, as UTF-8, and how many items it is of.</summary>
    public (ReadOnlyMemory<byte> Json, int Items) this[int child]
    {
        get
        {
            ReadOnlyMemory<byte> line = _lines[child];
            int tab = line.Span.IndexOf((byte)'\t');
            return (line[(tab + 1)..], int.Parse(line.Span[..tab], NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes the line of a child.</summary>
    public static void Write(IBufferWriter<byte> to, JsonAny input, int items)
    {
        to.Write(Encoding.ASCII.GetBytes(items.ToString(CultureInfo.InvariantCulture)));
        to.Write("\t"u8);
        to.Write(input.ToUtf8());
        to.Write("\n"u8);
    }
}
