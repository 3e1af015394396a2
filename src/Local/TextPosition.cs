using System.Text;
using System.Text.Json;

namespace FunctionsAsl.Local;

/// <summary>A place in a text, as editors count: lines and characters from 1.</summary>
internal sealed record TextPosition(int Line, int Column)
{
    /// <summary>
    /// Where the member or item that a JSON pointer names begins, as <c>/States/Pay/Resource</c>; of what is not there, where it
    /// would be.
    /// </summary>
    /// <param name="text">JSON.</param>
    /// <param name="pointer">The pointer; <c>~1</c> stands for a slash in a name, <c>~0</c> for a tilde.</param>
    public static TextPosition Find(string text, string pointer)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonAny.MaxDepth });
        reader.Read();
        long at = reader.TokenStartIndex;
        foreach (string segment in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = JsonPointer.Unescape(segment);
            bool found = reader.TokenType switch
            {
                JsonTokenType.StartObject => ToMember(ref reader, name, ref at),
                JsonTokenType.StartArray => ToItem(ref reader, name, ref at),
                _ => false,
            };
            if (!found)
            {
                break;
            }
        }

        return Of(Encoding.UTF8.GetString(utf8.AsSpan(0, (int)at)));
    }

    /// <summary>The place behind a text.</summary>
    public static TextPosition Of(ReadOnlySpan<char> before) => new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));

    public override string ToString() => $"{Line}:{Column}";

    private static bool ToMember(ref Utf8JsonReader reader, string name, ref long at)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIt = JsonToken.IsText(ref reader, name);
            long start = reader.TokenStartIndex;
            reader.Read();
            if (isIt)
            {
                at = start;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool ToItem(ref Utf8JsonReader reader, string index, ref long at)
    {
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (index == $"{i}")
            {
                at = reader.TokenStartIndex;
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
