using System.Collections;

namespace FunctionsAsl.Json;

/// <summary>An immutable JSON array.</summary>
[JsonConverter(typeof(JsonAnyConverter<JsonList>))]
public sealed class JsonList : JsonAny, IReadOnlyList<JsonAny>
{
    public static readonly JsonList Empty = new([]);

    private readonly JsonAny[] _items;
    private string? _sourceText;

    private JsonList(JsonAny[] items, JsonMarks marks = JsonMarks.None)
        : base(marks)
    {
        _items = items;
        int depth = 0;
        JsonMarks held = JsonMarks.None;
        foreach (JsonAny item in items)
        {
            depth = Math.Max(depth, item.Depth);
            held |= item.Marks;
        }

        Hold(depth, held);
    }

    private JsonList(JsonList other, JsonMarks marks)
        : base(marks | (other.Marks & JsonMarks.Within))
    {
        _items = other._items;
        TakeDepth(other);
    }

    public override JsonKind Kind => JsonKind.Array;

    public int Count => _items.Length;

    public ReadOnlySpan<JsonAny> Items => _items;

    public override string? SourceText => _sourceText;

    public JsonAny this[int index] => _items[index];

    public static JsonList Of(params ReadOnlySpan<JsonAny> items) => items.IsEmpty ? Empty : new(items.ToArray());

    public static JsonList Of(IEnumerable<JsonAny> items)
    {
        JsonAny[] array = items.ToArray();
        return array.Length == 0 ? Empty : new(array);
    }

    /// <summary>Takes ownership of <paramref name="items"/>: the caller must not write to it any more.</summary>
    internal static JsonList Adopt(JsonAny[] items) => items.Length == 0 ? Empty : new(items);

    /// <inheritdoc cref="Adopt(JsonAny[])"/>
    internal static JsonList Adopt(JsonAny[] items, JsonMarks marks) => new(items, marks);

    /// <summary>The same items with other marks.</summary>
    internal JsonList WithMarks(JsonMarks marks) => new(this, marks);

    public override JsonAny WithoutSourceText() => _sourceText is null ? this : new JsonList(_items);

    /// <summary>
    /// An array of values some of which come out as they were read: its own text is put together of theirs, as AWS does with the
    /// outputs of branches (conformance: test_parallel_state_nested).
    /// </summary>
    internal static JsonList Verbatim(JsonAny[] items)
    {
        string text = $"[{string.Join(',', items.AsEnumerable())}]";
        return new JsonList(Array.ConvertAll(items, static item => item.WithoutSourceText())) { _sourceText = text };
    }

    internal JsonList WithSourceText(string text) => new(_items) { _sourceText = text };

    /// <summary>An array of the converted items; this one, where no item is converted to another.</summary>
    internal JsonList ConvertAll(Converter<JsonAny, JsonAny> convert) =>
        ConvertAll(_items, convert) is { } converted ? Adopt(converted) : this;

    /// <summary>This array with one item replaced.</summary>
    public JsonList WithItem(int index, JsonAny value)
    {
        JsonAny[] items = (JsonAny[])_items.Clone();
        items[index] = value;
        return new JsonList(items);
    }

    public override bool Equals(JsonAny? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not JsonList array || array.Count != Count)
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
        foreach (JsonAny item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<JsonAny> GetEnumerator() => ((IEnumerable<JsonAny>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    private protected override int MeasureUtf8()
    {
        if (_sourceText is not null)
        {
            return Encoding.UTF8.GetByteCount(_sourceText);
        }

        int length = 2 + Math.Max(0, _items.Length - 1);
        foreach (JsonAny item in _items)
        {
            length = checked(length + item.Utf8Length);
        }

        return length;
    }
}
