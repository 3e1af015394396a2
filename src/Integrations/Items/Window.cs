using System.Buffers;

namespace FunctionsAsl.Integrations.Items;

/// <summary>
/// The part of a stream that is being looked at. It grows while one item does not fit, up to a limit, and each time twofold: what is looked
/// at again from its beginning is looked at a bounded number of times.
/// </summary>
internal sealed class Window(Stream stream) : IDisposable
{
    /// <summary>Bytes of the longest item: a row, a line, an element. Longer ones end the reading (limits of the machine, and near AWS's own).</summary>
    public const int LongestItem = 16 * 1024 * 1024;

    private const int FirstSize = 128 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <summary>What was read and not yet taken.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Whether the stream ends with these bytes.</summary>
    public bool IsLast { get; private set; }

    /// <summary>How many bytes were taken.</summary>
    public long Taken { get; private set; }

    public void Take(int count)
    {
        _start += count;
        Taken += count;
    }

    /// <summary>Takes the mark of byte order that a file may begin with.</summary>
    public async ValueTask SkipMarkAsync(CancellationToken cancel)
    {
        await FillAsync(cancel);
        if (Bytes.StartsWith("\uFEFF"u8))
        {
            Take(3);
        }
    }

    /// <summary>Reads on until the window is full or the stream at its end.</summary>
    /// <exception cref="ItemReaderException">An item is longer than <see cref="LongestItem"/>.</exception>
    public async ValueTask FillAsync(CancellationToken cancel)
    {
        int left = _end - _start;
        byte[] bytes = _bytes;
        if (left > bytes.Length / 2)
        {
            if (left >= LongestItem)
            {
                throw new ItemReaderException(string.Create(CultureInfo.InvariantCulture, $"An item has more than {LongestItem} bytes"));
            }

            bytes = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
        }

        Bytes.CopyTo(bytes);
        if (bytes != _bytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = bytes;
        }

        (_start, _end) = (0, left);
        int read = await stream.ReadAtLeastAsync(_bytes.AsMemory(_end), _bytes.Length - _end, throwOnEndOfStream: false, cancel);
        IsLast = read < _bytes.Length - _end;
        _end += read;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
