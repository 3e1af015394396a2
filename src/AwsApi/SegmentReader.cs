using System.Runtime.InteropServices;
using System.Text;

namespace FunctionsAsl.AwsApi;

/// <summary>
/// Reads the unpacked model of one service. It is the length of a pool of texts, the pool (each text ends with a zero
/// byte), the number of shapes, and then numbers: the service, its operations, its shapes. A text is its place in the
/// pool and 2; 1 for the next one that was not used yet; 0 for none. A shape is referred to in the same way, and the
/// shapes follow in the order in which they were first referred to. Numbers are written with 7 bits to the byte, the
/// lowest first.
/// </summary>
internal ref struct SegmentReader
{
    /// <summary>A shape's kind stands in the lowest bits of the number that its traits are in.</summary>
    public const int KindBits = 4;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string[] _texts;
    private readonly Shape[] _shapes;
    private int _at;
    private int _newTexts;
    private int _newShapes;

    public SegmentReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        int length = Number();
        ReadOnlySpan<byte> pool = bytes.Slice(_at, length);
        _at += length;
        _texts = new string[pool.Count((byte)0)];
        for (int i = 0; i < _texts.Length; i++)
        {
            int end = pool.IndexOf((byte)0);
            _texts[i] = Encoding.UTF8.GetString(pool[..end]);
            pool = pool[(end + 1)..];
        }

        _shapes = new Shape[Number()];
        for (int i = 0; i < _shapes.Length; i++)
        {
            _shapes[i] = new Shape();
        }
    }

    public int Number()
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = _bytes[_at++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    public string Text() => OptionalText()!;

    public string? OptionalText() => Number() switch
    {
        0 => null,
        1 => _texts[_newTexts++],
        int known => _texts[known - 2],
    };

    public ImmutableArray<string> Texts()
    {
        string[] texts = new string[Number()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Text();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    /// <summary>A bound, which is a text: it is a whole number or has decimals.</summary>
    public decimal? OptionalDecimal() =>
        OptionalText() is { } text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public XmlNamespace? OptionalXmlNamespace() => OptionalText() is { } uri ? new XmlNamespace(uri, OptionalText()) : null;

    public Shape? OptionalShape() => Number() switch
    {
        0 => null,
        1 => _shapes[_newShapes++],
        int known => _shapes[known - 2],
    };

    public ImmutableArray<Shape> ShapeList()
    {
        var shapes = new Shape[Number()];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = OptionalShape()!;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(shapes);
    }

    public ImmutableArray<Member> Members()
    {
        var members = new Member[Number()];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = Member(Text());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(members);
    }

    public Member Member(string name)
    {
        Shape shape = OptionalShape()!;
        var traits = (MemberTraits)Number();
        string? sameName = traits.HasFlag(MemberTraits.SameName) ? name
            : traits.HasFlag(MemberTraits.SmallName) ? string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1))
            : null;
        return traits.HasFlag(MemberTraits.Detailed)
            ? new Member(name, shape, traits)
            {
                LocationName = OptionalText() ?? sameName,
                Location = (Location)Number(),
                QueryName = OptionalText(),
                XmlNamespace = OptionalXmlNamespace(),
            }
            : new Member(name, shape, traits) { LocationName = sameName };
    }

    /// <summary>All shapes, which are the rest. Every one was referred to by now, or is by one before it.</summary>
    public ImmutableArray<Shape> AllShapes()
    {
        foreach (Shape shape in _shapes)
        {
            shape.Read(ref this);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(_shapes);
    }
}
