using System.Collections;

namespace FunctionsAsl.Json;

/// <summary>An immutable JSON array.</summary>
[JsonConverter(typeof(JsonValueConverter<JsonArray>))]
public sealed class JsonArray : JsonValue, IReadOnlyList<JsonValue>
{
    public static readonly JsonArray Empty = new([]);

    private readonly JsonValue[] _items;
    private string? _sourceText;

    private JsonArray(JsonValue[] items, JsonMarks marks = JsonMarks.None)
        : base(marks)
    {
        _items = items;
        int depth = 0;
        JsonMarks held = JsonMarks.None;
        foreach (JsonValue item in items)
        {
            depth = Math.Max(depth, item.Depth);
            held |= item.Marks;
        }

        Hold(depth, held);
    }

    private JsonArray(JsonArray other, JsonMarks marks)
        : base(marks | (other.Marks & JsonMarks.Within))
    {
        _items = other._items;
        TakeDepth(other);
    }

    public override JsonKind Kind => JsonKind.Array;

    public int Count => _items.Length;

    public ReadOnlySpan<JsonValue> Items => _items;

    public override string? SourceText => _sourceText;

    public JsonValue this[int index] => _items[index];

    public static JsonArray Of(params ReadOnlySpan<JsonValue> items) => items.IsEmpty ? Empty : new(items.ToArray());

    public static JsonArray Of(IEnumerable<JsonValue> items)
    {
        JsonValue[] array = items.ToArray();
        return array.Length == 0 ? Empty : new(array);
    }

    /// <summary>Takes ownership of <paramref name="items"/>: the caller must not write to it any more.</summary>
    internal static JsonArray Adopt(JsonValue[] items) => items.Length == 0 ? Empty : new(items);

    /// <inheritdoc cref="Adopt(JsonValue[])"/>
    internal static JsonArray Adopt(JsonValue[] items, JsonMarks marks) => new(items, marks);

    /// <summary>The same items with other marks.</summary>
    internal JsonArray WithMarks(JsonMarks marks) => new(this, marks);

    public override JsonValue WithoutSourceText() => _sourceText is null ? this : new JsonArray(_items);

    /// <summary>
    /// An array of values some of which come out as they were read: its own text is put together of theirs, as AWS does with the
    /// outputs of branches (conformance: test_parallel_state_nested).
    /// </summary>
    internal static JsonArray Verbatim(JsonValue[] items)
    {
        string text = $"[{string.Join(',', items.AsEnumerable())}]";
        return new JsonArray(Array.ConvertAll(items, static item => item.WithoutSourceText())) { _sourceText = text };
    }

    internal JsonArray WithSourceText(string text) => new(_items) { _sourceText = text };

    /// <summary>An array of the converted items; this one, where no item is converted to another.</summary>
    internal JsonArray ConvertAll(Converter<JsonValue, JsonValue> convert) =>
        ConvertAll(_items, convert) is { } converted ? Adopt(converted) : this;

    /// <summary>This array with one item replaced.</summary>
    public JsonArray WithItem(int index, JsonValue value)
    {
        JsonValue[] items = (JsonValue[])_items.Clone();
        items[index] = value;
        return new JsonArray(items);
    }

    public override bool Equals(JsonValue? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not JsonArray array || array.Count != Count)
        {
            return false;
        }

        for (int i = 0; i < _items.Length; i++)
        {
            if (!_items[i].Equals(array._items[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (JsonValue item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<JsonValue> GetEnumerator() => ((IEnumerable<JsonValue>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    private protected override int MeasureUtf8()
    {
        if (_sourceText is not null)
        {
            return Encoding.UTF8.GetByteCount(_sourceText);
        }

        int length = 2 + Math.Max(0, _items.Length - 1);
        foreach (JsonValue item in _items)
        {
            length = checked(length + item.Utf8Length);
        }

        return length;
    }
}
