using System.Text.Json;

namespace FunctionsAsl.Integrations.Items;

/// <summary>Goes through a JSON text that comes piece by piece: to what a pointer points at, and then from item to item.</summary>
internal sealed class JsonCursor
{
    private const string NotIterable = "Attempting to map over non-iterable node.";

    private readonly string[] _steps;
    private JsonReaderState _state;

    // Steps of the pointer that were taken.
    private int _taken;

    // Whether what comes next is the value that the last step leads to.
    private bool _isThere = true;

    // The element before, in an array that is on the way.
    private int _index = -1;
    private bool _isInArray;

    // Containers that are passed over, and are not closed yet.
    private int _passedOver;
    private string? _key;

    /// <param name="pointer">RFC 6901; empty for the whole.</param>
    /// <exception cref="ItemReaderException">It is no pointer.</exception>
    public JsonCursor(string pointer)
    {
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            throw new ItemReaderException($"The ItemsPointer '{pointer}' is not a JSON Pointer");
        }

        _steps =
        [
            .. pointer.Split('/').Skip(1)
                .Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
        ];
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = JsonAny.MaxDepth + _steps.Length + 1 });
    }

    /// <summary>Whether the items were reached.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether there are no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The next item; <see langword="null"/> where there is no more, or more of the text is needed.</summary>
    /// <param name="bytes">The text from where it was taken before.</param>
    /// <param name="isLast">Whether nothing follows these bytes.</param>
    /// <param name="taken">Bytes that are needed no more.</param>
    /// <exception cref="ItemReaderException">The pointer points at nothing, or at no array or object.</exception>
    /// <exception cref="JsonException">The text is not JSON; other exceptions of <see cref="JsonReader"/> likewise.</exception>
    public JsonAny? Next(ReadOnlySpan<byte> bytes, bool isLast, out int taken)
    {
        taken = 0;
        var reader = new Utf8JsonReader(bytes, isLast, _state);
        while (reader.Read())
        {
            JsonAny? item = null;
            if (!HasBegun)
            {
                Approach(ref reader);
            }
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                HasEnded = true;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                _key = JsonToken.Text(ref reader);
            }
            else
            {
                int start = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                {
                    return null;
                }

                JsonAny value = JsonReader.Read(bytes[start..(int)reader.BytesConsumed]);

                // As AWS gives the members of an object (DG/input-output-itemreader).
                item = _key is null ? value : JsonMap.Of(("Key", _key), ("Value", value));
            }

            taken = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            if (item is not null || HasEnded)
            {
                return item;
            }
        }

        return isLast ? throw new ItemReaderException(NotIterable) : null;
    }

    /// <summary>Takes one token on the way to the items.</summary>
    private void Approach(ref Utf8JsonReader reader)
    {
        bool opens = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        bool closes = reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
        if (_passedOver > 0)
        {
            _passedOver += opens ? 1 : closes ? -1 : 0;
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _isThere = JsonToken.IsText(ref reader, _steps[_taken]);
            _taken += _isThere ? 1 : 0;
            return;
        }

        if (!_isThere && _isInArray && !closes)
        {
            _isThere = int.TryParse(_steps[_taken], NumberStyles.None, NumberFormatInfo.InvariantInfo, out int index) && ++_index == index;
            _taken += _isThere ? 1 : 0;
        }

        if (!_isThere)
        {
            // The end of the container that should have it, or a value beside it.
            _passedOver = closes ? throw new ItemReaderException(NotIterable) : opens ? 1 : 0;
            return;
        }

        if (!opens)
        {
            throw new ItemReaderException(NotIterable);
        }

        HasBegun = _taken == _steps.Length;
        _isThere = false;
        _isInArray = reader.TokenType == JsonTokenType.StartArray;
        _index = -1;
    }
}
