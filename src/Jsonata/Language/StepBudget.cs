namespace FunctionsAsl.Jsonata.Language;

/// <summary>
/// The steps that all expressions together may take while one event is applied: a definition full of expensive paths, or one that
/// loops over them, ends in a failure within seconds instead of holding a thread.
/// </summary>
/// <param name="steps">How many steps there are.</param>
/// <param name="cancellation">Ends the work where nobody waits for it any more; looked at every few thousand steps.</param>
public sealed class StepBudget(long steps = StepBudget.MaxSteps, CancellationToken cancellation = default)
{
    /// <summary>Some ten times what the most expensive single path may take.</summary>
    public const long MaxSteps = 50_000_000;

    // The token is looked at once in so many steps.
    private const long Portion = 16_384;

    private long _steps = steps;

    // What may be spent until the next look, and what is left besides.
    private long _portion = Math.Min(steps, Portion);
    private long _rest = Math.Max(steps - Portion, 0);

    /// <summary>The steps that have been taken so far.</summary>
    public long Spent => _steps - _rest - _portion;

    /// <summary>
    /// Whether more was asked for than there is. A larger budget may do then, which it does not where an evaluation failed for what it holds.
    /// </summary>
    public bool IsUsedUp => Spent > _steps;

    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    /// <exception cref="OperationCanceledException">The work has been cancelled.</exception>
    public void Spend(long count)
    {
        _portion -= count;
        if (_portion < 0)
        {
            TakePortion();
        }
    }

    /// <summary>Gives so many steps more where there are none left: whoever deals with that needs some.</summary>
    public void Extend(long steps)
    {
        if (IsUsedUp)
        {
            _steps = Spent + steps;
            _portion = Math.Min(steps, Portion);
            _rest = steps - _portion;
        }
    }

    private void TakePortion()
    {
        cancellation.ThrowIfCancellationRequested();
        long left = _rest + _portion;
        if (left < 0)
        {
            throw new StepBudgetException($"The expressions take more than {_steps} steps together.");
        }

        _portion = Math.Min(left, Portion);
        _rest = left - _portion;
    }
}

/// <summary>An expression takes more steps or memory than it may.</summary>
/// <param name="inner">The failure of the expression that took them, where it is known.</param>
public sealed class StepBudgetException(string message, Exception? inner = null) : Exception(message, inner);
