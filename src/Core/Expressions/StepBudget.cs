namespace FunctionsAsl.Core.Expressions;

/// <summary>
/// The steps that all expressions together may take while one event is applied: a definition full of expensive paths, or one that
/// loops over them, ends in a failure within seconds instead of holding a thread.
/// </summary>
public sealed class StepBudget
{
    /// <summary>Some ten times what the most expensive single path may take.</summary>
    public const long MaxSteps = 50_000_000;

    private long _left = MaxSteps;

    /// <exception cref="StatesException">The steps are used up.</exception>
    public void Spend(long steps)
    {
        _left -= steps;
        if (_left < 0)
        {
            throw new StatesException(ErrorName.Runtime, $"The expressions take more than {MaxSteps} steps together.");
        }
    }
}
