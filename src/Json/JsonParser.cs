namespace FunctionsAsl.Json;

/// <summary>
/// Builds the values of one document. What an array or object consists of is collected at the end of one list for all of them, so that no
/// memory is taken but what the values keep, and they lie close together in it.
/// </summary>
internal ref struct JsonParser
{
    // In a shorter document too few values repeat to be worth remembering.
    private const int SmallestDocument = 4096;
    private const int FirstSize = 64;

    // In so few too few names repeat.
    private const int FewObjects = 3;

    private readonly JsonScalars? _scalars;
    private JsonShape _last = JsonShape.Empty;
    private JsonNames? _known;
    private int _count;
    private Utf8JsonReader _reader;
    private Scratch<JsonAny> _values;
    private Scratch<string> _names;

    public JsonParser(ReadOnlySpan<byte> utf8, JsonReaderOptions options, bool sharesScalars)
    {
        _reader = new Utf8JsonReader(utf8, options);
        _scalars = sharesScalars && utf8.Length >= SmallestDocument ? new JsonScalars() : null;
        _values = new Scratch<JsonAny>(FirstSize);
        _names = new Scratch<string>(FirstSize);
    }

    private JsonParser(Utf8JsonReader reader)
    {
        _reader = reader;
        _values = new Scratch<JsonAny>(FirstSize);
        _names = new Scratch<string>(FirstSize);
    }

    /// <summary>How far the text has been read.</summary>
    public readonly int BytesConsumed => (int)_reader.BytesConsumed;

    /// <summary>Reads the value that a reader stands at, and leaves the reader at its end; as <see cref="JsonReader.ReadSaved(ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string of the text is not UTF-8.</exception>
    public static JsonAny ParseSaved(ref Utf8JsonReader reader)
    {
        var parser = new JsonParser(reader);
        try
        {
            JsonAny value = parser.ParseValue();
            reader = parser._reader;
            return value;
        }
        finally
        {
            parser.Dispose();
        }
    }

    /// <summary>Reads exactly one value.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string of the text is not UTF-8.</exception>
    public JsonAny Parse()
    {
        _reader.Read();
        JsonAny value = ParseValue();

        // Anything but white space after the value makes this throw.
        _reader.Read();
        return value;
    }

    public readonly void Dispose()
    {
        _values.Return();
        _names.Return();
        _known?.Return();
    }

    private JsonAny ParseValue() => _reader.TokenType switch
    {
        JsonTokenType.Null => JsonAny.Null,
        JsonTokenType.True => JsonAny.True,
        JsonTokenType.False => JsonAny.False,
        JsonTokenType.Number => _scalars is null ? JsonNumber.FromText(_reader.ValueSpan) : _scalars.Number(_reader.ValueSpan),
        JsonTokenType.String => _scalars is null ? JsonScalars.Read(ref _reader) : _scalars.String(ref _reader),
        JsonTokenType.StartArray => ParseArray(),
        _ => ParseObject(),
    };

    private JsonList ParseArray()
    {
        int start = _values.Count;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _values.Add(ParseValue());
        }

        return JsonList.Adopt(_values.TakeFrom(start).ToArray());
    }

    private JsonMap ParseObject()
    {
        int start = _values.Count;
        int firstName = _names.Count;
        if (++_count > FewObjects)
        {
            _known ??= new JsonNames();
        }

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            _names.Add(_known is null ? JsonToken.Text(ref _reader) : _known.Read(ref _reader));
            _reader.Read();
            _values.Add(ParseValue());
        }

        ReadOnlySpan<string> names = _names.TakeFrom(firstName);
        JsonShape? shape = names.SequenceEqual(_last.Names) ? _last : _known is null ? JsonShape.Of(names) : _known.ShapeOf(names);
        _last = shape ?? _last;
        return JsonMap.Of(shape, names, _values.TakeFrom(start));
    }

    /// <summary>A list in memory that is used again.</summary>
    private struct Scratch<T>(int size)
        where T : class
    {
        private T[] _items = ArrayPool<T>.Shared.Rent(size);

        public int Count { get; private set; }

        public void Add(T item)
        {
            if (Count == _items.Length)
            {
                T[] larger = ArrayPool<T>.Shared.Rent(Count * 2);
                _items.CopyTo(larger, 0);
                Return();
                _items = larger;
            }

            _items[Count++] = item;
        }

        /// <summary>The items from a place on, which are in the list no more.</summary>
        public ReadOnlySpan<T> TakeFrom(int start)
        {
            ReadOnlySpan<T> taken = _items.AsSpan(start, Count - start);
            Count = start;
            return taken;
        }

        public readonly void Return() => ArrayPool<T>.Shared.Return(_items, clearArray: true);
    }
}
