namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>What an expression may read besides its root value: the context object, variables and the event's entropy.</summary>
public abstract class Scope
{
    /// <summary>The context object (<c>$$</c>). Built when first asked for: few expressions read it.</summary>
    public abstract JsonAny Context { get; }

    /// <summary>Where <c>States.UUID</c>, <c>$random</c> and their like draw from.</summary>
    public abstract Entropy Entropy { get; }

    /// <summary>The time of the event, which <c>$now</c> and <c>$millis</c> tell.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>What bounds the evaluation.</summary>
    public abstract StepBudget Steps { get; }

    /// <summary>The value of <c>$name</c>, or <see langword="null"/> where no such variable has been assigned.</summary>
    public abstract JsonAny? Variable(string name);
}
