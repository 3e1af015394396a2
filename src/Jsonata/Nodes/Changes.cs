namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>What the objects of a value become, one after the other: what was changed within an object is seen by changes around it.</summary>
/// <param name="run">What bounds the work.</param>
/// <param name="capacity">How many objects may change.</param>
internal sealed class Changes(Evaluation run, int capacity)
{
    private readonly Dictionary<JsonAny, JsonMap> _changed = new(capacity, ReferenceEqualityComparer.Instance);

    // The depth of the least deep object that changed.
    private int _leastDepth = int.MaxValue;

    public void Set(JsonMap original, JsonMap changed)
    {
        run.Memory.TakePlaces(changed.Count);
        _changed[original] = changed;
        _leastDepth = Math.Min(_leastDepth, original.Depth);
    }

    /// <summary>The value with the changes in it.</summary>
    public JsonAny ApplyTo(JsonAny value) =>
        _changed.Count > 0 && MayHoldChanges(value) && IsAffected(value)
            ? Apply(value, new Dictionary<JsonAny, JsonAny>(ReferenceEqualityComparer.Instance))
            : value;

    /// <summary>Whether it is worth a look: what is less deep than an object does not contain it.</summary>
    private bool MayHoldChanges(JsonAny value) => value.Depth >= _leastDepth || value.Marks != JsonMarks.None;

    private bool IsAffected(JsonAny value)
    {
        switch (value)
        {
            case JsonList array:
                run.Spend(array.Count);
                foreach (JsonAny item in array.Items)
                {
                    if (MayHoldChanges(item) && IsAffected(item))
                    {
                        return true;
                    }
                }

                return false;
            case JsonMap o:
                if (_changed.ContainsKey(o))
                {
                    return true;
                }

                run.Spend(o.Count);
                foreach ((_, JsonAny member) in o.Members)
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
    private JsonAny Apply(JsonAny value, Dictionary<JsonAny, JsonAny> done)
    {
        run.Spend(1);
        Recursion.EnsureRoom();
        switch (value)
        {
            case JsonList array:
                run.Memory.TakePlaces(array.Count);
                var items = new JsonAny[array.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = ApplyWithin(array[i], done);
                }

                return JsonList.Adopt(items, JsonMarks.None);
            case JsonMap original when _changed.TryGetValue(original, out JsonMap? changed):
                if (done.TryGetValue(original, out JsonAny? known))
                {
                    return known;
                }

                done.Add(original, original);
                done[original] = ApplyToMembers(changed, done);
                return done[original];
            case JsonMap o:
                return ApplyToMembers(o, done);
            default:
                return value;
        }
    }

    // Arrays come out as they would be written, changed or not.
    private JsonAny ApplyWithin(JsonAny value, Dictionary<JsonAny, JsonAny> done) =>
        MayHoldChanges(value) ? Apply(value, done) : value is JsonList ? value.WithoutSourceText() : value;

    private JsonMap ApplyToMembers(JsonMap o, Dictionary<JsonAny, JsonAny> done)
    {
        JsonAny[]? values = null;
        for (int i = 0; i < o.Count; i++)
        {
            JsonAny value = o.Values[i];
            JsonAny changed = ApplyWithin(value, done);
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

        return values is null ? o : JsonMap.Adopt(o.Shape, values);
    }
}
