using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>JSON text with a blank after each comma and colon, as the Python runtime of Lambda writes its reports.</summary>
internal static class SpacedJson
{
    public static string Write(JsonValue value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonValue value, StringBuilder text)
    {
        switch (value)
        {
            case JsonArray array:
                text.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Write(array[i], text);
                }

                text.Append(']');
                break;
            case JsonObject o:
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
