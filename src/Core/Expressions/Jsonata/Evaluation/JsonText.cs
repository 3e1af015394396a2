using System.Buffers;
using System.Globalization;
using System.Text;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>Values as text, as <c>$string</c> makes it: JSON in JavaScript's way of writing, functions as the empty text.</summary>
internal readonly struct JsonText
{
    // Escaped, or part of a pair that may be broken.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(static c => (char)c)]);

    private readonly StringBuilder _json = new();
    private readonly Evaluation _run;
    private readonly bool _isPretty;

    private JsonText(Evaluation run, bool isPretty)
    {
        _run = run;
        _isPretty = isPretty;
    }

    /// <exception cref="JsonataException">The value is a number that is not finite.</exception>
    public static string Of(JsonValue value, Evaluation run, bool prettify = false)
    {
        switch (value)
        {
            case JsonString text:
                return text.Value;
            case JsonNumber number:
                return double.IsFinite(number.AsDouble) ? Number.Format(number) : throw new JsonataException("D3001", value: value);
            case JsonBoolean b:
                return b.Value ? "true" : "false";
            case JsonNull:
                return "null";
            case FunctionValue:
                return "";
        }

        if (value is JsonArray { Count: > 0 } wrapper && wrapper.Has(JsonTraits.Wrapper))
        {
            value = wrapper[0];
        }

        var written = new JsonText(run, prettify);
        written.Write(value, 0);
        return written._json.ToString();
    }

    private void Write(JsonValue value, int depth)
    {
        switch (value)
        {
            case JsonString text:
                WriteText(text.Value);
                break;
            case JsonNumber number:
                WriteNumber(number);
                break;
            case JsonArray array:
                Spend(array.Count);
                _json.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    Separate(i, depth);
                    Write(array[i], depth + 1);
                }

                Close(']', array.Count, depth);
                break;
            case JsonObject o:
                Spend(o.Count);
                _json.Append('{');
                for (int i = 0; i < o.Count; i++)
                {
                    Separate(i, depth);
                    WriteText(o[i].Key);
                    _json.Append(_isPretty ? ": " : ":");
                    Write(o[i].Value, depth + 1);
                }

                Close('}', o.Count, depth);
                break;
            case JsonBoolean b:
                _json.Append(b.Value ? "true" : "false");
                break;
            case JsonNull:
                _json.Append("null");
                break;
            default:
                _json.Append("\"\"");
                break;
        }
    }

    private void Spend(int count)
    {
        _run.Spend(1 + count);
        _run.Limit.Refuse(_json.Length);
    }

    private void WriteNumber(JsonNumber number)
    {
        if (number.TryGetInt64(out long integer))
        {
            _json.Append(NumberFormatInfo.InvariantInfo, $"{integer}");
        }
        else
        {
            _json.Append(Number.IsNumeric(number) ? Number.Format(number) : "null");
        }
    }

    private void Separate(int index, int depth)
    {
        if (index > 0)
        {
            _json.Append(',');
        }

        if (_isPretty)
        {
            _json.Append('\n').Append(' ', 2 * (depth + 1));
        }
    }

    private void Close(char bracket, int count, int depth)
    {
        if (count > 0 && _isPretty)
        {
            _json.Append('\n').Append(' ', 2 * depth);
        }

        _json.Append(bracket);
    }

    private void WriteText(string text)
    {
        _json.Append('"');
        ReadOnlySpan<char> rest = text;
        for (int i = rest.IndexOfAny(Special); i >= 0; i = rest.IndexOfAny(Special))
        {
            bool isPair = i + 1 < rest.Length && char.IsSurrogatePair(rest[i], rest[i + 1]);
            _json.Append(isPair ? rest[..(i + 2)] : rest[..i]);
            if (!isPair)
            {
                WriteEscaped(rest[i]);
            }

            rest = rest[(i + (isPair ? 2 : 1))..];
        }

        _json.Append(rest).Append('"');
    }

    private void WriteEscaped(char c)
    {
        _json.Append('\\');
        switch (c)
        {
            case '"' or '\\':
                _json.Append(c);
                break;
            case '\b':
                _json.Append('b');
                break;
            case '\f':
                _json.Append('f');
                break;
            case '\n':
                _json.Append('n');
                break;
            case '\r':
                _json.Append('r');
                break;
            case '\t':
                _json.Append('t');
                break;
            default:
                _json.Append('u').Append(((int)c).ToString("x4", NumberFormatInfo.InvariantInfo));
                break;
        }
    }
}
