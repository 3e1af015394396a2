using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FunctionsAsl.Support.Otlp;

/// <summary>A message of Protocol Buffers, read without knowing what it is: its fields by their numbers.</summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, byte[]? Content)> _fields = [];

    /// <exception cref="InvalidDataException">It is no message.</exception>
    public ProtobufMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            (int number, int wire) = ((int)(tag >> 3), (int)(tag & 7));
            if (number == 0)
            {
                throw new InvalidDataException("No field has the number 0.");
            }

            switch (wire)
            {
                case 0:
                    _fields.Add((number, Varint(ref bytes), null));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, sizeof(ulong))), null));
                    break;
                case 2:
                    _fields.Add((number, 0, Take(ref bytes, checked((int)Varint(ref bytes))).ToArray()));
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, sizeof(uint))), null));
                    break;
                default:
                    throw new InvalidDataException($"There is no wire type {wire}.");
            }
        }
    }

    /// <summary>A number of a field; <see langword="null"/> where it has none.</summary>
    public long? Number(int field) => _fields.Exists(f => f.Number == field) ? (long)_fields.Last(f => f.Number == field).Value : null;

    public string? Text(int field) => Content(field) is { } content ? Encoding.UTF8.GetString(content) : null;

    /// <summary>Its bytes in hexadecimal digits.</summary>
    public string? Hex(int field) => Content(field) is { } content ? Convert.ToHexStringLower(content) : null;

    /// <summary>The messages of a field.</summary>
    public IEnumerable<ProtobufMessage> All(int field) => _fields.Where(f => f.Number == field).Select(static f => new ProtobufMessage(f.Content!));

    /// <summary>Every field that is no message, in a line each: its path, and its value in hexadecimal digits.</summary>
    /// <param name="isMessage">Which paths are messages, as <c>.1.2</c>.</param>
    public IEnumerable<string> Lines(Func<string, bool> isMessage, string path = "")
    {
        foreach ((int number, ulong value, byte[]? content) in _fields)
        {
            string here = string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
            if (isMessage(here))
            {
                foreach (string line in new ProtobufMessage(content!).Lines(isMessage, here))
                {
                    yield return line;
                }
            }
            else
            {
                yield return $"{here}={(content is null ? value.ToString("x", CultureInfo.InvariantCulture) : Convert.ToHexStringLower(content))}";
            }
        }
    }

    private byte[]? Content(int field) => _fields.Find(f => f.Number == field).Content;

    private static ulong Varint(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = Take(ref from, 1)[0];
            value |= (part & 0x7FUL) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        if (count > from.Length)
        {
            throw new InvalidDataException("The message ends too early.");
        }

        ReadOnlySpan<byte> taken = from[..count];
        from = from[count..];
        return taken;
    }
}
