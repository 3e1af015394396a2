using Azure.Data.Tables;

namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>
/// Items of DynamoDB as entities: an attribute is a column of its own type, so that others can read what is written here, and what they
/// write is read. Values that Table Storage has no type for are JSON texts; which these are says one more column.
/// </summary>
internal static class Columns
{
    /// <summary>A JSON object: the type in DynamoDB of each column whose text is the JSON of a value.</summary>
    public const string Types = "DynamoDbTypes";

    private const int LongestName = 255;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "PartitionKey", "RowKey", "Timestamp", Types };

    /// <exception cref="BoundException">The item has no keys, or what no column can be.</exception>
    public static TableEntity Write(JsonMap item, KeySchema schema)
    {
        (string partition, string row) = schema.Of(item);
        var entity = new TableEntity(partition, row);
        var types = new JsonMap.Builder();
        foreach ((string name, JsonAny value) in item.Where(m => !schema.IsKey(m.Key)))
        {
            CheckName(name);
            string type = Attributes.Type(value);
            if (Native(type, value) is { } native)
            {
                entity.Add(name, native);
            }
            else
            {
                entity.Add(name, Attributes.Content(value).ToString());
                types.Set(name, type);
            }
        }

        if (types.Count > 0)
        {
            entity.Add(Types, types.Build().ToString());
        }

        return entity;
    }

    public static JsonMap Read(TableEntity entity, KeySchema schema)
    {
        JsonMap types = entity.TryGetValue(Types, out object? written) && written is string text ? Parse(text) as JsonMap ?? JsonMap.Empty : JsonMap.Empty;
        var item = new JsonMap.Builder(entity.Count);
        item.Set(schema.Partition.Name, KeySchema.Read(entity.PartitionKey, schema.Partition));
        if (schema.Sort is { } sort)
        {
            item.Set(sort.Name, KeySchema.Read(entity.RowKey, sort));
        }

        foreach ((string name, object value) in entity)
        {
            if (!IsOfStorage(name))
            {
                item.SetIfPresent(name, types[name] is JsonString type && value is string json && Parse(json) is { } content
                    ? JsonMap.Of((type.Value, content))
                    : Read(value));
            }
        }

        return item.Build();
    }

    private static bool IsOfStorage(string name) => Reserved.Contains(name) || name.StartsWith("odata.", StringComparison.Ordinal);

    private static void CheckName(string name)
    {
        if (IsOfStorage(name) || name.Length is 0 or > LongestName || !(char.IsLetter(name[0]) || name[0] == '_')
            || !name.All(static c => char.IsLetterOrDigit(c) || c == '_'))
        {
            throw Attributes.Invalid($"The attribute name '{name}' is not supported by the table that this one is bound to: no column can have it");
        }
    }

    /// <summary>The value of a column; <see langword="null"/> where it has to be written as JSON.</summary>
    private static object? Native(string type, JsonAny value) => type switch
    {
        "S" => Attributes.String(value),
        "BOOL" => Attributes.Content(value) is JsonBoolean { Value: true },
        "B" => Attributes.Bytes(value),
        "N" => NativeNumber(value),
        _ => null,
    };

    /// <summary>A whole number, or one that is the same as a <see langword="double"/>.</summary>
    private static object? NativeNumber(JsonAny value)
    {
        string text = Attributes.String(value);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return whole;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? DoubleOf(number)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null
            : throw Attributes.Invalid("The parameter cannot be converted to a numeric value");
    }

    private static double? DoubleOf(decimal number)
    {
        var near = (double)number;
        return decimal.TryParse(near.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal read)
            && read == number
            ? near
            : null;
    }

    private static JsonMap? Read(object value) => value switch
    {
        string text => JsonMap.Of(("S", text)),
        bool truth => JsonMap.Of(("BOOL", truth)),
        int whole => JsonMap.Of(("N", whole.ToString(CultureInfo.InvariantCulture))),
        long whole => JsonMap.Of(("N", whole.ToString(CultureInfo.InvariantCulture))),
        double number => JsonMap.Of(("N", number.ToString("R", CultureInfo.InvariantCulture))),
        byte[] bytes => JsonMap.Of(("B", Convert.ToBase64String(bytes))),
        BinaryData bytes => JsonMap.Of(("B", Convert.ToBase64String(bytes))),
        Guid id => JsonMap.Of(("S", id.ToString())),
        DateTimeOffset time => JsonMap.Of(("S", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))),
        _ => null,
    };

    private static JsonAny? Parse(string text)
    {
        try
        {
            return JsonAny.Parse(text);
        }
        catch (JsonSyntaxException)
        {
            // Somebody else wrote into the column.
            return null;
        }
    }
}
