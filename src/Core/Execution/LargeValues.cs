using System.Runtime.CompilerServices;

namespace FunctionsAsl.Core.Execution;

/// <summary>
/// The large values of one execution, each of which is stored once: its history and its saved states refer to them by number. So a value
/// that is passed on from state to state, also as a part of new ones, takes no room again. Used by one thread at a time.
/// </summary>
/// <remarks>
/// In the coded form of a value, an object whose only member is named U+0001 stands for another value: with a number for the large value
/// of that number, with a string for what was read from that text and comes out as it was written. An object that really is like that
/// gets one U+0001 more in its name.
/// </remarks>
/// <param name="count">How many are stored.</param>
/// <param name="read">Reads one: gives the <see cref="LargeValue.Data"/> of a number below the count.</param>
/// <param name="least">Bytes of the coded form from which on a value is large. It has as many that no other has.</param>
public sealed class LargeValues(int count, Func<int, byte[]> read, int least = 1024)
{
    private const char Mark = '\u0001';
    private static readonly JsonShape Reference = new(Mark.ToString());

    private readonly Dictionary<int, WeakReference<JsonAny>> _loaded = [];
    // Weak: what the execution no longer holds is never seen again. Most executions have nothing that is large.
    private ConditionalWeakTable<JsonAny, JsonAny>? _references;
    private int _count = count;
    // A value refers to older ones; a broken file must not lead in circles.
    private int _readable = count;
    private List<LargeValue> _new = [];

    /// <summary>For a new execution.</summary>
    public LargeValues()
        : this(0, static number => throw Unknown(number))
    {
    }

    /// <summary>Bytes of what is to be stored.</summary>
    public long NewBytes => _new.Sum(static value => (long)value.Data.Length);

    /// <summary>What is to be stored since the last time.</summary>
    public IReadOnlyList<LargeValue> TakeNew()
    {
        List<LargeValue> added = _new;
        _new = [];
        return added;
    }

    /// <summary>The coded form of a value: itself, where no part of it is large or to come out as it was written.</summary>
    public JsonAny Encode(JsonAny value)
    {
        if (value.Utf8Length >= least && _references?.TryGetValue(value, out JsonAny? known) == true)
        {
            return known;
        }

        JsonAny coded = value switch
        {
            { SourceText: { } text } => Refer(text),
            JsonList array => array.ConvertAll(Encode),
            JsonMap { Count: 1 } o when IsMark(o.Shape.Names[0]) => JsonMap.Of((Mark + o.Shape.Names[0], Encode(o.Values[0]))),
            JsonMap o => o.ConvertAll(Encode),
            _ => value,
        };
        if (coded.Utf8Length < least)
        {
            return coded;
        }

        _new.Add(new LargeValue(_count, coded.ToUtf8()));
        JsonAny reference = Refer(_count++);
        Remember(value, reference);
        return reference;
    }

    /// <summary>The value of a coded form. The same large value is the same instance for as long as that is in use.</summary>
    /// <exception cref="FormatException">This is no coded form, or what it refers to cannot be read.</exception>
    public JsonAny Decode(JsonAny coded) => coded switch
    {
        JsonMap { Count: 1 } o when IsMark(o.Shape.Names[0]) => (o.Shape.Names[0], o.Values[0]) switch
        {
            ({ Length: > 1 } name, var value) => JsonMap.Of((name[1..], Decode(value))),
            (_, JsonString text) => JsonAny.ParseVerbatim(text.Value),
            (_, JsonNumber number) when number.TryGetInt64(out long at) => Load(at),
            _ => throw new FormatException("A large value is referred to by its number."),
        },
        JsonMap o => o.ConvertAll(Decode),
        JsonList array => array.ConvertAll(Decode),
        _ => coded,
    };

    private static bool IsMark(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Mark);

    private static JsonMap Refer(JsonAny to) => JsonMap.Adopt(Reference, [to]);

    private static FormatException Unknown(long number) => new($"There is no large value {number} here.");

    private void Remember(JsonAny value, JsonAny reference) => (_references ??= []).AddOrUpdate(value, reference);

    private JsonAny Load(long at)
    {
        if (at < 0 || at >= _readable)
        {
            throw Unknown(at);
        }

        int number = (int)at;
        if (_loaded.TryGetValue(number, out WeakReference<JsonAny>? kept) && kept.TryGetTarget(out JsonAny? known))
        {
            return known;
        }

        int readable = _readable;
        _readable = number;
        try
        {
            JsonAny value = Decode(JsonReader.ReadSaved(read(number)));
            _loaded[number] = new WeakReference<JsonAny>(value);
            Remember(value, Refer(number));
            return value;
        }
        finally
        {
            _readable = readable;
        }
    }
}

/// <summary>A large value as it is stored.</summary>
/// <param name="Number">Counts up from 0 in each execution.</param>
/// <param name="Data">Its coded form as JSON; refers to lower numbers only.</param>
public readonly record struct LargeValue(int Number, byte[] Data);
