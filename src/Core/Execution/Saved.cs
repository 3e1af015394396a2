namespace FunctionsAsl.Core.Execution;

/// <summary>A JSON object of a saved state, read member by member. What should be there and is not is a <see cref="FormatException"/>.</summary>
internal readonly struct Saved
{
    private readonly JsonMap _json;
    private readonly SavedValues? _values;

    public Saved(JsonMap json, SavedValues? values = null)
    {
        _json = json;
        _values = values;
    }

    public static JsonAny? Text(string? text) => text is null ? null : new JsonString(text);

    public static JsonAny? Number(long? number) => number is { } value ? JsonNumber.Of(value) : null;

    /// <summary>Times are saved as ticks of 100 ns since year 1, UTC.</summary>
    public static JsonAny Time(DateTimeOffset time) => JsonNumber.Of(time.UtcTicks);

    public static JsonAny? Time(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    /// <summary>The same object, knowing the table of values that its members refer to; its own values are added to those.</summary>
    public Saved WithValues(SavedValues values)
    {
        values.Load(this);
        return new Saved(_json, values);
    }

    public bool Has(string name) => _json.Contains(name);

    public Saved Object(string name) => new(Get<JsonMap>(name), _values);

    public Saved? ObjectIfPresent(string name) => _json.Contains(name) ? Object(name) : null;

    public IEnumerable<Saved> Objects(string name)
    {
        SavedValues? values = _values;
        return Get<JsonList>(name).Select(o => new Saved((JsonMap)o, values));
    }

    public string String(string name) => Get<JsonString>(name).Value;

    public string? StringIfPresent(string name) => _json.Contains(name) ? String(name) : null;

    public IEnumerable<string> Strings(string name) => Get<JsonList>(name).Select(s => (s as JsonString)?.Value ?? throw Broken(name));

    public bool BooleanIfPresent(string name) => _json.Contains(name) && Boolean(name);

    public bool Boolean(string name) => Get<JsonBoolean>(name).Value;

    public long Integer(string name) =>
        long.Parse(Get<JsonNumber>(name).Text, System.Globalization.NumberFormatInfo.InvariantInfo);

    public double Double(string name) => Get<JsonNumber>(name).AsDouble;

    public long? IntegerIfPresent(string name) => _json.Contains(name) ? Integer(name) : null;

    public ImmutableArray<int> Integers(string name) =>
        [.. Get<JsonList>(name).Select(n => ((JsonNumber)n).TryGetInt64(out long value) ? (int)value : throw Broken(name))];

    public DateTimeOffset Time(string name) => new(Integer(name), TimeSpan.Zero);

    public DateTimeOffset? TimeIfPresent(string name) => _json.Contains(name) ? Time(name) : null;

    public JsonAny Value(string name) => At(Get<JsonNumber>(name));

    /// <summary>A value that stands here itself, not in the table.</summary>
    public JsonAny Json(string name) => Get<JsonAny>(name);

    public JsonAny? JsonIfPresent(string name) => _json[name];

    public JsonAny? ValueIfPresent(string name) => _json.Contains(name) ? Value(name) : null;

    public ImmutableDictionary<string, JsonAny> Values(string name)
    {
        ImmutableDictionary<string, JsonAny>.Builder values = ImmutableDictionary.CreateBuilder<string, JsonAny>();
        foreach ((string key, JsonAny reference) in Get<JsonMap>(name))
        {
            values.Add(key, At((JsonNumber)reference));
        }

        return values.ToImmutable();
    }

    public static FormatException Broken(string name) => new($"The saved state's member '{name}' is missing or broken.");

    public T Get<T>(string name)
        where T : JsonAny => _json[name] as T ?? throw Broken(name);

    private JsonAny At(JsonNumber reference) =>
        reference.TryGetInt64(out long index) && _values is not null && index >= 0 && index < _values.Count
            ? _values.At((int)index)
            : throw Broken("values");
}
