using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>A regular expression as a function: it takes a text and gives its first match, with a function for the next one.</summary>
internal sealed class PatternFunction(Pattern pattern, int position) : FunctionValue
{
    private static readonly JsonShape Description = new("match", "start", "end", "groups", "next");

    public override int Arity => 2;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run)
    {
        if (arguments.Length == 0 || arguments[0] is not JsonString text)
        {
            throw new JsonataException("T0410", position, value: arguments.Length == 0 ? null : arguments[0]) { Index = 1 };
        }

        int from = arguments.Length > 1 && arguments[1] is JsonNumber number ? (int)Math.Clamp(number.AsDouble, 0, text.Value.Length) : 0;
        return pattern.Match(text.Value, from, run.Budget) is { } match ? Describe(match, text.Value) : null;
    }

    public PatternMatch? First(string text, Evaluation run) => pattern.Match(text, 0, run.Budget);

    /// <summary>The match after one.</summary>
    /// <exception cref="JsonataException">It is empty: the search would not get on.</exception>
    public PatternMatch? Next(PatternMatch match, string text, Evaluation run)
    {
        PatternMatch? next = match.End >= text.Length ? null : pattern.Match(text, match.End, run.Budget);
        return next is { Text.Length: 0 } ? throw new JsonataException("D1004", position, value: pattern.Source) : next;
    }

    private JsonMap Describe(PatternMatch match, string text) => JsonMap.Adopt(
        Description, [match.Text, (long)match.Start, (long)match.End, match.Groups, new NextMatch(this, match, text)]);

    private sealed class NextMatch(PatternFunction function, PatternMatch match, string text) : FunctionValue
    {
        public override int Arity => 0;

        public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run) =>
            function.Next(match, text, run) is { } next ? function.Describe(next, text) : null;
    }
}
