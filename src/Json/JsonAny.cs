namespace FunctionsAsl.Json;

public enum JsonKind : byte
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// <summary>
/// An immutable JSON value. Values are shared freely between states, branches and threads; nothing copies them.
/// A C# <see langword="null"/> means "no value at all", which is not <see cref="JsonNull"/>.
/// </summary>
/// <remarks>Equality is deep: numbers by value, objects regardless of the order of their members.</remarks>
[JsonConverter(typeof(JsonAnyConverter<JsonAny>))]
public abstract class JsonAny : IEquatable<JsonAny>
{
    /// <summary>How many containers may stand within each other. Jackson, which AWS uses, stops at the same depth.</summary>
    public const int MaxDepth = 1000;

    /// <summary>The greatest depth of what is saved or answered: a value that came in stands wrapped in it.</summary>
    public const int MaxWrappedDepth = MaxDepth + 32;

    private int _length;
    private ushort _depth;

    // One byte that is left before the fields of the kinds, which need eight.
    private protected bool Flag { get; init; }

    private protected JsonAny(JsonMarks marks = JsonMarks.None) => Marks = marks;

    public static JsonAny Null => JsonNull.Instance;

    public static JsonAny True => JsonBoolean.TrueInstance;

    public static JsonAny False => JsonBoolean.FalseInstance;

    public abstract JsonKind Kind { get; }

    /// <summary>Bytes of this value as UTF-8 JSON text; computed once.</summary>
    public int Utf8Length => _length != 0 ? _length : _length = MeasureUtf8();

    /// <summary>Containers within each other, this one included; 0 for a scalar.</summary>
    public int Depth => _depth;

    /// <summary>What whoever computes with the value knows of it.</summary>
    internal JsonMarks Marks { get; private protected set; }

    internal bool Has(JsonMarks marks) => (Marks & marks) != JsonMarks.None;

    /// <summary>
    /// The text that an array or object was read from, where it is to come out as it was written, white space and all;
    /// else <see langword="null"/>, and it is written compactly.
    /// </summary>
    public virtual string? SourceText => null;

    /// <summary>Parses one JSON document.</summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON, nested too deeply or too large.</exception>
    public static JsonAny Parse(string text) => JsonReader.Read(text);

    /// <summary>
    /// Parses one JSON document that comes out as it was written for as long as it is passed on whole; AWS does so with the
    /// input of an execution (conformance: test_parallel_state_nested).
    /// </summary>
    /// <inheritdoc cref="Parse(string)"/>
    public static JsonAny ParseVerbatim(string text) => Parse(text).AsWrittenIn(text);

    /// <inheritdoc cref="Parse(string)"/>
    public static JsonAny Parse(ReadOnlySpan<byte> utf8) => JsonReader.Read(utf8);

    /// <summary>Whether this value or a part of it has a <see cref="SourceText"/>.</summary>
    public bool ContainsSourceText() => SourceText is not null || this switch
    {
        JsonList array => array.Any(static item => item.ContainsSourceText()),
        JsonMap o => o.Any(static member => member.Value.ContainsSourceText()),
        _ => false,
    };

    /// <summary>The same value, which was read from a text and comes out as it is written there; see <see cref="ParseVerbatim"/>.</summary>
    public JsonAny AsWrittenIn(string text) => this switch
    {
        _ when ToString() == text => this,
        JsonList array => array.WithSourceText(text),
        JsonMap o => o.WithSourceText(text),
        _ => this,
    };

    /// <summary>The same value, written compactly.</summary>
    public virtual JsonAny WithoutSourceText() => this;

    public abstract bool Equals(JsonAny? other);

    public sealed override bool Equals(object? obj) => Equals(obj as JsonAny);

    public abstract override int GetHashCode();

    /// <summary>This value as JSON text: compact, but for parts with a <see cref="SourceText"/>.</summary>
    public sealed override string ToString() => JsonWriter.ToText(this);

    /// <summary>This value as UTF-8 JSON text, written like <see cref="ToString"/>.</summary>
    public byte[] ToUtf8() => JsonWriter.ToUtf8(this);

    /// <summary>
    /// This value as UTF-8 JSON text without any <see cref="SourceText"/>: in one may stand half a surrogate pair, which System.Text.Json
    /// does not read.
    /// </summary>
    public byte[] ToWellFormedUtf8() => ContainsSourceText() ? JsonReader.ReadSaved(ToUtf8()).ToUtf8() : ToUtf8();

    private protected abstract int MeasureUtf8();

    /// <summary>Makes this the container of values.</summary>
    /// <param name="depth">The depth of the deepest.</param>
    /// <param name="marks">The marks that any has.</param>
    private protected void Hold(int depth, JsonMarks marks)
    {
        _depth = depth < MaxWrappedDepth ? (ushort)(depth + 1) : throw new JsonDepthException();
        Marks |= marks == JsonMarks.None ? JsonMarks.None : JsonMarks.Within;
    }

    /// <summary>The values as they are converted; <see langword="null"/> where none is converted to another.</summary>
    private protected static JsonAny[]? ConvertAll(JsonAny[] values, Converter<JsonAny, JsonAny> convert)
    {
        JsonAny[]? all = null;
        for (int i = 0; i < values.Length; i++)
        {
            JsonAny converted = convert(values[i]);
            if (all is null && !ReferenceEquals(converted, values[i]))
            {
                all = new JsonAny[values.Length];
                values.AsSpan(0, i).CopyTo(all);
            }

            all?[i] = converted;
        }

        return all;
    }

    private protected void TakeDepth(JsonAny of) => _depth = of._depth;

    public static implicit operator JsonAny(string text) => new JsonString(text);

    public static implicit operator JsonAny(bool value) => value ? True : False;

    public static implicit operator JsonAny(long value) => JsonNumber.Of(value);

    public static implicit operator JsonAny(double value) => JsonNumber.Of(value);
}

public sealed class JsonNull : JsonAny
{
    public static readonly JsonNull Instance = new();

    private JsonNull()
    {
    }

    public override JsonKind Kind => JsonKind.Null;

    public override bool Equals(JsonAny? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;

    private protected override int MeasureUtf8() => 4;
}

public sealed class JsonBoolean : JsonAny
{
    internal static readonly JsonBoolean TrueInstance = new(true);
    internal static readonly JsonBoolean FalseInstance = new(false);

    private JsonBoolean(bool value) => Value = value;

    public override JsonKind Kind => JsonKind.Boolean;

    public bool Value { get; }

    public override bool Equals(JsonAny? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Value ? 1 : 2;

    private protected override int MeasureUtf8() => Value ? 4 : 5;
}

public sealed class JsonString(string value) : JsonAny
{
    public static readonly JsonString Empty = new("");

    public override JsonKind Kind => JsonKind.String;

    public string Value { get; } = value;

    public override bool Equals(JsonAny? other) => other is JsonString s && string.Equals(s.Value, Value, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    private protected override int MeasureUtf8() => JsonWriter.MeasureString(Value);
}

/// <summary>A value would be nested deeper than <see cref="JsonAny.MaxDepth"/>.</summary>
public sealed class JsonDepthException() : Exception($"The JSON value is nested deeper than {JsonAny.MaxDepth} levels.");
