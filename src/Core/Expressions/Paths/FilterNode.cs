namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>The condition of a filter <c>[?(…)]</c>, or a part of it.</summary>
internal abstract class FilterNode
{
    public abstract bool Test(JsonValue item, PathEvaluation evaluation);
}

internal sealed class AnyFilter(ImmutableArray<FilterNode> parts) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation)
    {
        foreach (FilterNode part in parts)
        {
            if (part.Test(item, evaluation))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class AllFilter(ImmutableArray<FilterNode> parts) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation)
    {
        foreach (FilterNode part in parts)
        {
            if (!part.Test(item, evaluation))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class NotFilter(FilterNode part) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation) => !part.Test(item, evaluation);
}

/// <summary><c>@.a</c> or <c>!@.a</c>.</summary>
internal sealed class ExistsFilter(PathQuery query, bool expected) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation) =>
        query.Exists(query.FromItem ? item : evaluation.Root, evaluation) == expected;
}

internal sealed class ComparisonFilter(FilterOperand left, FilterOperator @operator, FilterOperand right) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation)
    {
        evaluation.Spend(1);
        return @operator(left.Value(item, evaluation), right.Value(item, evaluation), evaluation);
    }
}

/// <summary><c>=~</c>: whether the pattern matches the whole text; of an array, whether it matches an item.</summary>
internal sealed class PatternFilter(FilterOperand operand, PathPattern pattern) : FilterNode
{
    public override bool Test(JsonValue item, PathEvaluation evaluation)
    {
        JsonValue? value = operand.Value(item, evaluation);
        return value is JsonArray array
            ? array.Any(candidate => pattern.Matches(candidate, evaluation))
            : pattern.Matches(value, evaluation);
    }
}

/// <summary>A literal (<paramref name="query"/> is <see langword="null"/>) or a path.</summary>
internal sealed class FilterOperand(JsonValue? literal, PathQuery? query)
{
    public PathQuery? Query { get; } = query;

    /// <summary>The value; <see langword="null"/> where the path leads nowhere.</summary>
    public JsonValue? Value(JsonValue item, PathEvaluation evaluation) =>
        Query is null ? literal : evaluation.ValueOf(Query, item);
}
