using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>What the objects of a value become, one after the other: what was changed within an object is seen by changes around it.</summary>
internal sealed class Changes
{
    private readonly Evaluation _run;
    private readonly Dictionary<JsonValue, JsonValue> _parents = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JsonValue, JsonObject> _changed = new(ReferenceEqualityComparer.Instance);

    // The changed objects, and what they are in.
    private readonly HashSet<JsonValue> _affected = new(ReferenceEqualityComparer.Instance);

    /// <param name="root">A value in which no object occurs twice.</param>
    /// <param name="run">What bounds the work.</param>
    public Changes(JsonValue root, Evaluation run)
    {
        _run = run;
        Adopt(root);
    }

    public void Set(JsonObject original, JsonObject changed)
    {
        _changed[original] = changed;
        for (JsonValue? affected = original; affected is not null && _affected.Add(affected);)
        {
            affected = _parents.GetValueOrDefault(affected);
        }
    }

    /// <summary>The value with the changes in it.</summary>
    public JsonValue ApplyTo(JsonValue value) =>
        _affected.Contains(value) ? Apply(value, new Dictionary<JsonValue, JsonValue>(ReferenceEqualityComparer.Instance)) : value;

    private void Adopt(JsonValue parent)
    {
        switch (parent)
        {
            case JsonArray array:
                foreach (JsonValue item in array.Items)
                {
                    Adopt(item, parent);
                }

                break;
            case JsonObject o:
                foreach ((_, JsonValue member) in o.Members)
                {
                    Adopt(member, parent);
                }

                break;
        }
    }

    private void Adopt(JsonValue child, JsonValue parent)
    {
        if (child is JsonArray or JsonObject)
        {
            _run.Spend(1);
            _parents[child] = parent;
            Adopt(child);
        }
    }

    /// <param name="value">What to apply the changes to.</param>
    /// <param name="done">What has been, or is being: a change may put an object into itself, and finds it there as it was.</param>
    private JsonValue Apply(JsonValue value, Dictionary<JsonValue, JsonValue> done)
    {
        if (!_affected.Contains(value))
        {
            return value;
        }

        if (done.TryGetValue(value, out JsonValue? known))
        {
            return known;
        }

        _run.Spend(1);
        done.Add(value, value);
        JsonValue result = value is JsonArray array
            ? JsonArray.Adopt([.. array.Select(item => Apply(item, done))], JsonTraits.None)
            : JsonObject.Adopt([.. _changed.GetValueOrDefault(value, (value as JsonObject)!)
                .Select(member => KeyValuePair.Create(member.Key, Apply(member.Value, done)))]);
        done[value] = result;
        return result;
    }
}
