using System.Text;

namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>An attribute of a key.</summary>
/// <param name="Type"><c>S</c> or <c>N</c>.</param>
internal sealed record KeyAttribute(string Name, string Type);

/// <summary>
/// Which attributes of a table of DynamoDB are the keys of entities. The characters that keys of Table Storage cannot have, and the percent
/// sign, are written as <c>%2F</c>; a number as its shortest text. Without a sort key, the row key is empty.
/// </summary>
internal sealed record KeySchema(KeyAttribute Partition, KeyAttribute? Sort)
{
    private const int LongestKey = 512;

    public bool IsKey(string name) => name == Partition.Name || name == Sort?.Name;

    /// <summary>The keys of an item; other attributes do not matter.</summary>
    /// <exception cref="BoundException">It has none, or none of the schema's types.</exception>
    public (string Partition, string Row) Of(JsonMap item) =>
        (Write(item[Partition.Name], Partition), Sort is null ? "" : Write(item[Sort.Name], Sort));

    /// <summary>The same of a request's <c>Key</c>, which has the keys and nothing else.</summary>
    /// <exception cref="BoundException">It is none.</exception>
    public (string Partition, string Row) OfKey(JsonMap key) => key.Count == (Sort is null ? 1 : 2)
        ? Of(key)
        : throw Attributes.Invalid("The provided key element does not match the schema");

    /// <exception cref="BoundException">The value is not of the key's type, or cannot be one.</exception>
    public static string Write(JsonAny? value, KeyAttribute key)
    {
        if (value is not JsonMap || Attributes.Type(value) != key.Type)
        {
            throw Attributes.Invalid($"One or more parameter values were invalid: Type mismatch for key {key.Name} expected: {key.Type}");
        }

        string text = key.Type == "N" ? Attributes.Text(Attributes.Number(value)) : Attributes.String(value);
        string written = Escape(text);
        return text.Length == 0 ? throw Attributes.Invalid($"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: {key.Name}")
            : written.Length > LongestKey ? throw Attributes.Invalid($"The key {key.Name} is longer than the {LongestKey} characters of Table Storage")
            : written;
    }

    public static JsonMap Read(string text, KeyAttribute key) => JsonMap.Of((key.Type, Unescape(text)));

    /// <summary>Also of the beginning of a key.</summary>
    public static string Escape(string text)
    {
        var written = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '/' or '\\' or '#' or '?' or '%' or < ' ' or (>= '\x7F' and <= '\x9F'))
            {
                written.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                written.Append(c);
            }
        }

        return written.ToString();
    }

    private static string Unescape(string text)
    {
        var read = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                read.Append((char)code);
                i += 2;
            }
            else
            {
                read.Append(text[i]);
            }
        }

        return read.ToString();
    }
}
