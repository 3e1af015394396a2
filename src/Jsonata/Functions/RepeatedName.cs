using System.Text.Json;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>Finds a name that stands twice in one object of a JSON text.</summary>
internal static class RepeatedName
{
    public static bool Occurs(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = Json.JsonAny.MaxDepth });
        var names = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        names.Pop();
                        break;
                    case JsonTokenType.PropertyName when !names.Peek().Add(JsonToken.Text(ref reader)):
                        return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON at all, which whoever reads it will say.
            return false;
        }

        return false;
    }
}
