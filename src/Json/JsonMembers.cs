namespace FunctionsAsl.Json;

/// <summary>The members of an object, to go through.</summary>
public readonly ref struct JsonMembers
{
    private readonly ReadOnlySpan<string> _names;
    private readonly ReadOnlySpan<JsonAny> _values;

    internal JsonMembers(ReadOnlySpan<string> names, ReadOnlySpan<JsonAny> values)
    {
        _names = names;
        _values = values;
    }

    public Enumerator GetEnumerator() => new(this);

    public ref struct Enumerator
    {
        private readonly JsonMembers _members;
        private int _i = -1;

        internal Enumerator(JsonMembers members) => _members = members;

        public readonly KeyValuePair<string, JsonAny> Current => new(_members._names[_i], _members._values[_i]);

        public bool MoveNext() => ++_i < _members._values.Length;
    }
}
