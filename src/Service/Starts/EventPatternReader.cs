using System.Net;
using FunctionsAsl.Core.Definition;

namespace FunctionsAsl.Service.Starts;

/// <summary>Reads event patterns of EventBridge.</summary>
internal sealed class EventPatternReader(JsonSetting setting)
{
    private const string Either = "$or";

    /// <exception cref="SettingException">It is none: with the place.</exception>
    public EventPattern.OfObject Read(JsonAny value, string place)
    {
        if (value is not JsonMap { Count: > 0 } pattern)
        {
            throw setting.Broken(place, "A pattern is an object with at least one member.");
        }

        List<(string, EventPattern)> members = [];
        List<EventPattern.OfObject[]> choices = [];
        foreach ((string name, JsonAny member) in pattern)
        {
            string at = JsonPointer.Join(place, name);
            if (name == Either)
            {
                choices.Add([.. Items(member, at).Select((choice, i) => Read(choice, JsonPointer.Join(at, i)))]);
            }
            else if (member is JsonMap)
            {
                members.Add((name, Read(member, at)));
            }
            else
            {
                members.Add((name, new EventPattern.OfField([.. Items(member, at).Select((one, i) => Alternative(one, JsonPointer.Join(at, i)))])));
            }
        }

        return new EventPattern.OfObject([.. members], [.. choices]);
    }

    private JsonList Items(JsonAny value, string place) =>
        value as JsonList is { Count: > 0 } items ? items : throw setting.Broken(place, "It must be an array of what matches, with at least one item.");

    private Func<JsonAny?, bool> Alternative(JsonAny value, string place)
    {
        if (value is not JsonMap matcher)
        {
            return value is JsonList
                ? throw setting.Broken(place, "It must be a value, or an object with one kind of matching.")
                : actual => EventPattern.IsSame(value, actual);
        }

        (string kind, JsonAny operand) = Single(matcher, place);
        string at = JsonPointer.Join(place, kind);
        return kind switch
        {
            "exists" => operand is JsonBoolean exists
                ? actual => actual is not null == exists.Value
                : throw setting.Broken(at, "It must be true or false."),
            "numeric" => Numeric(operand, at),
            "cidr" => IPNetwork.TryParse(Text(operand, at), out IPNetwork network)
                ? EventPattern.Within(network)
                : throw setting.Broken(at, "It must be a range of addresses, as 10.0.0.0/24."),
            "anything-but" => AnythingBut(operand, at),
            _ => TextMatcher(kind, operand, at),
        };
    }

    private Func<JsonAny?, bool> TextMatcher(string kind, JsonAny operand, string place)
    {
        bool ignoresCase = kind == "equals-ignore-case";
        if (kind is "prefix" or "suffix" && operand is JsonMap nested)
        {
            (string inner, operand) = Single(nested, place);
            place = JsonPointer.Join(place, inner);
            ignoresCase = inner == "equals-ignore-case" ? true : throw setting.Broken(place, "There is only equals-ignore-case here.");
        }

        string wanted = Text(operand, place);
        StringComparison comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return EventPattern.Text(kind switch
        {
            "prefix" => text => text.StartsWith(wanted, comparison),
            "suffix" => text => text.EndsWith(wanted, comparison),
            "equals-ignore-case" => text => text.Equals(wanted, comparison),
            "wildcard" => text => WildcardPattern.Matches(wanted, text),
            _ => throw setting.Broken(
                place, "There are exists, numeric, cidr, anything-but, prefix, suffix, equals-ignore-case and wildcard, and no other matching."),
        });
    }

    /// <summary>A field that is there, and is none of these.</summary>
    private Func<JsonAny?, bool> AnythingBut(JsonAny operand, string place)
    {
        Func<JsonAny?, bool>[] excluded;
        if (operand is JsonMap nested)
        {
            (string kind, JsonAny values) = Single(nested, place);
            string at = JsonPointer.Join(place, kind);
            excluded = values is JsonList
                ? [.. Items(values, at).Select((one, i) => TextMatcher(kind, one, JsonPointer.Join(at, i)))]
                : [TextMatcher(kind, values, at)];
        }
        else
        {
            JsonList values = operand is JsonList ? Items(operand, place) : JsonList.Of(operand);
            excluded = [.. values.Select(value => (Func<JsonAny?, bool>)(actual => EventPattern.IsSame(value, actual)))];
        }

        return actual => actual is not null && !Array.Exists(excluded, e => e(actual));
    }

    /// <param name="operand"><c>[">", 0, "&lt;=", 5]</c></param>
    private Func<JsonAny?, bool> Numeric(JsonAny operand, string place)
    {
        JsonList parts = Items(operand, place);
        if (parts.Count is not (2 or 4))
        {
            throw setting.Broken(place, "It must have one or two comparisons, each an operator and a number.");
        }

        var bounds = new Func<JsonNumber, bool>[parts.Count / 2];
        for (int i = 0; i < bounds.Length; i++)
        {
            JsonNumber bound = parts[(2 * i) + 1] as JsonNumber ?? throw setting.Broken(JsonPointer.Join(place, (2 * i) + 1), "It must be a number.");
            bounds[i] = (parts[2 * i] as JsonString)?.Value switch
            {
                "=" => n => JsonNumber.Compare(n, bound) == 0,
                "<" => n => JsonNumber.Compare(n, bound) < 0,
                "<=" => n => JsonNumber.Compare(n, bound) <= 0,
                ">" => n => JsonNumber.Compare(n, bound) > 0,
                ">=" => n => JsonNumber.Compare(n, bound) >= 0,
                _ => throw setting.Broken(JsonPointer.Join(place, 2 * i), "It is one of =, <, <=, > and >=."),
            };
        }

        return actual => actual is JsonNumber number && Array.TrueForAll(bounds, b => b(number));
    }

    private (string Kind, JsonAny Operand) Single(JsonMap matcher, string place) => matcher.Count == 1
        ? (matcher[0].Key, matcher[0].Value)
        : throw setting.Broken(place, "It must have one kind of matching.");

    private string Text(JsonAny value, string place) => (value as JsonString)?.Value ?? throw setting.Broken(place, "It must be a text.");
}
