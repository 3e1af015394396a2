using System.Text.RegularExpressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>A regular expression as a part of an expression: a function that matches.</summary>
internal sealed class PatternNode(Pattern pattern, int position) : Node
{
    private readonly PatternFunction _function = new(pattern, position);

    public override JsonValue? Evaluate(JsonValue? input, Frame frame) => _function;
}

/// <summary>The function: it takes a text and gives its first match, with a function for the next one.</summary>
internal sealed class PatternFunction(Pattern pattern, int position) : FunctionValue
{
    public override int Arity => 2;

    public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run)
    {
        if (arguments.Length == 0 || arguments[0] is not JsonString text)
        {
            throw new JsonataException("T0410", position, value: arguments.Length == 0 ? null : arguments[0]) { Index = 1 };
        }

        int from = arguments.Length > 1 && arguments[1] is JsonNumber number ? (int)Math.Clamp(number.AsDouble, 0, text.Value.Length) : 0;
        Match match = pattern.Match(text.Value, from, run);
        return match.Success ? Describe(match, text.Value) : null;
    }

    public Match First(string text, Evaluation run) => pattern.Match(text, 0, run);

    /// <summary>The match after one; unsuccessful where there is none.</summary>
    /// <exception cref="JsonataException">It is empty: the search would not get on.</exception>
    public Match Next(Match match, string text, Evaluation run)
    {
        int from = match.Index + match.Length;
        if (from >= text.Length)
        {
            return System.Text.RegularExpressions.Match.Empty;
        }

        Match next = pattern.Match(text, from, run);
        return next.Success && next.Length == 0 ? throw new JsonataException("D1004", position, value: pattern.Source) : next;
    }

    public static JsonArray GroupsOf(Match match)
    {
        var groups = new JsonValue[match.Groups.Count - 1];
        for (int i = 0; i < groups.Length; i++)
        {
            Group group = match.Groups[i + 1];
            groups[i] = group.Success ? new JsonString(group.Value) : JsonValue.Null;
        }

        return JsonArray.Adopt(groups);
    }

    private JsonObject Describe(Match match, string text) => JsonObject.Of(
        ("match", match.Value),
        ("start", (long)match.Index),
        ("end", (long)(match.Index + match.Length)),
        ("groups", GroupsOf(match)),
        ("next", new NextMatch(this, match, text)));

    private sealed class NextMatch(PatternFunction function, Match match, string text) : FunctionValue
    {
        public override int Arity => 0;

        public override JsonValue? Apply(JsonValue?[] arguments, JsonValue? context, Evaluation run)
        {
            Match next = function.Next(match, text, run);
            return next.Success ? function.Describe(next, text) : null;
        }
    }
}
