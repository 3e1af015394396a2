using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// JSON text as Python's <c>json.dumps</c> writes it. The recorded tests replace by regular expressions over this text, so
/// blanks and escapes matter to what matches.
/// </summary>
public static class PythonJson
{
    public static string Write(JsonAny value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonAny value, StringBuilder text)
    {
        switch (value)
        {
            case JsonString s:
                WriteString(s.Value, text);
                break;
            case JsonList array:
                text.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    Write(array[i], text);
                }

                text.Append(']');
                break;
            case JsonMap o:
                text.Append('{');
                for (int i = 0; i < o.Count; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    WriteString(o[i].Key, text);
                    text.Append(": ");
                    Write(o[i].Value, text);
                }

                text.Append('}');
                break;
            default:
                text.Append(value);
                break;
        }
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                >= ' ' and <= '~' => text.Append(c),
                _ => text.Append(@"\u").Append(((int)c).ToString("x4")),
            };
        }

        text.Append('"');
    }
}
