namespace FunctionsAsl.Integrations.Http;

/// <summary>JSON as a form: <c>application/x-www-form-urlencoded</c>, in AWS's ways (ST http_connections).</summary>
internal static class FormText
{
    /// <summary>
    /// Ours: a name repeats those around it, so that deep data could come to gigabytes. No text of 256 KiB with short names comes near.
    /// </summary>
    private const int MaxLength = 1024 * 1024;

    /// <summary>The members of an object, those within one another as <c>a[b]</c>.</summary>
    /// <exception cref="TaskFailedException">States.DataLimitExceeded</exception>
    public static List<HttpField> Fields(JsonMap members, ArrayFormat format)
    {
        List<HttpField> fields = [];
        int left = MaxLength;
        foreach ((string name, JsonAny value) in members)
        {
            Add(fields, name, value, format, ref left);
        }

        return fields;
    }

    /// <summary>The fields as text. AWS writes a blank as <c>%20</c>.</summary>
    public static string Encode(IEnumerable<HttpField> fields) =>
        string.Join('&', fields.Select(static f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));

    /// <summary>The fields of a text as <c>a=1&amp;b=x%20y</c>.</summary>
    public static IEnumerable<HttpField> Decode(string text) =>
        from field in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let at = field.IndexOf('=', StringComparison.Ordinal)
        select new HttpField(Uri.UnescapeDataString(at < 0 ? field : field[..at]), at < 0 ? "" : Uri.UnescapeDataString(field[(at + 1)..]));

    private static void Add(List<HttpField> fields, string name, JsonAny value, ArrayFormat format, ref int left)
    {
        Spend(ref left, name);
        switch (value)
        {
            case JsonMap members:
                foreach ((string inner, JsonAny item) in members)
                {
                    Add(fields, $"{name}[{inner}]", item, format, ref left);
                }

                break;
            case JsonList items when format != ArrayFormat.Commas:
                for (int i = 0; i < items.Count; i++)
                {
                    string key = format switch
                    {
                        ArrayFormat.Indices => string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"),
                        ArrayFormat.Brackets => name + "[]",
                        _ => name,
                    };
                    Add(fields, key, items[i], format, ref left);
                }

                break;
            default:
                string text = value is JsonList list ? string.Join(',', list.Select(Text)) : Text(value);
                Spend(ref left, text);
                fields.Add(new HttpField(name, text));
                break;
        }
    }

    private static void Spend(ref int left, string text)
    {
        left -= text.Length;
        if (left < 0)
        {
            throw new TaskFailedException(ErrorName.DataLimitExceeded, $"The form of the request has more than {MaxLength} characters.");
        }
    }

    /// <summary>A value as forms and headers show it.</summary>
    public static string Text(JsonAny value) => value switch
    {
        JsonString text => text.Value,
        JsonNull => "",
        _ => value.ToString(),
    };
}
