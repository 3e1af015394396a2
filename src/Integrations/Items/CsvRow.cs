using System.Buffers;
using System.Text;

namespace FunctionsAsl.Integrations.Items;

/// <summary>
/// Reads rows of fields between delimiters, as AWS does (DG/example-csv-parse-dist-map): a field may stand between quotes, and then have
/// delimiters and line breaks in it; a quote is doubled, or stands behind a backslash as a backslash and the delimiter may; any other
/// backslash is dropped.
/// </summary>
/// <remarks>One row at a time, again and again: what was read of it stands here until the next.</remarks>
/// <param name="most">How many fields of a row are wanted; what follows is passed over.</param>
internal sealed class CsvRow(char delimiter, int most)
{
    private const byte Quote = (byte)'"';
    private const byte Backslash = (byte)'\\';
    private const byte Return = (byte)'\r';
    private const byte Feed = (byte)'\n';

    private readonly byte _delimiter = (byte)delimiter;
    private readonly SearchValues<byte> _special = SearchValues.Create([(byte)delimiter, Quote, Backslash, Return, Feed]);
    private readonly SearchValues<byte> _specialWithinQuotes = SearchValues.Create([Quote, Backslash]);
    private readonly List<string> _fields = [];
    private readonly ArrayBufferWriter<byte> _unquoted = new();

    /// <summary>The fields of the row that was read.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Reads the row at the beginning of the bytes.</summary>
    /// <param name="bytes">One at least.</param>
    /// <param name="isLast">Whether nothing follows these bytes.</param>
    /// <param name="length">Bytes of the row and of the end of its line.</param>
    /// <returns>Whether it is there in whole.</returns>
    /// <exception cref="ItemReaderException">The bytes end within quotes, and are the last.</exception>
    public bool TryRead(ReadOnlySpan<byte> bytes, bool isLast, out int length)
    {
        _fields.Clear();
        for (int at = 0; ;)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            int hit = rest.IndexOfAny(_special);
            if (hit < 0)
            {
                Add(rest);
                length = bytes.Length;
                return isLast;
            }

            if (rest[hit] == _delimiter)
            {
                Add(rest[..hit]);
                at += hit + 1;
            }
            else if (rest[hit] is Return or Feed)
            {
                Add(rest[..hit]);
                return TryEnd(bytes, at + hit, isLast, out length);
            }
            else
            {
                _unquoted.Clear();
                int end = Unquote(rest, isLast);
                if (end < 0)
                {
                    length = 0;
                    return false;
                }

                Add(_unquoted.WrittenSpan);
                at += end;
                if (at == bytes.Length)
                {
                    length = at;
                    return isLast;
                }

                if (bytes[at] != _delimiter)
                {
                    return TryEnd(bytes, at, isLast, out length);
                }

                at++;
            }
        }
    }

    /// <summary>Whether a line, with its end, has nothing in it.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.Length is 1 or 2 && line[0] is Return or Feed;

    private static bool TryEnd(ReadOnlySpan<byte> bytes, int at, bool isLast, out int length)
    {
        bool isPair = bytes[at] == Return && at + 1 < bytes.Length && bytes[at + 1] == Feed;
        length = at + (isPair ? 2 : 1);
        return bytes[at] == Feed || isLast || at + 1 < bytes.Length;
    }

    private void Add(ReadOnlySpan<byte> field)
    {
        if (_fields.Count < most)
        {
            _fields.Add(field.IsEmpty ? "" : Encoding.UTF8.GetString(field));
        }
    }

    /// <summary>Reads the field at the beginning of the bytes without its quotes and backslashes.</summary>
    /// <returns>Where it ends; -1 where that is not to be seen.</returns>
    private int Unquote(ReadOnlySpan<byte> bytes, bool isLast)
    {
        bool quoted = false;
        for (int i = 0; i < bytes.Length; i++)
        {
            int run = bytes[i..].IndexOfAny(quoted ? _specialWithinQuotes : _special);
            _unquoted.Write(run < 0 ? bytes[i..] : bytes.Slice(i, run));
            if (run < 0)
            {
                break;
            }

            i += run;
            byte next = i + 1 < bytes.Length ? bytes[i + 1] : (byte)0;
            switch (bytes[i])
            {
                case Quote or Backslash when i + 1 == bytes.Length && !isLast:
                    return -1;
                case Backslash:
                    if (next is Backslash or Quote || next == _delimiter)
                    {
                        _unquoted.Write(bytes.Slice(++i, 1));
                    }

                    break;
                case Quote when i == 0:
                    quoted = true;
                    break;
                case Quote when next == Quote:
                    _unquoted.Write(bytes.Slice(++i, 1));
                    break;
                case Quote when quoted:
                    quoted = false;
                    break;
                case Quote:
                    _unquoted.Write(bytes.Slice(i, 1));
                    break;
                default:
                    return i;
            }
        }

        return !isLast ? -1
            : quoted ? throw new ItemReaderException("The CSV file ends within quotes")
            : bytes.Length;
    }
}
