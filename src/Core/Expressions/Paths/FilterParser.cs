namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// Reads the condition of a filter. Jayway 2.0.0 does not parse it: it splits the text at <c>&amp;&amp;</c> and <c>||</c> wherever they
/// stand, drops parentheses around the parts, and looks for an operator in each.
/// </summary>
internal static class FilterParser
{
    // In the order in which they are looked for: the first that stands anywhere in a part is the part's operator.
    private static readonly ImmutableArray<(string Symbol, FilterOperator Operator)> Operators =
    [
        ("==", FilterOperator.Equal),
        (">=", FilterOperator.GreaterOrEqual),
        ("<=", FilterOperator.LessOrEqual),
        ("!=", FilterOperator.Unequal),
        ("<", FilterOperator.Less),
        (">", FilterOperator.Greater),
        ("=~", FilterOperator.Matches),
    ];

    /// <summary>Reads <c>[?(…)]</c>.</summary>
    /// <exception cref="JsonPathSyntaxException">It is no filter.</exception>
    public static FilterNode Read(string filter)
    {
        ReadOnlySpan<char> inner = JavaText.Trim(filter.AsSpan(1, filter.Length - 2));
        inner = inner.StartsWith("?") ? JavaText.Trim(inner[1..]) : [];
        if (inner is not ['(', .., ')'])
        {
            throw new JsonPathSyntaxException($"Filter must start with '[?(' and end with ')]'. {filter}", 0);
        }

        string condition = JavaText.Trim(inner[1..^1]).ToString();
        if (condition.Contains("&&&", StringComparison.Ordinal) || condition.Contains("|||", StringComparison.Ordinal))
        {
            throw new JsonPathSyntaxException($"Invalid operators {condition}", 0);
        }

        ImmutableArray<FilterNode> any =
        [
            .. condition.Split("||").Select(all => Join(
                [.. all.Split("&&").Select(part => ReadPart(Clean(part)))], static parts => new AllFilter(parts))),
        ];
        return Join(any, static parts => new AnyFilter(parts));
    }

    private static FilterNode Join(ImmutableArray<FilterNode> parts, Func<ImmutableArray<FilterNode>, FilterNode> join) =>
        parts.Length == 1 ? parts[0] : join(parts);

    private static string Clean(string part)
    {
        string clean = JavaText.Trim(part).TrimStart("[?( ").TrimEnd(") ").ToString();
        return clean.Length > 0 ? clean : throw new JsonPathSyntaxException("A part of the filter is empty", 0);
    }

    private static FilterNode ReadPart(string part)
    {
        foreach ((string symbol, FilterOperator @operator) in Operators)
        {
            int at = part.IndexOf(symbol, StringComparison.Ordinal);
            if (at >= 0)
            {
                // A '!' before a comparison changes nothing.
                string left = JavaText.Trim(part.AsSpan(0, at)).ToString();
                string right = JavaText.Trim(part.AsSpan(at + symbol.Length)).ToString();
                return new ComparisonFilter(
                    ReadOperand(IsNegated(left) ? left[1..] : left),
                    @operator,
                    IsNegated(right)
                        ? throw new JsonPathSyntaxException("Invalid negation! Can only be used for existence check e.g [?(!@.foo)]", 0)
                        : ReadOperand(right));
            }
        }

        string path = JavaText.Trim(part).ToString();
        return path.StartsWith('$') || path.StartsWith('@') ? new ExistsFilter(ReadPath(path), expected: true)
            : IsNegated(path) ? new ExistsFilter(ReadPath(path[1..]), expected: false)
            : throw new JsonPathSyntaxException($"There is no operator in '{path}'", 0);
    }

    private static bool IsNegated(string text) => text.StartsWith("!@", StringComparison.Ordinal);

    private static FilterOperand ReadOperand(string text) => text switch
    {
        ['$' or '@', ..] => new FilterOperand(ReadPath(text)),
        ['\'', .. string inner, '\''] => new FilterOperand(inner),
        ['/', .. string pattern, '/'] => new FilterOperand(PathPattern.Parse(pattern, ignoresCase: false)),
        ['/', .. string pattern, '/', 'i'] => new FilterOperand(PathPattern.Parse(pattern, ignoresCase: true)),
        "'" or "/" or "/i" => throw new JsonPathSyntaxException($"The literal {text} is not closed", 0),
        _ => new FilterOperand(text),
    };

    private static PathQuery ReadPath(string text)
    {
        PathQuery path = PathParser.Parse(text, isInFilter: true);
        return path.IsDefinite ? path : throw new JsonPathSyntaxException($"the predicate path: {text} is not definite", 0);
    }
}
