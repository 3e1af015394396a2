namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>The condition of a filter <c>[?(…)]</c>, or a part of it.</summary>
internal abstract class FilterNode
{
    /// <summary>Whether an item passes. What cannot be tested is told to the evaluation, and does not pass.</summary>
    public abstract bool Test(JsonAny item, PathEvaluation evaluation);
}

/// <summary>Conditions joined by <c>||</c>.</summary>
internal sealed class AnyFilter(ImmutableArray<FilterNode> parts) : FilterNode
{
    // Jayway begins with the last part, which shows where one cannot be tested.
    public override bool Test(JsonAny item, PathEvaluation evaluation)
    {
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].Test(item, evaluation))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Conditions joined by <c>&amp;&amp;</c>.</summary>
internal sealed class AllFilter(ImmutableArray<FilterNode> parts) : FilterNode
{
    public override bool Test(JsonAny item, PathEvaluation evaluation)
    {
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (!parts[i].Test(item, evaluation))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary><c>[?]</c>, which takes its condition from a caller in Java; there is none here, and Jayway fails.</summary>
internal sealed class MissingFilter : FilterNode
{
    public override bool Test(JsonAny item, PathEvaluation evaluation)
    {
        evaluation.Fail(new PathProblem(PathMiss.Failed, "The filter has no condition"));
        return false;
    }
}

/// <summary><c>@.a</c> or <c>!@.a</c>. Jayway reads a path from <c>$</c> from the item, too, and takes null for nothing.</summary>
internal sealed class ExistsFilter(PathQuery query, bool expected) : FilterNode
{
    public override bool Test(JsonAny item, PathEvaluation evaluation)
    {
        bool exists = query.Find(item, isUnwrapped: true, evaluation, out JsonAny? value)
            && value is not (null or JsonNull)
            && (query.Tokens is not [.., NamesToken names] || names.IsComplete((JsonMap)value));
        return exists == expected && evaluation.Problem is null;
    }
}

/// <summary>A comparison. It does not hold where a side leads nowhere, or where the values cannot be compared.</summary>
internal sealed class ComparisonFilter(FilterOperand left, FilterOperator @operator, FilterOperand right) : FilterNode
{
    // Jayway keeps what a path from the root finds, and takes the same path twice for the same value, whatever it is.
    private readonly bool _areSame =
        left.Path is { FromItem: false } a && right.Path is { FromItem: false } b && string.Equals(a.Text, b.Text, StringComparison.Ordinal);

    public override bool Test(JsonAny item, PathEvaluation evaluation)
    {
        evaluation.Spend(1);
        if (!left.Read(item, evaluation, out JsonAny? value) || !right.Read(item, evaluation, out JsonAny? expected))
        {
            return false;
        }

        if (@operator == FilterOperator.Matches)
        {
            return Matches(value, expected, evaluation);
        }

        bool isOrder = @operator is not (FilterOperator.Equal or FilterOperator.Unequal);
        if (isOrder && value is null != expected is null)
        {
            return false;
        }

        int? order = _areSame ? 0 : FilterOrder.Compare(expected, right.Number, value, evaluation);
        return @operator switch
        {
            FilterOperator.Equal => order == 0,
            FilterOperator.Unequal => order is not (null or 0),
            FilterOperator.Greater => order < 0,
            FilterOperator.GreaterOrEqual => order <= 0,
            FilterOperator.Less => order > 0,
            _ => order >= 0,
        };
    }

    private bool Matches(JsonAny? value, JsonAny? expected, PathEvaluation evaluation)
    {
        if ((left.Pattern ?? right.Pattern) is { } pattern)
        {
            return pattern.Matches(left.Pattern is null ? value : expected, evaluation);
        }

        if (value is not null || expected is not null)
        {
            evaluation.Fail(new PathProblem(PathMiss.Failed, "The right side of =~ is no regular expression"));
        }

        return false;
    }
}

/// <summary>The operators of a comparison.</summary>
internal enum FilterOperator
{
    Equal,
    GreaterOrEqual,
    LessOrEqual,
    Unequal,
    Less,
    Greater,
    Matches,
}
