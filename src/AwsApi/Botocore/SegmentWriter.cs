using System.Text;

namespace FunctionsAsl.AwsApi.Botocore;

/// <summary>Writes numbers, texts and references to shapes as <see cref="SegmentReader"/> reads them.</summary>
internal sealed class SegmentWriter
{
    private readonly List<byte> _numbers = [];
    private readonly List<byte> _pool = [];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _shapeNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _shapes = [];

    /// <summary>The shapes that were referred to, in that order.</summary>
    public IReadOnlyList<string> Shapes => _shapes;

    public byte[] ToArray()
    {
        List<byte> segment = [];
        Number(segment, _pool.Count);
        segment.AddRange(_pool);
        Number(segment, _shapes.Count);
        segment.AddRange(_numbers);
        return [.. segment];
    }

    public void Number(int value) => Number(_numbers, value);

    /// <exception cref="InvalidDataException">The text has a zero character.</exception>
    public void Text(string? text)
    {
        if (text is null)
        {
            Number(0);
        }
        else if (_texts.TryGetValue(text, out int place))
        {
            Number(place + 2);
        }
        else if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidDataException($"A zero character is in the text '{text}'.");
        }
        else
        {
            _texts.Add(text, _texts.Count);
            _pool.AddRange(Encoding.UTF8.GetBytes(text));
            _pool.Add(0);
            Number(1);
        }
    }

    public void Shape(string? name)
    {
        if (name is null)
        {
            Number(0);
        }
        else if (_shapeNumbers.TryGetValue(name, out int number))
        {
            Number(number + 2);
        }
        else
        {
            _shapeNumbers.Add(name, _shapes.Count);
            _shapes.Add(name);
            Number(1);
        }
    }

    private static void Number(List<byte> to, int value)
    {
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            to.Add((byte)(rest | 0x80));
        }

        to.Add((byte)rest);
    }
}
