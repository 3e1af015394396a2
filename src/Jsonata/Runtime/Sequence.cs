using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// Collects the results of a step. One value takes no memory, and an array that is the only result stays itself; JSONata returns it as
/// it stands in the data, and flattens it only where other results join it.
/// </summary>
internal struct Sequence
{
    private const int SmallestCapacity = 4;

    // Below, new memory costs less than used.
    private const int SmallestTemporary = 256;

    // How many values are given to an accumulator at once: so few that they stay in the cache of the processor.
    private const int Part = 512;

    private readonly Evaluation _run;
    private readonly Accumulator? _accumulator;
    private readonly bool _isTemporary;
    private int _capacity;
    private JsonAny? _one;
    private JsonAny[]? _items;
    private JsonList? _whole;
    private bool _hasResults;
    private bool _isGiven;
    private bool _isRefused;

    /// <param name="run">What bounds the work and the memory.</param>
    /// <param name="capacity">How many values are expected, where there will be more than one.</param>
    /// <param name="isTemporary">Whether only its items are looked at, until it is released: then it takes memory that is used again.</param>
    public Sequence(Evaluation run, int capacity = 0, bool isTemporary = false)
    {
        _run = run;
        _capacity = capacity;
        _isTemporary = isTemporary;
    }

    /// <summary>A temporary sequence whose values may go on to an accumulator before all have been collected.</summary>
    public Sequence(Evaluation run, Accumulator accumulator)
        : this(run, isTemporary: true) => _accumulator = accumulator;

    /// <summary>How many values there are, once sealed.</summary>
    public int Count { get; private set; }

    /// <summary>The array that is the only result.</summary>
    public readonly JsonList? Whole => _whole;

    /// <summary>The values; of a sequence that is sealed, or whose only result is an array to go through.</summary>
    [UnscopedRef]
    public ReadOnlySpan<JsonAny> Items => _whole is not null
        ? _whole.Items
        : _items is not null && Count > 1 ? _items.AsSpan(0, Count) : MemoryMarshal.CreateReadOnlySpan(ref _one!, Count);

    /// <summary>The values that a value stands for: an array's items, else itself.</summary>
    public static ReadOnlySpan<JsonAny> ItemsOf(ref readonly JsonAny value) =>
        value is JsonList array ? array.Items : MemoryMarshal.CreateReadOnlySpan(in value, 1);

    /// <summary>An input that is an array is one item to the expression.</summary>
    internal static JsonAny? Wrap(JsonAny? input) =>
        input is JsonList array && !array.Has(Traits.Sequence)
            ? JsonList.Adopt([array], Traits.Sequence | Traits.Wrapper)
            : input;

    /// <summary>What a value comes to at the end of an evaluation: a sequence of no value is nothing, and one of one is that value.</summary>
    public static JsonAny? Close(JsonAny? value) =>
        value is JsonList { Count: < 2 } array && array.Has(Traits.Sequence)
            ? array.Count == 0 ? null : array.Has(Traits.KeepSingleton) ? array : array[0]
            : value;

    public void Add(JsonAny value)
    {
        // Through a span, because a store into an array looks at the type of what is stored.
        Span<JsonAny> items = _items;
        if (Count > 0 && Count < items.Length)
        {
            items[Count++] = value;
        }
        else
        {
            AddFurther(value);
        }
    }

    public void AddRange(ReadOnlySpan<JsonAny> values)
    {
        foreach (JsonAny value in values)
        {
            Add(value);
        }
    }

    /// <summary>Adds a result of a step that is no array.</summary>
    public void AddScalar(JsonAny value)
    {
        if (_whole is not null)
        {
            Seal();
        }

        _hasResults = true;
        Add(value);
    }

    /// <summary>Adds a result of a step: an array's items, unless it was constructed in the path.</summary>
    public void AddResult(JsonAny result)
    {
        if (result is not JsonList array)
        {
            AddScalar(result);
            return;
        }

        if (!_hasResults && !array.Has(Traits.Sequence))
        {
            _whole = array;
            _hasResults = true;
            return;
        }

        Join();
        Flatten(array);
    }

    /// <summary>Makes a result of what is added next, which is more than an array of the data.</summary>
    public void Join()
    {
        _hasResults = true;
        Seal();
    }

    /// <summary>Ends the collection where there are further steps.</summary>
    public void Seal()
    {
        if (_whole is { } whole)
        {
            _whole = null;
            Flatten(whole);
        }
    }

