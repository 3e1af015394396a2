namespace FunctionsAsl.Durable.Storage;

/// <summary>Reads from a history's lines, of which there may be more than fit into memory.</summary>
/// <param name="window">How many bytes to read at a time.</param>
internal sealed class HistoryReader(IBlobs blobs, string blob, int window)
{
    // What a line begins with, up to the first event's id.
    private const int IdBytes = 40;

    private ReadOnlyMemory<byte> _buffer;
    private long _bufferStart;
    private long _position;
    private long _length;

    /// <inheritdoc cref="HistoryStore.Read"/>
    public async ValueTask<IReadOnlyList<HistoryEvent>> Read(long first, int count, long bytes, CancellationToken cancel)
    {
        List<HistoryEvent> events = [];
        await Seek(first, cancel);

        // The last line that begins at or before the first event: it holds it.
        ReadOnlyMemory<byte>? begun = null;
        while (IsWanted() && await ReadLine(cancel) is { } line)
        {
            if (FirstId(line.Span) <= first)
            {
                begun = line;
                continue;
            }

            Take(begun);
            Take(line);
            begun = null;
        }

        Take(begun);
        return events;

        void Take(ReadOnlyMemory<byte>? line)
        {
            if (line is { } wanted && IsWanted())
            {
                int before = events.Count;
                events.AddRange(HistorySerializer.Load(wanted.Span).Where(e => e.Id >= first).Take(count - before));
                bytes -= events.Skip(before).Sum(static e => e.Weight);
            }
        }

        bool IsWanted() => events.Count < count && (bytes >= 0 || events.Count < 2);
    }

    public async ValueTask<(HistoryEvent? Last, long Length)> ReadEnd(CancellationToken cancel)
    {
        await Load(0, window, cancel);
        for (long size = window; _length > 0; size *= 2)
        {
            await Load(Math.Max(0, _length - size), (int)Math.Min(size, Array.MaxLength), cancel);

            // What was not appended to its end is no line.
            ReadOnlyMemory<byte> whole = _buffer[..(_buffer.Span.LastIndexOf((byte)'\n') + 1)];
            int start = whole.IsEmpty ? -1 : whole.Span[..^1].LastIndexOf((byte)'\n') + 1;
            if (start > 0 || (start == 0 && _bufferStart == 0))
            {
                return (HistorySerializer.Load(whole.Span[start..^1])[^1], _length);
            }

            if (_bufferStart == 0)
            {
                break;
            }
        }

        return (null, _length);
    }

    /// <summary>Goes to a line that does not begin behind the event, and not far before it.</summary>
    private async ValueTask Seek(long id, CancellationToken cancel)
    {
        await Load(0, window, cancel);
        long low = 0;
        long high = _length;
        while (high - low > window)
        {
            long middle = low + ((high - low) / 2);
            _position = middle;
            long? start = await ReadLine(cancel) is null ? null : _position;
            if (start is { } line && line < high && await PeekId(cancel) <= id)
            {
                low = line;
            }
            else
            {
                high = middle;
            }
        }

        _position = low;
    }

    /// <summary>The line from here to its end, without it; <see langword="null"/> where no line ends any more.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadLine(CancellationToken cancel)
    {
        for (int size = window; ; size = checked(size * 2))
        {
            ReadOnlyMemory<byte> rest = Rest;
            int end = rest.Span.IndexOf((byte)'\n');
            if (end >= 0)
            {
                _position += end + 1;
                return rest[..end];
            }

            if (_position + rest.Length >= _length)
            {
                return null;
            }

            await Load(_position, size, cancel);
        }
    }

    /// <summary>The id of the event that the line from here begins with.</summary>
    private async ValueTask<long> PeekId(CancellationToken cancel)
    {
        if (Rest.Length < IdBytes && _position + Rest.Length < _length)
        {
            await Load(_position, window, cancel);
        }

        return FirstId(Rest.Span);
    }

    /// <summary>What is in memory from here on.</summary>
    private ReadOnlyMemory<byte> Rest => _position >= _bufferStart && _position <= _bufferStart + _buffer.Length
        ? _buffer[(int)(_position - _bufferStart)..]
        : default;

    private async ValueTask Load(long from, int count, CancellationToken cancel)
    {
        if (_bufferStart == from && _buffer.Length >= Math.Min(count, _length - from) && _length > 0)
        {
            return;
        }

        BlobPart? part = await blobs.ReadPart(blob, from, count, cancel);
        _buffer = part?.Content ?? default;
        _bufferStart = from;
        _length = part?.Length ?? 0;
    }

    private static long FirstId(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, default);

        // [ { "id" 1
        return reader.Read() && reader.Read() && reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.Number
            ? reader.GetInt64()
            : throw new FormatException("A line of history does not begin with an event.");
    }
}
