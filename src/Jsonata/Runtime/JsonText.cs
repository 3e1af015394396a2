using System.Buffers;
using System.Runtime.CompilerServices;

namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>Values as text, as <c>$string</c> makes it: JSON in JavaScript's way of writing, functions as the empty text.</summary>
internal ref struct JsonText
{
    private const int FirstSize = 16_384;
    private const int Large = 1_048_576;

    private readonly Evaluation _run;
    private readonly bool _isPretty;
    private char[] _buffer;
    private int _length;

    private JsonText(Evaluation run, bool isPretty)
    {
        _run = run;
        _isPretty = isPretty;
        _buffer = ArrayPool<char>.Shared.Rent(FirstSize);
    }

    /// <exception cref="JsonataException">The value is a number that is not finite.</exception>
    public static string Of(JsonAny value, Evaluation run, bool prettify = false)
    {
        switch (value)
        {
            case JsonString text:
                return text.Value;
            case JsonNumber number:
                return double.IsFinite(number.AsDouble) ? Numbers.Format(number) : throw new JsonataException("D3001", value: value);
            case JsonBoolean b:
                return b.Value ? "true" : "false";
            case JsonNull:
                return "null";
            case FunctionValue:
                return "";
        }

        if (value is JsonList { Count: > 0 } wrapper && wrapper.Has(Traits.Wrapper))
        {
            value = wrapper[0];
        }

        var written = new JsonText(run, prettify);
        try
        {
            written.Write(value, 0);
            return new string(written._buffer, 0, written._length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(written._buffer);
        }
    }

    // What most values are is told apart in the loops that go through them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(JsonAny value, int depth)
    {
        if (value is JsonString text)
        {
            WriteText(text.Value);
        }
        else if (value is JsonNumber number)
        {
            WriteNumber(number);
        }
        else
        {
            WriteOther(value, depth);
        }
    }

    private void WriteOther(JsonAny value, int depth)
    {
        switch (value)
        {
            case JsonList array:
                Spend(array.Count, depth);
                Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    Separate(i, depth);
                    Write(array[i], depth + 1);
                }

                Close(']', array.Count, depth);
                break;
            case JsonMap o:
                Spend(o.Count, depth);
                if (o.Count == 0)
                {
                    Append('{');
                }

                ReadOnlySpan<JsonAny> values = o.Values;
                string?[]? openings = _isPretty ? null : o.Shape.Openings;
                for (int i = 0; i < values.Length; i++)
                {
                    if (openings?[i] is { } opening)
                    {
                        Append(opening);
                    }
                    else
                    {
                        Open(o.Shape.Names[i], i, depth);
                    }

                    Write(values[i], depth + 1);
                }

                Close('}', o.Count, depth);
                break;
            case JsonBoolean b:
                Append(b.Value ? "true" : "false");
                break;
            case JsonNull:
                Append("null");
                break;
            default:
                Append("\"\"");
                break;
        }
    }

    private readonly void Spend(int count, int depth)
    {
        if (depth % Evaluation.StackCheck == 0)
        {
            Recursion.EnsureRoom();
        }

        _run.Spend(1 + count);
        _run.Memory.Refuse(_length);
    }

    private void Open(string name, int member, int depth)
    {
        if (member == 0)
        {
            Append('{');
        }

        Separate(member, depth);
        WriteText(name);
        Append(_isPretty ? ": " : ":");
    }

    private void WriteNumber(JsonNumber number)
    {
        Reserve(JsonNumber.ShortLength);
        Span<char> free = _buffer.AsSpan(_length);
        if (number.TryGetInt64(out long integer))
        {
            integer.TryFormat(free, out int digits, default, NumberFormatInfo.InvariantInfo);
            _length += digits;
        }
        else if (JsonNumber.TryFormatShort(number.AsDouble, free, out int length))
        {
            _length += length;
        }
        else
        {
            Append(Numbers.IsNumeric(number) ? Numbers.Format(number) : "null");
        }
    }

    private void Append(char c)
    {
        Reserve(1);
        _buffer[_length++] = c;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    private void Reserve(int count)
    {
        if (count > _buffer.Length - _length)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        int factor = _buffer.Length < Large ? 4 : 2;
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_buffer.Length * factor, _length + count));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Indent(int depth)
    {
        Append('\n');
        Reserve(2 * depth);
        _buffer.AsSpan(_length, 2 * depth).Fill(' ');
        _length += 2 * depth;
    }

    private void Separate(int index, int depth)
    {
        if (index > 0)
        {
            Append(',');
        }

        if (_isPretty)
        {
            Indent(depth + 1);
        }
    }

    private void Close(char bracket, int count, int depth)
    {
        if (count > 0 && _isPretty)
        {
            Indent(depth);
        }

        Append(bracket);
    }

    private void WriteText(string text)
    {
        // Most strings are too short for a vectorized search to be worth its while.
        Reserve(text.Length + 2);
        Span<char> free = _buffer.AsSpan(_length, text.Length + 2);
        free[0] = '"';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (IsSpecial(c))
            {
                WriteSpecial(text);
                return;
            }

            free[i + 1] = c;
        }

        free[^1] = '"';
        _length += free.Length;
    }

    private static bool IsSpecial(char c) => c is < ' ' or '"' or '\\' || char.IsSurrogate(c);

    private void WriteSpecial(string text)
    {
        Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                Append(text.AsSpan(i++, 2));
            }
            else if (IsSpecial(text[i]))
            {
                WriteEscaped(text[i]);
            }
            else
            {
                Append(text[i]);
            }
        }

        Append('"');
    }

    private void WriteEscaped(char c)
    {
        Append('\\');
        switch (c)
        {
            case '"' or '\\':
                Append(c);
                break;
            case '\b':
                Append('b');
                break;
            case '\f':
                Append('f');
                break;
            case '\n':
                Append('n');
                break;
            case '\r':
                Append('r');
                break;
            case '\t':
                Append('t');
                break;
            default:
                Append('u');
                Append(((int)c).ToString("x4", NumberFormatInfo.InvariantInfo));
                break;
        }
    }
}