    /// <summary>As <see cref="Seal"/>, but leaves the items of an array where they are.</summary>
    public void SealInPlace()
    {
        if (_whole is not null && _whole.Has(Traits.Constructed))
        {
            Seal();
        }
    }

    /// <summary>The value of the sequence: nothing, one value, or an array.</summary>
    public JsonAny? ToValue(bool keepSingleton = false)
    {
        if (_whole is not null)
        {
            return keepSingleton && (_whole.Marks & (Traits.Constructed | Traits.Sequence)) == Traits.Constructed
                ? JsonList.Adopt([_whole], Traits.Sequence | Traits.KeepSingleton)
                : _whole;
        }

        JsonMarks marks = keepSingleton ? Traits.Sequence | Traits.KeepSingleton : Traits.Sequence;
        return Count switch
        {
            0 => null,
            1 when !keepSingleton => _one,
            1 => JsonList.Adopt([_one!], marks),
            _ => JsonList.Adopt(ToArray(), marks),
        };
    }

    /// <summary>All values as an array, however many.</summary>
    public JsonList ToArray(JsonMarks marks) => _whole ?? JsonList.Adopt(ToArray(), marks);

    /// <summary>
    /// Room for further values, as many or fewer, to be written and committed; none where it is not certain that they go there as they are.
    /// </summary>
    public Span<JsonAny> Reserve(int count)
    {
        if (Count > 0 || _whole is not null || count < 2)
        {
            return default;
        }

        int room = _accumulator is null ? count : Math.Min(count, Part);
        if (_items is null || _items.Length < room)
        {
            Release();
            _items = NewItems(room);
        }

        return _items;
    }

    /// <summary>Says how many values have been written to the room that was reserved.</summary>
    public void Commit(int count)
    {
        _hasResults |= count > 0;
        if (_accumulator is not null)
        {
            Give(_items.AsSpan(0, count));
        }
        else if (count > 0)
        {
            Count = count;
            _one = _items![0];
        }
        else
        {
            Release();
            _items = null;
        }
    }

    /// <summary>Ends the collection for an accumulator.</summary>
    /// <returns>Whether something was found, and it took all of it.</returns>
    public bool Drain()
    {
        // A walk of no further step hands its own sequence over.
        if (_accumulator is null)
        {
            return false;
        }

        Give(Items);
        return !_isRefused && (_isGiven || _whole is not null);
    }

    /// <summary>Says how many values are expected, where none have been added yet.</summary>
    public void Expect(int count) => _capacity = Math.Max(_capacity, count);

    /// <summary>Gives the memory of a temporary sequence back.</summary>
    public void Release()
    {
        if (_isTemporary && _items is { Length: >= SmallestTemporary })
        {
            ArrayPool<JsonAny>.Shared.Return(_items, clearArray: true);
            _items = null;
        }
    }

    private void AddFurther(JsonAny value)
    {
        if (Count == 0)
        {
            _one = value;
            Count = 1;
            _items?[0] = value;
            return;
        }

        if (_items is null)
        {
            _items = NewItems(Math.Max(_capacity, SmallestCapacity));
            _items[0] = _one!;
        }
        else
        {
            JsonAny[] items = NewItems(Count * 2);
            _items.AsSpan(0, Count).CopyTo(items);
            Release();
            _items = items;
        }

        _items[Count++] = value;
    }

    private void Give(ReadOnlySpan<JsonAny> values)
    {
        _isGiven |= !values.IsEmpty;
        _isRefused = _isRefused || !_accumulator!.Add(values);
    }

    private readonly JsonAny[] NewItems(int length)
    {
        // What it had before is garbage.
        _run.Memory.TakePlaces(length - Count);
        return _isTemporary && length >= SmallestTemporary ? ArrayPool<JsonAny>.Shared.Rent(length) : new JsonAny[length];
    }

    private JsonAny[] ToArray()
    {
        if (Count < 2)
        {
            return Count == 0 ? [] : [_one!];
        }

        return _items!.Length == Count ? _items : _items[..Count];
    }

    private void Flatten(JsonList array)
    {
        if (array.Has(Traits.Constructed))
        {
            Add(array);
        }
        else
        {
            _run.Spend(array.Count / 8);
            AddRange(array.Items);
        }
    }
}
