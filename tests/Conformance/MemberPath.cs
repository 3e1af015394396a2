using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>A JSONPath of members, indices and descents, as the recorded tests use: <c>$..events[4].cause</c>.</summary>
public sealed class MemberPath
{
    private readonly List<(bool Descends, string? Name, int Index)> _steps = [];

    public MemberPath(string text)
    {
        int at = text.StartsWith('$') ? 1 : throw new FormatException(text);
        while (at < text.Length)
        {
            bool descends = text.AsSpan(at).StartsWith("..", StringComparison.Ordinal);
            if (text[at] == '[')
            {
                int close = text.IndexOf(']', at);
                _steps.Add((false, null, int.Parse(text.AsSpan(at + 1, close - at - 1))));
                at = close + 1;
                continue;
            }

            at += descends ? 2 : 1;
            int end = text.AsSpan(at).IndexOfAny('.', '[');
            end = end < 0 ? text.Length : at + end;
            _steps.Add((descends, text[at..end], -1));
            at = end;
        }
    }

    /// <summary>The value with every place of this path changed; a change to <see langword="null"/> removes the member.</summary>
    public JsonAny Change(JsonAny value, Func<JsonAny, JsonAny?> change) => Apply(value, 0, change)!;

    public JsonAny Remove(JsonAny value) => Change(value, _ => null);

    private JsonAny? Apply(JsonAny value, int step, Func<JsonAny, JsonAny?> change)
    {
        if (step == _steps.Count)
        {
            return change(value);
        }

        (bool descends, string? name, int index) = _steps[step];
        if (value is JsonList array)
        {
            IEnumerable<JsonAny> items = descends ? array.Select(item => Apply(item, step, change)!) : array;
            return JsonList.Of(name is null
                ? items.Select((item, i) => i == index ? Apply(item, step + 1, change) ?? item : item)
                : items);
        }

        if (value is not JsonMap o)
        {
            return value;
        }

        var builder = new JsonMap.Builder(o.Count);
        foreach ((string member, JsonAny old) in o)
        {
            JsonAny inside = descends ? Apply(old, step, change)! : old;
            builder.SetIfPresent(member, string.Equals(member, name, StringComparison.Ordinal) ? Apply(inside, step + 1, change) : inside);
        }

        return builder.Build();
    }
}
