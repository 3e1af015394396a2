using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>JSON text with a blank after each comma and colon, as the Python runtime of Lambda writes its reports.</summary>
internal static class SpacedJson
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
            case JsonList array:
                text.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Write(array[i], text);
                }

                text.Append(']');
                break;
            case JsonMap o:
                text.Append('{');
                for (int i = 0; i < o.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ").Append(new JsonString(o[i].Key)).Append(": ");
                    Write(o[i].Value, text);
                }

                text.Append('}');
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
