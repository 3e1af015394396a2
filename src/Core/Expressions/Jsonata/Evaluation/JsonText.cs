using System.Text;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>Values as text, as <c>$string</c> makes it: JSON in JavaScript's way of writing, functions as the empty text.</summary>
internal static class JsonText
{
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

        var json = new StringBuilder();
        Write(value, json, prettify ? 0 : -1, run);
        return json.ToString();
    }

    /// <param name="value">What to write.</param>
    /// <param name="json">Where to.</param>
    /// <param name="indent">How deep lines are indented; negative where all stands in one line.</param>
    /// <param name="run">What bounds the text.</param>
    private static void Write(JsonValue value, StringBuilder json, int indent, Evaluation run)
    {
        run.Spend(1);
        run.Limit.Refuse(json.Length);
        switch (value)
        {
            case JsonString text:
                WriteText(text.Value, json);
                break;
            case JsonNumber number:
                json.Append(Number.IsNumeric(number) ? Number.Format(number) : "null");
                break;
            case JsonArray array:
                json.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    Separate(json, i, indent);
                    Write(array[i], json, Deeper(indent), run);
                }

                Close(json, ']', array.Count, indent);
                break;
            case JsonObject o:
                json.Append('{');
                for (int i = 0; i < o.Count; i++)
                {
                    Separate(json, i, indent);
                    WriteText(o[i].Key, json);
                    json.Append(indent < 0 ? ":" : ": ");
                    Write(o[i].Value, json, Deeper(indent), run);
                }

                Close(json, '}', o.Count, indent);
                break;
            case FunctionValue:
                json.Append("\"\"");
                break;
            default:
                json.Append(Of(value, run));
                break;
        }
    }

    private static int Deeper(int indent) => indent < 0 ? indent : indent + 1;

    private static void Separate(StringBuilder json, int index, int indent)
    {
        if (index > 0)
        {
            json.Append(',');
        }

        if (indent >= 0)
        {
            json.Append('\n').Append(' ', 2 * (indent + 1));
        }
    }

    private static void Close(StringBuilder json, char bracket, int count, int indent)
    {
        if (count > 0 && indent >= 0)
        {
            json.Append('\n').Append(' ', 2 * indent);
        }

        json.Append(bracket);
    }

    private static void WriteText(string text, StringBuilder json)
    {
        json.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    json.Append('\\').Append(c);
                    break;
                case '\b':
                    json.Append("\\b");
                    break;
                case '\f':
                    json.Append("\\f");
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                case < ' ':
                    json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.NumberFormatInfo.InvariantInfo));
                    break;
                case var _ when char.IsSurrogatePair(c, i + 1 < text.Length ? text[i + 1] : '\0'):
                    json.Append(c).Append(text[++i]);
                    break;
                case var _ when char.IsSurrogate(c):
                    json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.NumberFormatInfo.InvariantInfo));
                    break;
                default:
                    json.Append(c);
                    break;
            }
        }

        json.Append('"');
    }
}
