namespace FunctionsAsl.Service.Tasks;

/// <summary>The lines of a file, each with a line feed at its end.</summary>
internal sealed class Utf8Lines
{
    private readonly byte[] _bytes;
    private readonly List<int> _ends = [];

    public Utf8Lines(byte[] bytes)
    {
        _bytes = bytes;
        for (int at = 0; Array.IndexOf(bytes, (byte)'\n', at) is >= 0 and var end; at = end + 1)
        {
            _ends.Add(end);
        }
    }

    public int Count => _ends.Count;

    public ReadOnlyMemory<byte> this[int line]
    {
        get
        {
            int start = line == 0 ? 0 : _ends[line - 1] + 1;
            return _bytes.AsMemory(start, _ends[line] - start);
        }
    }
}
