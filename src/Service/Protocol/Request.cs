namespace FunctionsAsl.Service.Protocol;

/// <summary>A validated request. A JSON null is an absent member.</summary>
internal readonly record struct Request(JsonMap Members)
{
    /// <summary>The text of a member that the input structure requires.</summary>
    public string Text(string name) => ((JsonString)Members[name]!).Value;

    public string? OptionalText(string name) => (Members[name] as JsonString)?.Value;

    public bool Flag(string name, bool absent = false) => (Members[name] as JsonBoolean)?.Value ?? absent;

    /// <summary>A whole number; the input structure's bounds were checked.</summary>
    public long? Number(string name) => Members[name] is JsonNumber number && number.TryGetInt64(out long value) ? value : null;

    public double? Fraction(string name) => (Members[name] as JsonNumber)?.AsDouble;

    public JsonMap? Object(string name) => Members[name] as JsonMap;

    public JsonList? List(string name) => Members[name] as JsonList;

    /// <summary>The size of the page asked for; 0 and absence mean AWS's 100.</summary>
    public int PageSize() =>
        Members["maxResults"] is JsonNumber number && number.TryGetInt64(out long size) && size > 0 ? (int)size : 100;
}
