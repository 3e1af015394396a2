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

    // Of the shapes seen last, that of each hash; whichever thread writes last.
    private const int KnownShapes = 256;
    private const int MostNames = 128;
    private const int MostCharacters = 1024;

    private const int LongestOpening = 64;

    private static readonly JsonShape?[] Known = new JsonShape?[KnownShapes];

    private readonly string[] _names;
    private Dictionary<string, int>? _index;
    private string?[]? _openings;
    private int _length;

    /// <param name="names">The names, no two the same. The caller must not write to them any more.</param>
    public JsonShape(params string[] names) => _names = names;

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    /// <summary>Bytes of the names as UTF-8 JSON text, with their colons.</summary>
    public int Utf8Length => _length != 0 ? _length : _length = Measure();

    /// <summary>
    /// What stands before each value in JSON text: a bracket or comma, the name and a colon; <see langword="null"/> where the name is long,
    /// or has characters that must be escaped, or might.
    /// </summary>
    public ReadOnlySpan<string?> Openings => _openings ??= Open();

    /// <summary>The shape with these names.</summary>
    /// <returns><see langword="null"/> if a name repeats.</returns>
    public static JsonShape? Of(ReadOnlySpan<string> names)
    {
        if (names.IsEmpty)
        {
            return Empty;
        }

        if (names.Length > MostNames || Hash(names) is not (>= 0 and int hash))
        {
            return Make(names);
        }

        ref JsonShape? known = ref Known[hash];
        JsonShape? shape = known;
        if (shape is not null && names.SequenceEqual(shape._names))
        {
            return shape;
        }

        shape = Make(names);
        known = shape ?? known;
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

    private static JsonShape? Make(ReadOnlySpan<string> names)
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

        return new JsonShape(owned);
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

    /// <summary>A place among the shapes that are known, or -1 for names that are too long to be kept.</summary>
    private static int Hash(ReadOnlySpan<string> names)
    {
        uint hash = (uint)names.Length;
        long characters = 0;
        foreach (string name in names)
        {
            characters += name.Length;
            hash = (hash * 31) + (uint)name.Length;
            if (name.Length > 0)
            {
                hash = (hash * 31) + ((uint)name[0] << 4) + name[^1];
            }
        }

        return characters > MostCharacters ? -1 : (int)(hash % KnownShapes);
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
