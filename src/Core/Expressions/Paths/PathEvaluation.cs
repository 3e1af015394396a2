namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>What one evaluation of a path shares with the paths in its filters: the document and the steps that are left.</summary>
internal sealed class PathEvaluation(string text, JsonAny root, StepBudget budget)
{
    /// <summary>
    /// How many nodes one evaluation may visit. The largest documents have some 100,000 nodes, so real paths stay far below;
    /// a chain of deep scans over such a document would not end in a lifetime.
    /// </summary>
    public const int MaxSteps = 5_000_000;

    private long _left = MaxSteps;

    public JsonAny Root { get; } = root;

    public StepBudget Budget => budget;

    /// <summary>Why a filter could not be tested, which ends the evaluation.</summary>
    public PathProblem? Problem { get; private set; }

    public void Fail(PathProblem problem) => Problem ??= problem;

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
}
