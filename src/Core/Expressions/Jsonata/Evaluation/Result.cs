using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>Makes JSON of what an expression came to.</summary>
internal static class Result
{
    /// <exception cref="JsonataException">It contains a function.</exception>
    public static JsonValue Of(JsonValue value)
    {
        if (value.Traits == JsonTraits.None)
        {
            return value;
        }

        switch (value)
        {
            case JsonNumber number:
                return Number.Name(number.AsDouble);
            case JsonArray array when !array.Has(JsonTraits.Tainted):
                return array.WithTraits(JsonTraits.None);
            case JsonArray array:
                var items = new JsonValue[array.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Of(array[i]);
                }

                return JsonArray.Adopt(items);
            case JsonObject o:
                var members = new KeyValuePair<string, JsonValue>[o.Count];
                for (int i = 0; i < members.Length; i++)
                {
                    members[i] = new(o[i].Key, Of(o[i].Value));
                }

                return JsonObject.Adopt(members);
            default:
                throw new JsonataException(JsonataException.UnsupportedResult);
        }
    }
}
