using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FunctionsAsl.Core.Json;

/// <summary>An immutable JSON object that keeps the order of its members. Names are unique.</summary>
public sealed class JsonObject : JsonValue, IReadOnlyList<KeyValuePair<string, JsonValue>>
{
    public static readonly JsonObject Empty = new([]);

    // Below this width a scan over the names is faster than a hash table, and most objects are that small.
    private const int ScanWidth = 8;

    private readonly KeyValuePair<string, JsonValue>[] _members;
    private string? _sourceText;
    private Dictionary<string, int>? _index;

    private JsonObject(KeyValuePair<string, JsonValue>[] members)
    {
        _members = members;
        int depth = 0;
        JsonTraits held = JsonTraits.None;
        foreach ((_, JsonValue value) in members)
        {
            depth = Math.Max(depth, value.Depth);
            held |= value.Traits;
        }

        Hold(depth, held);
    }

    public override JsonKind Kind => JsonKind.Object;

    public int Count => _members.Length;

    public ReadOnlySpan<KeyValuePair<string, JsonValue>> Members => _members;

    public override string? SourceText => _sourceText;

    public KeyValuePair<string, JsonValue> this[int index] => _members[index];

    /// <summary>The member's value, or <see langword="null"/> where there is none.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            int i = IndexOf(name);
            return i < 0 ? null : _members[i].Value;
        }
    }

    /// <summary>Takes ownership of members whose names are known to be unique.</summary>
    internal static JsonObject Adopt(KeyValuePair<string, JsonValue>[] members) => members.Length == 0 ? Empty : new(members);

    /// <summary>An object of these members; of members with the same name the last value stands, in the place of the first.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonValue Value)> members)
    {
        if (MayRepeat(members))
        {
            var builder = new Builder(members.Length);
            foreach ((string name, JsonValue value) in members)
            {
                builder.Set(name, value);
            }

            return builder.Build();
        }

        var adopted = new KeyValuePair<string, JsonValue>[members.Length];
        for (int i = 0; i < adopted.Length; i++)
        {
            adopted[i] = new(members[i].Name, members[i].Value);
        }

        return Adopt(adopted);
    }

    public override JsonValue WithoutSourceText() => _sourceText is null ? this : new JsonObject(_members);

    internal JsonObject WithSourceText(string text) => new(_members) { _sourceText = text };

    public bool Contains(string name) => IndexOf(name) >= 0;

    public bool TryGet(string name, [MaybeNullWhen(false)] out JsonValue value)
    {
        int i = IndexOf(name);
        value = i < 0 ? null : _members[i].Value;
        return i >= 0;
    }

    /// <summary>This object with one member added at the end, or replaced in its place.</summary>
    public JsonObject With(string name, JsonValue value)
    {
        int i = IndexOf(name);
        KeyValuePair<string, JsonValue>[] members;
        if (i >= 0)
        {
            members = (KeyValuePair<string, JsonValue>[])_members.Clone();
        }
        else
        {
            i = _members.Length;
            members = new KeyValuePair<string, JsonValue>[i + 1];
            _members.CopyTo(members, 0);
        }

        members[i] = new(name, value);
        return new JsonObject(members);
    }

    /// <summary>This object without one member.</summary>
    internal JsonObject Without(string name)
    {
        int i = IndexOf(name);
        return i < 0 ? this : Adopt([.. _members.AsSpan(0, i), .. _members.AsSpan(i + 1)]);
    }

    public override bool Equals(JsonValue? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not JsonObject o || o.Count != Count)
        {
            return false;
        }

        foreach ((string name, JsonValue value) in _members)
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
        foreach ((string name, JsonValue value) in _members)
        {
            hash += HashCode.Combine(name, value);
        }

        return hash;
    }

    public IEnumerator<KeyValuePair<string, JsonValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, JsonValue>>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _members.GetEnumerator();

    private protected override int MeasureUtf8()
    {
        if (_sourceText is not null)
        {
            return Encoding.UTF8.GetByteCount(_sourceText);
        }

        int length = 2 + Math.Max(0, _members.Length - 1);
        foreach ((string name, JsonValue value) in _members)
        {
            length = checked(length + JsonWriter.MeasureString(name) + 1 + value.Utf8Length);
        }

        return length;
    }

    /// <summary>Whether a name repeats, or there are too many to tell by a scan.</summary>
    private static bool MayRepeat(ReadOnlySpan<(string Name, JsonValue Value)> members)
    {
        if (members.Length > ScanWidth)
        {
            return true;
        }

        for (int i = 1; i < members.Length; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (string.Equals(members[i].Name, members[before].Name, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The member's value, looked for first where the last object had it: objects are often alike.</summary>
    /// <param name="name">The member's name; becomes the same text of this object, which others may share.</param>
    /// <param name="guess">Where to look first; any number will do.</param>
    internal JsonValue? Find(ref string name, ref int guess)
    {
        int i = guess;
        KeyValuePair<string, JsonValue>[] members = _members;
        return (uint)i < (uint)members.Length && ReferenceEquals(members[i].Key, name)
            ? members[i].Value
            : Search(ref name, ref guess);
    }

    private JsonValue? Search(ref string name, ref int guess)
    {
        int i = guess;
        if ((uint)i >= (uint)_members.Length || !string.Equals(_members[i].Key, name, StringComparison.Ordinal))
        {
            i = IndexOf(name);
            if (i < 0)
            {
                return null;
            }
        }

        guess = i;
        name = _members[i].Key;
        return _members[i].Value;
    }

    private int IndexOf(string name)
    {
        if (_members.Length <= ScanWidth)
        {
            for (int i = 0; i < _members.Length; i++)
            {
                if (string.Equals(_members[i].Key, name, StringComparison.Ordinal))
                {
                    return i;
                }
            }

            return -1;
        }

        return (_index ??= BuildIndex()).TryGetValue(name, out int at) ? at : -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_members.Length, StringComparer.Ordinal);
        for (int i = 0; i < _members.Length; i++)
        {
            index.Add(_members[i].Key, i);
        }

        return index;
    }

    /// <summary>Collects members in order; setting a name again replaces its value in place.</summary>
    public sealed class Builder(int capacity = 4)
    {
        private readonly List<KeyValuePair<string, JsonValue>> _members = new(capacity);
        private Dictionary<string, int>? _index;

        /// <summary>Begins with members whose names are known to be unique.</summary>
        internal Builder(ReadOnlySpan<KeyValuePair<string, JsonValue>> members, int capacity)
            : this(capacity) => _members.AddRange(members);

        public int Count => _members.Count;

        public Builder Set(string name, JsonValue value)
        {
            int i = IndexOf(name);
            if (i >= 0)
            {
                _members[i] = new(name, value);
                return this;
            }

            _index?.Add(name, _members.Count);
            _members.Add(new(name, value));
            return this;
        }

        /// <summary>Sets the member unless <paramref name="value"/> is <see langword="null"/>.</summary>
        public Builder SetIfPresent(string name, JsonValue? value) => value is null ? this : Set(name, value);

        public JsonObject Build() => _members.Count == 0 ? Empty : new([.. _members]);

        private int IndexOf(string name)
        {
            if (_index is not null)
            {
                return _index.TryGetValue(name, out int at) ? at : -1;
            }

            for (int i = 0; i < _members.Count; i++)
            {
                if (string.Equals(_members[i].Key, name, StringComparison.Ordinal))
                {
                    return i;
                }
            }

            if (_members.Count >= ScanWidth)
            {
                _index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (int i = 0; i < _members.Count; i++)
                {
                    _index.Add(_members[i].Key, i);
                }
            }

            return -1;
        }
    }
}
