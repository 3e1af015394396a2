using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionsAsl.Json;

/// <summary>An immutable JSON object that keeps the order of its members. Names are unique.</summary>
[JsonConverter(typeof(JsonAnyConverter<JsonMap>))]
public sealed class JsonMap : JsonAny, IReadOnlyList<KeyValuePair<string, JsonAny>>
{
    public static readonly JsonMap Empty = new(JsonShape.Empty, []);

    private readonly JsonAny[] _values;
    private string? _sourceText;

    // What is given as a span is copied here, so that it lies behind the object in memory: that is the order in which both are read.
    private JsonMap(JsonShape shape, ReadOnlySpan<JsonAny> values, JsonAny[]? owned = null)
    {
        Shape = shape;
        _values = owned ?? values.ToArray();
        int depth = 0;
        JsonMarks held = JsonMarks.None;
        bool hasArrays = false;
        foreach (JsonAny value in values)
        {
            depth = Math.Max(depth, value.Depth);
            held |= value.Marks;
            hasArrays |= value is JsonList;
        }

        HasArrays = hasArrays;
        Hold(depth, held);
    }

    public override JsonKind Kind => JsonKind.Object;

    public int Count => _values.Length;

    public JsonMembers Members => new(Shape.Names, _values);

    public override string? SourceText => _sourceText;

    internal JsonShape Shape { get; }

    internal ReadOnlySpan<JsonAny> Values => _values;

    /// <summary>Whether the value of any member is an array.</summary>
    internal bool HasArrays
    {
        get => Flag;
        private init => Flag = value;
    }

    public KeyValuePair<string, JsonAny> this[int index] => new(Shape.Names[index], _values[index]);

    /// <summary>The member's value, or <see langword="null"/> where there is none.</summary>
    public JsonAny? this[string name] => TryGet(name, out JsonAny? value) ? value : null;

    /// <summary>An object of a shape; the caller must not write to the values any more.</summary>
    internal static JsonMap Adopt(JsonShape shape, JsonAny[] values) => values.Length == 0 ? Empty : new(shape, values, values);

    /// <summary>An object of these members; of members with the same name the last value stands, in the place of the first.</summary>
    public static JsonMap Of(params ReadOnlySpan<(string Name, JsonAny Value)> members)
    {
        FewNames few = default;
        Span<string> names = members.Length <= FewNames.Count ? few[..members.Length] : new string[members.Length];
        var values = new JsonAny[members.Length];
        for (int i = 0; i < names.Length; i++)
        {
            (names[i], values[i]) = members[i];
        }

        return JsonShape.Of(names) is { } shape ? Adopt(shape, values) : OfRepeating(names, values);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{ValueTuple{string, JsonAny}})"/>
    internal static JsonMap Of(ReadOnlySpan<string> names, ReadOnlySpan<JsonAny> values) => Of(JsonShape.Of(names), names, values);

    /// <inheritdoc cref="Of(ReadOnlySpan{ValueTuple{string, JsonAny}})"/>
    /// <param name="shape">The shape with the names; <see langword="null"/> if one repeats.</param>
    /// <param name="names">The names.</param>
    /// <param name="values">As many values.</param>
    internal static JsonMap Of(JsonShape? shape, ReadOnlySpan<string> names, ReadOnlySpan<JsonAny> values)
    {
        if (shape is null)
        {
            return OfRepeating(names, values);
        }

        return values.IsEmpty ? Empty : new JsonMap(shape, values);
    }

    public override JsonAny WithoutSourceText() => _sourceText is null ? this : new JsonMap(Shape, _values, _values);

    internal JsonMap WithSourceText(string text) => new(Shape, _values, _values) { _sourceText = text };

    public bool Contains(string name) => Shape.IndexOf(name) >= 0;

    public bool TryGet(string name, [MaybeNullWhen(false)] out JsonAny value)
    {
        int i = Shape.IndexOf(name);
        value = i < 0 ? null : _values[i];
        return i >= 0;
    }

    /// <summary>An object of the same names; this one, where no value is converted to another.</summary>
    internal JsonMap ConvertAll(Converter<JsonAny, JsonAny> convert) =>
        ConvertAll(_values, convert) is { } converted ? Adopt(Shape, converted) : this;

    /// <summary>This object with one member added at the end, or replaced in its place.</summary>
    public JsonMap With(string name, JsonAny value)
    {
        int i = Shape.IndexOf(name);
        return i < 0 ? Adopt(Shape.Derive([.. Shape.Names, name])!, [.. _values, value]) : With(i, value);
    }

    /// <summary>This object without one member.</summary>
    internal JsonMap Without(string name)
    {
        int i = Shape.IndexOf(name);
        if (i < 0)
        {
            return this;
        }

        JsonAny?[] left = [.. _values];
        left[i] = null;
        return OfPresent(Shape, left);
    }

    /// <summary>This object without some members.</summary>
    internal JsonMap Without(HashSet<string> names)
    {
        JsonAny?[] left = [.. _values];
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = names.Contains(Shape.Names[i]) ? null : left[i];
        }

