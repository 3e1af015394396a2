namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>What the objects of a value become, one after the other: what was changed within an object is seen by changes around it.</summary>
/// <param name="run">What bounds the work.</param>
/// <param name="capacity">How many objects may change.</param>
internal sealed class Changes(Evaluation run, int capacity)
{
    private readonly Dictionary<JsonValue, JsonObject> _changed = new(capacity, ReferenceEqualityComparer.Instance);

    // The depth of the least deep object that changed.
    private int _leastDepth = int.MaxValue;

    public void Set(JsonObject original, JsonObject changed)
    {
        run.Memory.TakePlaces(changed.Count);
        _changed[original] = changed;
        _leastDepth = Math.Min(_leastDepth, original.Depth);
    }

    /// <summary>The value with the changes in it.</summary>
    public JsonValue ApplyTo(JsonValue value) =>
        _changed.Count > 0 && MayHoldChanges(value) && IsAffected(value)
            ? Apply(value, new Dictionary<JsonValue, JsonValue>(ReferenceEqualityComparer.Instance))
            : value;

    /// <summary>Whether it is worth a look: what is less deep than an object does not contain it.</summary>
    private bool MayHoldChanges(JsonValue value) => value.Depth >= _leastDepth || value.Marks != JsonMarks.None;

    private bool IsAffected(JsonValue value)
    {
        switch (value)
        {
            case JsonArray array:
                run.Spend(array.Count);
                foreach (JsonValue item in array.Items)
                {
                    if (MayHoldChanges(item) && IsAffected(item))
                    {
                        return true;
                    }
                }

                return false;
            case JsonObject o:
                if (_changed.ContainsKey(o))
                {
                    return true;
                }

                run.Spend(o.Count);
                foreach ((_, JsonValue member) in o.Members)
                {
                    if (MayHoldChanges(member) && IsAffected(member))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <param name="value">What to apply the changes to.</param>
    /// <param name="done">The changed objects that have been dealt with, or are: a change may put one into itself, which finds itself there as it was.</param>
    private JsonValue Apply(JsonValue value, Dictionary<JsonValue, JsonValue> done)
    {
        run.Spend(1);
        Recursion.EnsureRoom();
        switch (value)
        {
            case JsonArray array:
                run.Memory.TakePlaces(array.Count);
                var items = new JsonValue[array.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = ApplyWithin(array[i], done);
                }

                return JsonArray.Adopt(items, JsonMarks.None);
            case JsonObject original when _changed.TryGetValue(original, out JsonObject? changed):
                if (done.TryGetValue(original, out JsonValue? known))
                {
                    return known;
                }

                done.Add(original, original);
                done[original] = ApplyToMembers(changed, done);
                return done[original];
            case JsonObject o:
                return ApplyToMembers(o, done);
            default:
                return value;
        }
    }

    // Arrays come out as they would be written, changed or not.
    private JsonValue ApplyWithin(JsonValue value, Dictionary<JsonValue, JsonValue> done) =>
        MayHoldChanges(value) ? Apply(value, done) : value is JsonArray ? value.WithoutSourceText() : value;

    private JsonObject ApplyToMembers(JsonObject o, Dictionary<JsonValue, JsonValue> done)
    {
        JsonValue[]? values = null;
        for (int i = 0; i < o.Count; i++)
        {
            JsonValue value = o.Values[i];
            JsonValue changed = ApplyWithin(value, done);
            if (!ReferenceEquals(changed, value))
            {
                if (values is null)
                {
                    run.Memory.TakePlaces(o.Count);
                    values = o.Values.ToArray();
                }

                values[i] = changed;
            }
        }

        return values is null ? o : JsonObject.Adopt(o.Shape, values);
    }
}
