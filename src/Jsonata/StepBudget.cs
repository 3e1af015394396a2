namespace FunctionsAsl.Jsonata;

/// <summary>
/// The steps that all expressions together may take while one event is applied: a definition full of expensive paths, or one that
/// loops over them, ends in a failure within seconds instead of holding a thread.
/// </summary>
public sealed class StepBudget
{
    /// <summary>Some ten times what the most expensive single path may take.</summary>
    public const long MaxSteps = 50_000_000;

    private long _left = MaxSteps;

    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public void Spend(long steps)
    {
        _left -= steps;
        if (_left < 0)
        {
            throw new StepBudgetException();
        }
    }
}

/// <summary>The steps of a <see cref="StepBudget"/> are used up.</summary>
public sealed class StepBudgetException() : Exception($"The expressions take more than {StepBudget.MaxSteps} steps together.");