        return OfPresent(Shape, left);
    }

    /// <summary>An object of those members of a shape that have a value.</summary>
    internal static JsonMap OfPresent(JsonShape shape, ReadOnlySpan<JsonAny?> values)
    {
        int count = 0;
        foreach (JsonAny? value in values)
        {
            count += value is null ? 0 : 1;
        }

        var names = new string[count];
        var present = new JsonAny[count];
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                (names[at], present[at]) = (shape.Names[i], value);
                at++;
            }
        }

        return Adopt(count == values.Length ? shape : shape.Derive(names)!, present);
    }

    /// <summary>This object with the members of another: replaced in their places, or added at the end.</summary>
    internal JsonMap With(JsonMap members)
    {
        if (Count == 0)
        {
            return (JsonMap)members.WithoutSourceText();
        }

        var values = (JsonAny[])_values.Clone();
        foreach ((string name, JsonAny value) in members.Members)
        {
            int i = Shape.IndexOf(name);
            if (i < 0)
            {
                return Extended(members);
            }

            values[i] = value;
        }

        return Adopt(Shape, values);
    }

    public override bool Equals(JsonAny? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not JsonMap o || o.Count != Count)
        {
            return false;
        }

        foreach ((string name, JsonAny value) in Members)
        {
            if (!value.Equals(o[name]))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        // Order must not matter, so members are combined by addition.
        int hash = Count;
        foreach ((string name, JsonAny value) in Members)
        {
            hash += HashCode.Combine(name, value);
        }

        return hash;
    }

    public IEnumerator<KeyValuePair<string, JsonAny>> GetEnumerator()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private protected override int MeasureUtf8()
    {
        if (_sourceText is not null)
        {
            return Encoding.UTF8.GetByteCount(_sourceText);
        }

        int length = 2 + Math.Max(0, _values.Length - 1) + Shape.Utf8Length;
        foreach (JsonAny value in _values)
        {
            length = checked(length + value.Utf8Length);
        }

        return length;
    }

    /// <summary>The member's value, looked for first where the last object had it: objects are often alike.</summary>
    /// <param name="name">The member's name; becomes the same text of this object, which others may share.</param>
    /// <param name="guess">Where to look first; any number will do.</param>
    internal JsonAny? Find(ref string name, ref int guess)
    {
        int i = guess;
        ReadOnlySpan<string> names = Shape.Names;
        return (uint)i < (uint)names.Length && ReferenceEquals(names[i], name) ? _values[i] : Search(ref name, ref guess);
    }

    private JsonAny? Search(ref string name, ref int guess)
    {
        int i = Shape.IndexOf(name);
        if (i < 0)
        {
            return null;
        }

        guess = i;
        name = Shape.Names[i];
        return _values[i];
    }

    private static JsonMap OfRepeating(ReadOnlySpan<string> names, ReadOnlySpan<JsonAny> values)
    {
        var builder = new Builder(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            builder.Set(names[i], values[i]);
        }

        return builder.Build();
    }

    private JsonMap Extended(JsonMap members)
    {
        var all = new Builder(this, Count + members.Count);
        foreach ((string name, JsonAny value) in members.Members)
        {
            all.Set(name, value);
        }

        return all.Build();
    }

    private JsonMap With(int index, JsonAny value)
    {
        var values = (JsonAny[])_values.Clone();
        values[index] = value;
        return new JsonMap(Shape, values, values);
    }

    [InlineArray(Count)]
    private struct FewNames
    {
        public const int Count = 8;

        private string _first;
    }

    /// <summary>Collects members in order; setting a name again replaces its value in place.</summary>
    public sealed class Builder(int capacity = 4)
    {
        private readonly List<string> _names = new(capacity);
        private readonly List<JsonAny> _values = new(capacity);
        private Dictionary<string, int>? _index;

        /// <summary>Begins with the members of an object.</summary>
        internal Builder(JsonMap members, int capacity)
            : this(capacity)
        {
            _names.AddRange(members.Shape.Names);
            _values.AddRange(members._values);
        }

        public int Count => _names.Count;

        public Builder Set(string name, JsonAny value)
        {
            int i = IndexOf(name);
            if (i >= 0)
            {
                _values[i] = value;
                return this;
            }

            _index?.Add(name, _names.Count);
            _names.Add(name);
            _values.Add(value);
            return this;
        }

        /// <summary>Sets the member unless <paramref name="value"/> is <see langword="null"/>.</summary>
        public Builder SetIfPresent(string name, JsonAny? value) => value is null ? this : Set(name, value);

        public JsonMap Build() => Of(CollectionsMarshal.AsSpan(_names), CollectionsMarshal.AsSpan(_values));

        private int IndexOf(string name)
        {
            if (_index is null)
            {
                if (_names.Count < JsonShape.ScanWidth)
                {
                    return _names.IndexOf(name);
                }

                _index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (int i = 0; i < _names.Count; i++)
                {
                    _index.Add(_names[i], i);
                }
            }

            return _index.TryGetValue(name, out int at) ? at : -1;
        }
    }
}
