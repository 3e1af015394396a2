namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>What one evaluation of a path shares with the paths in its filters: the document and the steps that are left.</summary>
internal sealed class PathEvaluation(string text, JsonValue root, StepBudget budget)
{
    /// <summary>
    /// How many nodes one evaluation may visit. The largest documents have some 100,000 nodes, so real paths stay far below;
    /// a chain of deep scans over such a document would not end in a lifetime.
    /// </summary>
    public const int MaxSteps = 5_000_000;

    private Dictionary<PathQuery, JsonValue?>? _rootValues;
    private long _left = MaxSteps;

    public JsonValue Root { get; } = root;

    /// <exception cref="StatesException">The steps are used up.</exception>
    public void Spend(long steps)
    {
        budget.Spend(steps);
        _left -= steps;
        if (_left < 0)
        {
            throw new StatesException(ErrorName.Runtime, $"The JSONPath '{text}' takes more than {MaxSteps} steps.");
        }
    }

    /// <summary>The value of a path of a filter; <see langword="null"/> where it leads nowhere.</summary>
    public JsonValue? ValueOf(PathQuery query, JsonValue item)
    {
        if (query.FromItem)
        {
            return query.Find(item, this, out _);
        }

        // A path from the root is the same for every item that the filter tests.
        _rootValues ??= [];
        if (!_rootValues.TryGetValue(query, out JsonValue? value))
        {
            value = query.Find(Root, this, out _);
            _rootValues.Add(query, value);
        }

        return value;
    }
}
