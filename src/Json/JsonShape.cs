namespace FunctionsAsl.Json;

/// <summary>
/// The names of an object's members, in their order. Objects that are alike share one, so that where a name stands is found once for all of
/// them, and no object takes memory for its names.
/// </summary>
internal sealed class JsonShape
{
    public static readonly JsonShape Empty = new();

    /// <summary>Up to this width a scan over the names is faster than a hash table, and most objects are that small.</summary>
    public const int ScanWidth = 8;

    // Of longer ones nothing is kept.
    private const int MostNames = 128;
    private const int LongestOpening = 64;

    private readonly string[] _names;
    private Dictionary<string, int>? _index;
    private string?[]? _openings;
    private bool _isAsked;
    private JsonShape? _derived;
    private int _length;

    /// <param name="names">The names, no two the same. The caller must not write to them any more.</param>
    public JsonShape(params string[] names) => _names = names;

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    /// <summary>Bytes of the names as UTF-8 JSON text, with their colons.</summary>
    public int Utf8Length => _length != 0 ? _length : _length = Measure();

    /// <summary>
    /// What stands before each value in JSON text: a bracket or comma, the name and a colon; <see langword="null"/> where the name is long,
    /// or has characters that must be escaped, or might. Of an object that stays alone it is not worth making: there is none at first.
    /// </summary>
    public string?[]? Openings
    {
        get
        {
            string?[]? openings = _openings ??= _isAsked ? Open() : null;
            _isAsked = true;
            return openings;
        }
    }

    /// <summary>A shape with these names.</summary>
    /// <returns><see langword="null"/> if a name repeats.</returns>
    public static JsonShape? Of(ReadOnlySpan<string> names)
    {
        string[] owned = names.ToArray();
        if (names.Length > ScanWidth)
        {
            return Index(owned) is { } index ? new JsonShape(owned) { _index = index } : null;
        }

        for (int i = 1; i < names.Length; i++)
        {
            if (names[..i].Contains(names[i]))
            {
                return null;
            }
        }

        return owned.Length == 0 ? Empty : new JsonShape(owned);
    }

    /// <summary>As <see cref="Of"/>, of names that objects of this shape are given: those are often alike, too.</summary>
    public JsonShape? Derive(ReadOnlySpan<string> names)
    {
        if (_names.Length == 0 || names.Length > MostNames)
        {
            return Of(names);
        }

        if (_derived is { } derived && names.SequenceEqual(derived._names))
        {
            return derived;
        }

        JsonShape? shape = Of(names);
        _derived = shape ?? _derived;
        return shape;
    }

    /// <summary>Where a name stands, or -1.</summary>
    public int IndexOf(string name)
    {
        if (_names.Length > ScanWidth)
        {
            return (_index ??= Index(_names)!).TryGetValue(name, out int at) ? at : -1;
        }

        for (int i = 0; i < _names.Length; i++)
        {
            if (string.Equals(_names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static Dictionary<string, int>? Index(string[] names)
    {
        var index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (!index.TryAdd(names[i], i))
            {
                return null;
            }
        }

        return index;
    }

    private string?[] Open()
    {
        var openings = new string?[_names.Length];
        for (int i = 0; i < openings.Length; i++)
        {
            ReadOnlySpan<char> name = _names[i];
            bool isPlain = openings.Length <= MostNames
                && name.Length <= LongestOpening
                && name.IndexOfAnyExceptInRange(' ', '~') < 0
                && name.IndexOfAny('"', '\\') < 0;
            openings[i] = isPlain ? $"{(i == 0 ? '{' : ',')}\"{_names[i]}\":" : null;
        }

        return openings;
    }

    private int Measure()
    {
        int length = 0;
        foreach (string name in _names)
        {
            length = checked(length + JsonWriter.MeasureString(name) + 1);
        }

        return length;
    }
}
